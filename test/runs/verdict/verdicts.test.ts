import { describe, expect, test } from 'vitest';
import type { RankReport } from '../../../src/runs/report/rank-report.js';
import type { Verdict } from '../../../src/runs/report/run-report.js';
import { judgeLogs } from '../../../src/runs/verdict/judge-logs.js';
import { judgeTraces } from '../../../src/runs/verdict/judge-trace.js';
import { acrossOf, emptyRank, type HandRank, type HandStep, hostRank, kernel, logWith, rankOf } from '../hand-run.js';

const judge = (...ranks: readonly HandRank[]): Verdict => judgeTraces(ranks.map(rankOf));
const told = ({ kind, confidence }: Verdict): string => `${kind}, ${confidence}`;

describe('a trace is bound by what takes most of what is not compute', () => {
  test.each<[HandStep, Verdict['kind']]>([
    [{ data: 30 }, 'input-bound'],
    [{ launch: 30 }, 'host-bound'],
    [{ sync: 30 }, 'host-bound'],
    [{ gap: 15, other: 15 }, 'host-bound'],
    [{ exposed: 30 }, 'communication-bound'],
    [{ copies: 30 }, 'memory-bound'],
    [{}, 'compute-bound'],
  ])('%j is %s', (step, kind) => expect(told(judge({ step }))).toBe(`${kind}, high`));

  test('not below a tenth of the time: nothing stands out', () => {
    const parts = { data: 9.9, launch: 9, exposed: 4 };
    expect(told(judge({ step: parts }))).toBe('compute-bound, medium');
    expect(told(judge({ step: { ...parts, data: 10.1 } }))).toBe('input-bound, medium');
  });

  test('not where the device computes four fifths of it', () => {
    expect(judge({ step: { data: 20 } }).kind).toBe('compute-bound');
    expect(judge({ step: { data: 20.1 } }).kind).toBe('input-bound');
  });

  test('by memory where six tenths of compute are in kernels that only move it', () => {
    const kernels = (moving: number) => [
      kernel('vectorized_elementwise_kernel', moving, 4),
      kernel('ampere_sgemm_128x64_tn', 100 - moving, 4),
    ];
    expect(told(judge({ kernels: kernels(60) }))).toBe('memory-bound, medium');
    expect(told(judge({ kernels: kernels(59) }))).toBe('compute-bound, high');
    expect(judge({ kernels: kernels(60) }).evidence).toContainEqual({
      name: 'bandwidth-kernels',
      value: 60,
      unit: '%',
    });
  });
});

describe('is sure of it', () => {
  test('with three steps and a clear lead', () => {
    expect(told(judge({ step: { data: 30, launch: 19.9 }, steps: 3 }))).toBe('input-bound, high');
    expect(told(judge({ step: { data: 30, launch: 20.1 }, steps: 3 }))).toBe('input-bound, medium');
    expect(told(judge({ step: { data: 30, launch: 19.9 }, steps: 2 }))).toBe('input-bound, medium');
    expect(told(judge({ step: { data: 30, launch: 20.1 }, steps: 2 }))).toBe('input-bound, low');
  });

  test('not without steps', () => {
    expect(told(judge({ step: { data: 30, launch: 20.1 }, steps: 0 }))).toBe('input-bound, low');
    expect(told(judge({ steps: 2 }))).toBe('compute-bound, low');
  });

  test('not by one step of each of many ranks: first steps are often not like the others', () => {
    const ranks = Array.from({ length: 8 }, (): HandRank => ({ step: { data: 30 }, steps: 1 }));
    expect(told(judge(...ranks))).toBe('input-bound, medium');
    expect(told(judge(...ranks.map((rank) => ({ ...rank, steps: 3 }))))).toBe('input-bound, high');
    const onHost = Array.from({ length: 8 }, () => hostRank(50, 20, 1));
    expect(told(judgeTraces(onHost))).toBe('input-bound, low');
  });

  test('a step that was cut off does not count', () => {
    const rank = rankOf({ step: { data: 30 }, steps: 3 });
    const cut = { ...rank, steps: rank.steps.map((step, at) => (at === 2 ? { ...step, isCut: true as const } : step)) };
    expect(told(judgeTraces([cut]))).toBe('input-bound, medium');
  });
});

