import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node-host.js';
import type { RankReport } from '../../../src/runs/report/rank-report.js';
import { PROFILED_SCRIPT } from '../../../src/runs/snippet/profiled-script.js';
import { START_PROFILER } from '../../../src/runs/snippet/start-profiler.js';
import { readPipeline } from '../../../src/workflows/pipeline.js';
import { placeSnippet } from '../../../src/workflows/profile/place-snippet.js';
import { profile } from '../../../src/workflows/profile.js';
import { DEBIAN_TORCH, requireTool } from '../../setup/tools.js';

const PYTHON = '/usr/bin/python3';

const TRAIN = `import sys
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.linear = nn.Linear(8, 8)

    def forward(self, x):
        return x + torch.relu(self.linear(self.norm(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(), Block())
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.blocks(x))


def main():
    torch.manual_seed(0)
    model = Net()
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    for epoch in range(3):
        for step in range(int(sys.argv[1])):
            optimizer.zero_grad()
            loss = loss_function(model(torch.randn(4, 8)), torch.zeros(4, dtype=torch.long))
            loss.backward()
            optimizer.step()
            scheduler.step()
    hooks = [len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules()]
    print("loss %.6f hooks %d" % (loss.item(), sum(hooks)))


if __name__ == "__main__":
    main()
`;

const PATHS = [
  '',
  'blocks',
  'blocks.0',
  'blocks.0.norm',
  'blocks.0.linear',
  'blocks.1',
  'blocks.1.norm',
  'blocks.1.linear',
  'head',
];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

beforeEach((context) => requireTool(context, DEBIAN_TORCH));

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-snippet-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function run(folder: string, ...args: readonly string[]) {
  const environment = { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
  return spawnSync(PYTHON, [...args], { cwd: folder, encoding: 'utf8', env: environment });
}

async function rankOf(folder: string): Promise<RankReport> {
  const result = await profile(createNodeHost(), { paths: [join(folder, 'traces')] });
  if (result.kind !== 'report') throw new Error(JSON.stringify(result.findings));
  const [rank, ...others] = result.report.ranks;
  if (!rank || others.length > 0) throw new Error('one rank is expected');
  return rank;
}

/** Puts the three parts where the comments say. */
function pasteInto(folder: string, text: string): string {
  writeFileSync(join(folder, 'train.py'), text);
  const host = { ...createNodeHost(), workingDirectory: folder };
  const { pipeline, sources } = readPipeline(host, { target: 'train.py' });
  const places = placeSnippet(pipeline, sources);
  if (!places) throw new Error('the script was not understood');
  const { importsEnd, model, loop } = places;
  const added = new Map([
    [importsEnd, `\n${START_PROFILER}\n`],
    [model.line - (model.side === 'before' ? 1 : 0), `${model.indent}start_profiler(${model.variable})`],
    [loop.endLine, `${loop.indent}prof.step()`],
  ]);
  const lines = text.split('\n').flatMap((line, at) => [line, ...(added.has(at + 1) ? [added.get(at + 1) ?? ''] : [])]);
  return lines.join('\n');
}

describe('a trace that PyTorch itself wrote', () => {
  it('by the lines in a script: its modules are named, the training is the same, and no hook stays', async () => {
    const folder = folderWith({ 'plain.py': TRAIN });
    writeFileSync(join(folder, 'train.py'), pasteInto(folder, TRAIN));
    const [plain, profiled] = [run(folder, 'plain.py', '4'), run(folder, 'train.py', '4')];
    expect(profiled.stderr).not.toContain('Traceback');
    expect(plain.stdout).toMatch(/^loss \d\.\d{6} hooks 0\n$/);
    expect(profiled.stdout.split('\n').at(-2)).toBe(plain.stdout.trim());
    // Debian's PyTorch has no Kineto, and it is said.
    expect(profiled.stdout).toContain('built without Kineto');
    const rank = await rankOf(folder);
    expect(rank.rank).toBe(0);
    expect(rank.steps).toHaveLength(4);
    expect(rank.modules.from).toBe('annotations');
    expect(rank.modules.rows.map(({ path }) => path)).toEqual(PATHS);
    expect(rank.modules.rows.map(({ calls }) => calls)).toEqual(PATHS.map(() => 4));
  });

  it('by the file that runs a script unchanged, which ends it when the steps are there', async () => {
    const folder = folderWith({ 'train.py': TRAIN, 'profiled.py': PROFILED_SCRIPT });
    const { status, stdout, stderr } = run(folder, 'profiled.py', '--steps', '2', 'train.py', '100000');
    expect(status).toBe(0);
    expect(stdout).not.toContain('loss');
    expect(stderr).toMatch(/^profiler: 2 steps are in .*traces$/m);
    const rank = await rankOf(folder);
    expect(rank.steps).toHaveLength(2);
    expect(rank.modules.rows.map(({ path }) => path)).toEqual(PATHS);
  });

  it('of a module, with the model of several ranks: names are those of the model', async () => {
    const wrapped = TRAIN.replace('import sys\n', 'import os\nimport sys\n').replace(
      '    loss_function',
      `    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="0")
    torch.distributed.init_process_group("gloo", init_method="file://" + os.getcwd() + "/meet", rank=0, world_size=1)
    model = nn.parallel.DistributedDataParallel(model)
    loss_function`,
    );
    const folder = folderWith({ 'train.py': wrapped, 'profiled.py': PROFILED_SCRIPT });
    const { status, stderr } = run(folder, 'profiled.py', '-m', 'train', '4');
    expect(status, stderr).toBe(0);
    expect((await rankOf(folder)).modules.rows.map(({ path }) => path)).toEqual(PATHS);
  });

  it('is not there after too few steps, which is said, and a script that fails keeps its status', () => {
    const folder = folderWith({
      'train.py': TRAIN,
      'profiled.py': PROFILED_SCRIPT,
      'fails.py': 'raise SystemExit(7)\n',
    });
    const short = run(folder, 'profiled.py', 'train.py', '1');
    expect(short.status).toBe(0);
    expect(short.stdout).toMatch(/^loss/m);
    expect(short.stderr).toContain('profiler: the script ended after 3 steps, and the first 4 are not recorded');
    expect(existsSync(join(folder, 'traces'))).toBe(false);
    const failed = run(folder, 'profiled.py', 'fails.py');
    expect(failed.status).toBe(7);
    expect(failed.stderr).toContain('profiler: no optimizer of PyTorch made a step');
    expect(readdirSync(folder).sort()).toEqual(['fails.py', 'profiled.py', 'train.py']);
  });
});
