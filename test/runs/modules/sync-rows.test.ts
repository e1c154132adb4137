import { expect, test } from 'vitest';
import { parseFrame, parseUserFrame } from '../../../src/runs/modules/code-line.js';
import { measureWork } from '../../../src/runs/modules/measure-work.js';
import { isUserFile } from '../../../src/runs/modules/user-file.js';
import { annotation, frame, op, runtime, timelineOf } from './hand-trace.js';
import { realTimeline } from './real-timeline.js';

test('a call that waits has the operators around it and the innermost line of the user', () => {
  const item = (at: number) => [
    op('aten::item', at, 10),
    op('aten::_local_scalar_dense', at + 1, 8),
    runtime('cudaMemcpyAsync', at + 2, 1, at),
    runtime('cudaStreamSynchronize', at + 4, 4),
  ];
  const { syncs } = measureWork(
    timelineOf([
      annotation('ProfilerStep#3', 0.5, 40),
      frame('train.py(9): <module>', 0, 200),
      frame('train.py(42): train_step', 1, 150),
      frame('torch/_tensor.py(1): item', 2, 100),
      ...item(10),
      ...item(30),
      ...item(60),
      runtime('cudaDeviceSynchronize', 300, 2),
    ]),
  );
  expect(syncs).toEqual([
    {
      call: 'cudaStreamSynchronize',
      operator: 'aten::_local_scalar_dense',
      outermost: 'aten::item',
      line: { file: 'train.py', line: 42, function: 'train_step' },
      calls: 3,
      callsInSteps: 2,
      totalNs: 12_000,
    },
    { call: 'cudaDeviceSynchronize', operator: undefined, line: undefined, calls: 1, callsInSteps: 0, totalNs: 2000 },
  ]);
});

test('copies that block wait too, those that do not do not', () => {
  const calls = ['cudaMemcpy', 'hipMemcpyWithStream', 'cudaMemcpyAsync', 'cudaLaunchKernel', 'hipDeviceSynchronize'];
  const { syncs } = measureWork(timelineOf(calls.map((name, at) => runtime(name, at * 10, 1))));
  expect(syncs.map(({ call }) => call).sort()).toEqual(['cudaMemcpy', 'hipDeviceSynchronize', 'hipMemcpyWithStream']);
  expect(syncs[0]).not.toHaveProperty('callsInSteps');
});

test('traces of 2021 say lines in call stacks of operators', () => {
  const { syncs } = measureWork(realTimeline('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz'));
  expect(syncs).toContainEqual({
    call: 'cudaStreamSynchronize',
    operator: 'aten::copy_',
    outermost: 'aten::to',
    line: { file: 'resnet50_profiler_api.py', line: 44, function: '<module>' },
    calls: 12,
    callsInSteps: 12,
    totalNs: 551_000,
  });
});

test('frames', () => {
  expect(parseFrame('a (1)/b.py(42): f')).toEqual({ file: 'a (1)/b.py', line: 42, function: 'f' });
  expect(parseFrame('<built-in method item of Tensor object at 0x7f1de92dbf70>')).toBeUndefined();
  expect(parseUserFrame('typing.py(359): inner')).toBeUndefined();
});

test.each([
  ['train.py', true],
  ['/home/me/proj/train.py', true],
  ['C:\\me\\proj\\train.py', true],
  ['mymodel/net.py', true],
  ['profile.py', true],
  ['torch/nn/modules/linear.py', false],
  ['torchvision/models/resnet.py', false],
  ['contextlib.py', false],
  ['/usr/lib/python3.11/contextlib.py', false],
  ['/home/me/env/lib/python3.7/site-packages/tqdm/std.py', false],
  ['C:\\Python311\\Lib\\threading.py', false],
  ['<frozen runpy>', false],
  ['<string>', false],
])('%s is of the user: %s', (file, isUsers) => expect(isUserFile(file)).toBe(isUsers));