test('evidence is told the weightiest first, then steps and the imbalance of ranks', () => {
  const across = { ...acrossOf([0, 0], []), imbalancePercent: 12 };
  expect(judgeTraces([rankOf({ step: { data: 30, launch: 5, copies: 0.04 } })], across).evidence).toEqual([
    { name: 'compute', value: 65, unit: '%' },
    { name: 'dataloader', value: 30, unit: '%' },
    { name: 'host-launch', value: 5, unit: '%' },
    { name: 'steps', value: 4, unit: 'count' },
    { name: 'imbalance', value: 12, unit: '%' },
  ]);
});

describe('where nothing ran on a device', () => {
  const of = (...ranks: readonly RankReport[]) => told(judgeTraces(ranks));

  test('only waiting for data stands out, and never surely', () => {
    expect(of(hostRank(50, 10))).toBe('input-bound, medium');
    expect(of(hostRank(50, 10, 2))).toBe('input-bound, low');
    expect(of(hostRank(50, 9.9))).toBe('unclear, low');
  });

  test('operators four fifths of the time are compute', () => {
    expect(of(hostRank(80, 5))).toBe('compute-bound, low');
    expect(of(hostRank(79, 5))).toBe('unclear, low');
  });

  test('one rank of eight that waits does not make all wait, and six do', () => {
    const ranks = (waiting: number) => Array.from({ length: 8 }, (_, at) => hostRank(60, at < waiting ? 30 : 0));
    expect(of(...ranks(2))).toBe('unclear, low');
    expect(of(...ranks(6))).toBe('input-bound, medium');
  });
});

test('nothing is said of nothing', () => {
  expect(judgeTraces([])).toEqual({ kind: 'unclear', confidence: 'low', evidence: [] });
  expect(judgeTraces([emptyRank()])).toEqual({ kind: 'unclear', confidence: 'low', evidence: [] });
  expect(told(judgeLogs([]))).toBe('unclear, low');
});

describe('logs alone', () => {
  test.each([
    [{ dataPercent: 10 }, 'input-bound, medium'],
    [{ dataPercent: 9.9 }, 'unclear, low'],
    [{ dataPercent: 9.9, gpuPercent: 49.9 }, 'host-bound, low'],
    [{ dataPercent: 9.9, gpuPercent: 50 }, 'unclear, low'],
    [{ gpuPercent: 20 }, 'unclear, low'],
    [{ dataPercent: 1, gpuPercent: 95 }, 'compute-bound, low'],
    [{ dataPercent: 1, gpuPercent: 94.9 }, 'unclear, low'],
    [{ gpuPercent: 99 }, 'unclear, low'],
    [{ dataPercent: 40, gpuPercent: 99 }, 'input-bound, medium'],
  ])('%j is %s', (log, verdict) => expect(told(judgeLogs([logWith(log)]))).toBe(verdict));

  test('together: the log of the training says of data, nvidia-smi of the GPU', () => {
    const logs = [logWith({ dataPercent: 2 }), logWith({ gpuPercent: 30 })];
    expect(told(judgeLogs(logs))).toBe('host-bound, low');
  });

  test('the worst of several counts, and evidence says what was seen', () => {
    const steps = { count: 20, mean: 1, median: 1, p10: 1, p90: 2 };
    const logs = [
      logWith({ dataPercent: 3, gpuPercent: 80 }),
      logWith({ dataPercent: 12, gpuPercent: 40, stepSeconds: steps, nanValues: 1, skippedSteps: 2 }),
      logWith({ peakMemoryBytes: 95, capacityBytes: 100 }),
    ];
    expect(judgeLogs(logs)).toEqual({
      kind: 'input-bound',
      confidence: 'medium',
      evidence: [
        { name: 'data-of-step', value: 12, unit: '%' },
        { name: 'gpu-resident', value: 40, unit: '%' },
        { name: 'memory-used', value: 95, unit: '%' },
        { name: 'step-time', value: 1, unit: 's' },
        { name: 'step-p90-of-median', value: 200, unit: '%' },
        { name: 'skipped-steps', value: 2, unit: 'count' },
        { name: 'nan-values', value: 1, unit: 'count' },
      ],
    });
  });
});
