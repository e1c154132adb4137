import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { findRuns } from '../../../src/workflows/studio/find-runs.js';

const trace = (rank?: number): string =>
  JSON.stringify({
    ...(rank === undefined ? {} : { distributedInfo: { backend: 'nccl', rank, world_size: 2 } }),
    traceEvents: [{ ph: 'X', cat: 'cpu_op', name: 'aten::mm', pid: 1, tid: 1, ts: 1, dur: 1 }],
  });

const LOG = Array.from({ length: 6 }, (_, at) => `iter ${at}: loss ${4 - at / 10}, time 300.00ms, mfu 1.00%\n`).join(
  '',
);

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  '/project/.gitignore': 'runs/\n',
  '/project/package.json': '{"name": "x"}',
  '/project/settings.json': '{"traces": []}',
  '/project/notes.txt': 'Remember the milk.\n',
  '/project/runs/ranks/a.json': trace(0),
  '/project/runs/ranks/b.json.gz': gzipSync(trace(1)),
  '/project/runs/alone/before.json': trace(),
  '/project/runs/alone/after.json': trace(),
  '/project/runs/same/1.json': trace(0),
  '/project/runs/same/2.json': trace(0),
  '/project/runs/train.log': LOG,
};

const host = { ...createMemoryHost(FILES), workingDirectory: '/project' };

test('ranks of one folder are one run, anything else stands by itself; what no run wrote is not offered', async () => {
  const runs = await findRuns(host, new Map());
  expect(runs.map(({ id, label, paths }) => ({ id, label, paths: paths.length }))).toEqual([
    { id: 'runs/alone/after.json', label: 'after.json', paths: 1 },
    { id: 'runs/alone/before.json', label: 'before.json', paths: 1 },
    { id: 'runs/ranks/', label: 'ranks · 2 ranks', paths: 2 },
    { id: 'runs/same/1.json', label: '1.json', paths: 1 },
    { id: 'runs/same/2.json', label: '2.json', paths: 1 },
    { id: 'runs/train.log', label: 'train.log', paths: 1 },
  ]);
});

test('a file is looked into once, as long as it stays the same', async () => {
  const looked: string[] = [];
  const heads = new Map();
  const watched = {
    ...host,
    readFile: (path: string, most?: number) => {
      looked.push(path);
      return host.readFile(path, most);
    },
  };
  const first = await findRuns(watched, heads);
  const before = looked.filter((path) => path.startsWith('/project/runs/')).length;
  expect(before).toBe(7);
  expect(await findRuns(watched, heads)).toEqual(first);
  expect(looked.filter((path) => path.startsWith('/project/runs/')).length).toBe(before);
});

test('of very many tables it looks into five hundred, and into what sounds like a run first', async () => {
  const tables = Array.from({ length: 900 }, (_, at) => [`/project/a/${at}.csv`, 'name,place\nx,y\n'] as const);
  const full = { ...createMemoryHost({ ...Object.fromEntries(tables), ...FILES }), workingDirectory: '/project' };
  const heads = new Map();
  const runs = await findRuns(full, heads);
  expect(runs.map(({ id }) => id)).toContain('runs/train.log');
  expect(heads.size).toBe(500);
});
