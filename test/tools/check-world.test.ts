import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'torchdock-world-'));

function checkPipelines(path: string) {
  return spawnSync(process.execPath, ['tools/world/check-world.mjs', path, '--pipelines'], { encoding: 'utf8' });
}

beforeAll(() => {
  writeFileSync(
    join(folder, 'train.py'),
    'import torch\nfrom model import Net\nnet = Net()\noptimizer = torch.optim.SGD(net.parameters(), lr=0.1)\n' +
      'for x, y in unheard_of():\n    net(x).sum().backward()\n    optimizer.step()\n',
  );
  writeFileSync(join(folder, 'endless.py'), 'while True:\n    pass\n');
  writeFileSync(join(folder, 'broken.py'), 'def (:\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('check:world --pipelines', () => {
  it('follows every Python file of a folder, also those that do not end or cannot be read', () => {
    const { status, stdout } = checkPipelines(folder);
    expect(stdout).toMatch(/^3 files: 1 with something of a training, 2 without\nslowest: .*\n0 failures\n$/);
    expect(status).toBe(0);
  });

  it('fails where there is no Python file', () => {
    const { status, stdout } = checkPipelines('docs/findings');
    expect(stdout).toContain('0 files');
    expect(status).toBe(1);
  });
});
