import { describe, expect, test } from 'vitest';
import type { RankReport } from '../../../src/runs/report/rank-report.js';
import { findAdvice, type HandRank, MS, rankOf } from '../hand-run.js';
import { reportOf } from '../real-runs.js';

const zeroed = (ms: number): HandRank => ({
  hints: { zeroedGradients: { calls: 644, hostNs: 4 * (ms - 0.2) * MS, deviceNs: 4 * 0.2 * MS } },
});
const allocating = (calls: number, ms: number, steps: number): HandRank => ({
  hints: { deviceAllocations: { calls, ns: 4 * ms * MS, steps } },
});
const memory = (gib: number | undefined): RankReport['memory'] => [
  {
    device: 'cuda:0',
    peakAllocatedBytes: undefined,
    peakReservedBytes: gib === undefined ? undefined : gib * 2 ** 30,
    capacityBytes: 80 * 2 ** 30,
    points: [],
  },
];
const filled = (multiprocessorPercent: number, busyPercent: number) => ({
  busyPercent,
  multiprocessorPercent,
  occupancyPercent: 10,
  tensorCorePercent: 50,
  tensorCoreEligiblePercent: 0,
});

interface Edge {
  readonly code: string;
  readonly below: HandRank;
  readonly at: HandRank;
  readonly says: string;
  readonly gain?: number;
}

const EDGES: readonly Edge[] = [
  {
    code: 'SLW-20',
    below: zeroed(0.99),
    at: zeroed(1),
    says: 'zero_grad fills gradients with zeros 161 times a step, 1.00 ms of 100.0 ms a step (1.0 %) on the host and the device together; the threshold is 1 %',
    gain: 1,
  },
  {
    code: 'SLW-21',
    below: { hints: { indexing: { calls: 399, hostNs: 40 * MS } } },
    at: { hints: { indexing: { calls: 400, hostNs: 40 * MS } } },
    says: '(aten::select) 100 times a step; the threshold is 100. The picking alone takes the host 10.0 ms of 100.0 ms a step (10.0 %)',
  },
  {
    code: 'SLW-22',
    below: allocating(8, 0.99, 4),
    at: allocating(8, 1, 4),
    says: '8 calls of cudaMalloc, cudaFree and the like in 4 of 4 steps, 1.00 ms of 100.0 ms a step (1.0 %); the threshold is 1 %',
    gain: 1,
  },
  { code: 'SLW-22', below: allocating(8, 5, 1), at: allocating(8, 5, 2), says: 'in 2 of 4 steps', gain: 5 },
  {
    code: 'SLW-23',
    below: { step: { launch: 10 }, memory: memory(40) },
    at: { step: { launch: 10 }, memory: memory(39) },
    says: '39 GiB of the 80 GiB of the GPU (48.8 %) are taken at the peak, and the device waits for launches; the threshold is 50 %',
  },
  {
    code: 'SLW-23',
    below: { utilization: filled(60, 80), memory: memory(8) },
    at: { utilization: filled(59, 80), memory: memory(8) },
    says: 'kernels fill only a part of it',
  },
  {
    code: 'SLW-23',
    below: { step: { launch: 10 }, memory: memory(undefined) },
    at: { step: { launch: 10 }, memory: memory(1) },
    says: '1 GiB of the 80 GiB',
  },
  {
    code: 'SLW-24',
    below: { hints: { profiler: { overheadNs: 4 * 4.9 * MS, frames: 9 } } },
    at: { hints: { profiler: { overheadNs: 4 * 5 * MS, frames: 9 } } },
    says: 'the profiler itself takes 5.00 ms of 100.0 ms a step (5.0 %); the threshold is 5 %. So the share of the host is told too high',
  },
  {
    code: 'SLW-24',
    below: { step: { launch: 10 }, hints: { profiler: { overheadNs: 0, frames: 3999 } } },
    at: { step: { launch: 10 }, hints: { profiler: { overheadNs: 0, frames: 4000 } } },
    says: 'recorded 1000 frames a step of Python; the threshold is 1000 where the device waits for launches',
  },
];

describe.each(EDGES)('$code', ({ code, below, at, says, gain }) => {
  const advice = findAdvice(code, { ranks: [rankOf(at)] });

  test(`says: ${says}`, () => expect(advice?.message).toContain(says));

  test('bounds what it can bring, or says no bound', () => {
    if (gain === undefined) expect(advice?.gainAtMostPercent).toBeUndefined();
    else expect(advice?.gainAtMostPercent).toBeCloseTo(gain, 2);
  });

  test('says what to do and how to check it', () => {
    expect(advice?.hint).toMatch(/\w{3}/);
    expect(advice?.check).toMatch(/^Profile again/);
  });

  test('is silent just below its threshold', () =>
    expect(findAdvice(code, { ranks: [rankOf(below)] })).toBeUndefined());
});

test('device memory that is asked for in one step, or in fewer than half of them, is a start', () => {
  const of = (steps: number, inSteps: number) =>
    findAdvice('SLW-22', { ranks: [rankOf({ ...allocating(50, 50, inSteps), steps })] });
  expect(of(2, 1)).toBeUndefined();
  expect(of(2, 2)).toBeDefined();
  expect(of(101, 50)).toBeUndefined();
  expect(of(100, 50)).toBeDefined();
});

test('a larger batch is not advised to a run that waits for data', () =>
  expect(
    findAdvice('SLW-23', { ranks: [rankOf({ step: { launch: 10, data: 5 }, memory: memory(8) })] }),
  ).toBeUndefined());

test('memory of the fullest rank decides', () => {
  const rank = (gib: number) => rankOf({ step: { launch: 10 }, memory: memory(gib) });
  expect(findAdvice('SLW-23', { ranks: [rank(8), rank(8)] })).toBeDefined();
  expect(findAdvice('SLW-23', { ranks: [rank(8), rank(70)] })).toBeUndefined();
});

test('frames of Python do not matter where the device never waits for the host', () =>
  expect(
    findAdvice('SLW-24', { ranks: [rankOf({ hints: { profiler: { overheadNs: 0, frames: 9e6 } } })] }),
  ).toBeUndefined());

test.each(['SLW-21', 'SLW-22', 'SLW-24'])(
  '%s is not told of a trace without steps: it may be of any length',
  (code) => {
    const hints: HandRank['hints'] = {
      indexing: { calls: 9999, hostNs: MS },
      deviceAllocations: { calls: 999, ns: 50 * MS, steps: 0 },
      profiler: { overheadNs: 0, frames: 99_999 },
    };
    expect(findAdvice(code, { ranks: [rankOf({ step: { launch: 20 }, steps: 0, hints })] })).toBeUndefined();
  },
);

test('a real training of 2020 fills the gradients of 161 parameters in each step', () => {
  const advice = reportOf('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz').advice.find(
    ({ code }) => code === 'SLW-20',
  );
  expect(advice?.message).toContain('161 times a step, 4.72 ms of 177.6 ms a step (2.7 %)');
  expect(advice?.gainAtMostPercent).toBeCloseTo(2.656, 2);
});
