import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ContainerState } from '../../../src/engines/engine.js';
import { INSIDE } from '../../../src/environment/plan/places-inside.js';
import { withSecrets } from '../../../src/workflows/life/with-secrets.js';

function containerWith(...targets: readonly string[]): ContainerState {
  const mounts = targets.map((target) => ({ source: '/x', target, isReadOnly: true }));
  return { id: '1', name: 'a', image: 'i', status: 'running', labels: {}, ports: [], limits: {}, mounts };
}

describe('a command inside', () => {
  it('stays as it is where there are no secrets but those of torchdock', () => {
    const container = containerWith('/workspace', '/run/secrets/jupyter-token', '/run/secrets/authorized_keys');
    expect(withSecrets(container, ['nvidia-smi', '-L'])).toEqual(['nvidia-smi', '-L']);
  });

  it('gets the secrets as variables, and its own words untouched, also those that look like ours', () => {
    const folder = mkdtempSync(join(tmpdir(), 'torchdock-secrets-'));
    try {
      writeFileSync(join(folder, 'API_KEY'), 'a b"$(x)\n');
      const command = ['sh', '-c', 'printf "%s|" "$API_KEY" "$@"', 'sh', '--', 'two words', '$HOME'];
      const argv = withSecrets(containerWith('/run/secrets/API_KEY', '/run/secrets/GONE'), command);
      expect(argv.join(' ')).not.toContain('a b');
      const [program = '', ...args] = argv.map((word) => word.replaceAll(INSIDE.secrets, folder));
      expect(execFileSync(program, args, { encoding: 'utf8' })).toBe('a b"$(x)|--|two words|$HOME|');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
