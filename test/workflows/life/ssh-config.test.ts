import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quoteForSshConfig } from '../../../src/workflows/life/escape.js';
import { requireTool, SSH } from '../../setup/tools.js';

describe('a value of ssh_config', () => {
  it('is refused when it cannot be written', () => {
    for (const value of ['a"b', 'a\nb', 'a\\b']) expect(quoteForSshConfig(value, true)).toBeUndefined();
  });

  it('is what ssh itself reads', (context) => {
    requireTool(context, SSH);
    const folder = mkdtempSync(join(tmpdir(), 'torchdock-ssh-'));
    try {
      for (const value of ['/home/me/.ssh/id', '/home/me/my keys/100%h', "/home/o'neil/#1/$HOME"]) {
        const path = join(folder, 'config');
        writeFileSync(path, `Host x\n  UserKnownHostsFile ${quoteForSshConfig(value, true)}\n`);
        const { stdout } = spawnSync('ssh', ['-G', '-F', path, 'x'], { encoding: 'utf8' });
        const line = stdout.split('\n').find((text) => text.startsWith('userknownhostsfile ')) ?? '';
        expect(line.replace('userknownhostsfile ', '').replaceAll('%%', '%')).toBe(value);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
