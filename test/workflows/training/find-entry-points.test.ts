import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { collectGraph } from '../../../src/workflows/sources/collect.js';
import { findEntryPoints } from '../../../src/workflows/training/find-entry-points.js';

async function entryPointsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const host = createMemoryHost(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`/work/${path}`, text])),
  );
  const { root, index } = await collectGraph(host, { paths: ['.'] });
  return findEntryPoints(host, root, index).map(({ file, arguments: words, launcher, place, isAssumed }) =>
    [launcher, file, ...words, `@${place.file}:${place.line}`, isAssumed ? 'assumed' : ''].join(' ').trim(),
  );
}

const COMPOSE = (rest: string): string => `services:\n  train:\n    image: trainer:1\n${rest}`;

describe('findEntryPoints', () => {
  it('follows CMD back through COPY and WORKDIR', async () => {
    const dockerfile =
      'FROM python:3.12\nWORKDIR /app\nCOPY tools /app/\nCMD ["python", "train.py", "--epochs", "3"]\n';
    expect(await entryPointsOf({ Dockerfile: dockerfile, 'tools/train.py': '', 'old/train.py': '' })).toEqual([
      'python tools/train.py --epochs 3 @Dockerfile:4',
    ]);
  });

  it('follows a command of compose through a bind mount', async () => {
    const compose = COMPOSE('    command: torchrun /code/train.py --lr 0.1\n    volumes: ["./src:/code"]\n');
    expect(await entryPointsOf({ 'compose.yaml': compose, 'src/train.py': '', 'old/train.py': '' })).toEqual([
      'torchrun src/train.py --lr 0.1 @compose.yaml:4',
    ]);
  });

  it('follows a command of compose through the COPY of the image that another service builds', async () => {
    const compose = `services:\n  work:\n    build: .\n    image: t:1\n  train:\n    image: t:1\n    command: python -m pkg.train --fast\n`;
    const dockerfile = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\n';
    expect(await entryPointsOf({ 'compose.yaml': compose, Dockerfile: dockerfile, 'pkg/train.py': '' })).toEqual([
      'python pkg/train.py --fast @compose.yaml:7',
    ]);
  });

  it('keeps apart what two commands say after one script', async () => {
    const compose =
      'services:\n  a:\n    image: t:1\n    command: python train.py --lr 1\n  b:\n    image: t:1\n    command: python train.py --lr 2\n';
    expect(await entryPointsOf({ 'compose.yaml': compose, 'train.py': '' })).toEqual([
      'python train.py --lr 1 @compose.yaml:4 assumed',
      'python train.py --lr 2 @compose.yaml:7 assumed',
    ]);
  });

  it('takes the only file of that name, and says that it is assumed', async () => {
    const compose = COMPOSE('    command: accelerate launch --num_processes 2 /opt/x/train.py --steps 5\n');
    expect(await entryPointsOf({ 'compose.yaml': compose, 'deep/er/train.py': '' })).toEqual([
      'accelerate deep/er/train.py --steps 5 @compose.yaml:4 assumed',
    ]);
  });

  it.each([
    ['two files of the name', '/opt/train.py', { 'a/train.py': '', 'b/train.py': '' }],
    ['no file of the name', '/opt/train.py', { 'a/other.py': '' }],
    ['a variable in the path', '"$$HOME/train.py"', { 'a/train.py': '' }],
    ['a path out of the repository', '../../train.py', { 'a/b.py': '' }],
  ])('takes none for %s', async (_name, path, files) => {
    const compose = COMPOSE(`    command: python ${path}\n`);
    expect(await entryPointsOf({ 'compose.yaml': compose, ...files })).toEqual([]);
  });

  it('takes a script that a batch job starts on the machine itself', async () => {
    const slurm = '#!/bin/bash\n#SBATCH --nodes=2\nsrun torchrun --nproc-per-node=8 train.py --data /data\n';
    expect(await entryPointsOf({ 'jobs/run.slurm': slurm, 'train.py': '' })).toEqual([
      'torchrun train.py --data /data @jobs/run.slurm:3',
    ]);
  });
});
