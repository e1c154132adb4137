import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/runs/compare/compare-runs.js';
import type { LogReport } from '../../../src/runs/report/log-report.js';
import type { RankReport } from '../../../src/runs/report/rank-report.js';
import type { RunReport } from '../../../src/runs/report/run-report.js';
import { reportRun } from '../../../src/runs/report-run.js';
import { hostRank, kernel, logWith, MS, rankOf } from '../hand-run.js';
import { reportOf } from '../real-runs.js';

const before = reportOf('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz');
const after = reportOf('kineto-resnet50-v100-num_workers_4.pt.trace.json.gz');

test('says what workers for the DataLoader brought, and where', () => {
  const { changePercent, parts, solved, appeared, ...sides } = compareRuns(before, after);
  expect(sides.before).toMatchObject({ verdict: 'input-bound', steps: 6, stepNs: 177_592_167 });
  expect(sides.after.verdict).toBe('host-bound');
  expect(changePercent).toBeCloseTo(-20.57, 1);
  expect(parts[0]?.part).toBe('dataloaderNs');
  expect(solved).toEqual(['SLW-01']);
  expect(appeared).toEqual(['SLW-02']);
});

test('the parts of both add up to their steps', () => {
  const { parts, before: one, after: other } = compareRuns(before, after);
  const sum = (of: 'beforeNs' | 'afterNs') => parts.reduce((total, part) => total + part[of], 0);
  expect(sum('beforeNs')).toBeCloseTo(one.stepNs as number, -1);
  expect(sum('afterNs')).toBeCloseTo(other.stepNs as number, -1);
});

test('a run is the same as itself', () => {
  const { changePercent, kernels, solved, appeared } = compareRuns(before, before);
  expect(changePercent).toBe(0);
  expect(kernels.every(({ beforeNs, afterNs }) => beforeNs === afterNs)).toBe(true);
  expect([solved, appeared]).toEqual([[], []]);
});

test('a trace without steps has no time of a step to compare', () =>
  expect(compareRuns(before, reportOf('tracelens-torch_compile_triton.json.gz')).changePercent).toBeUndefined());

function runOf(ranks: readonly RankReport[], logs: readonly LogReport[] = []): RunReport {
  return reportRun({ files: ['trace.json'], ranks, across: undefined, logs, memory: [], health: [] });
}

describe('runs that are not alike', () => {
  const gemm = (ms: number, calls: number) => [kernel('gemm', ms, calls)];

  test('of different numbers of steps are compared by the step', () => {
    const { changePercent, parts, kernels } = compareRuns(
      runOf([rankOf({ steps: 3, kernels: gemm(30, 6) })]),
      runOf([rankOf({ steps: 9, kernels: gemm(90, 18) })]),
    );
    expect(changePercent).toBeCloseTo(0);
    expect(parts.every(({ beforeNs, afterNs }) => beforeNs === afterNs)).toBe(true);
    expect(kernels).toEqual([
      { name: 'gemm', class: 'compute', beforeNs: 10 * MS, afterNs: 10 * MS, beforeCalls: 2, afterCalls: 2 },
    ]);
  });

  test('of different numbers of ranks are compared by the mean rank', () => {
    const rank = rankOf({ step: { data: 20 }, kernels: gemm(40, 4) });
    const {
      before: one,
      after: other,
      changePercent,
      kernels,
      parts,
    } = compareRuns(runOf([rank]), runOf([rank, rankOf({ step: { data: 40 }, kernels: gemm(80, 8) }), rank, rank]));
    expect([one.ranks, other.ranks, one.steps, other.steps]).toEqual([1, 4, 4, 16]);
    expect(changePercent).toBeCloseTo(0);
    expect(parts.find(({ part }) => part === 'dataloaderNs')).toMatchObject({ beforeNs: 20 * MS, afterNs: 25 * MS });
    expect(kernels[0]).toMatchObject({ beforeNs: 10 * MS, afterNs: 12.5 * MS, beforeCalls: 1, afterCalls: 1.25 });
  });

  test('a log and a trace have only the time of a step in common', () => {
    const seconds = { count: 50, mean: 0.21, median: 0.2, p10: 0.1, p90: 0.2 };
    const log = runOf([], [logWith({ stepSeconds: seconds, dataPercent: 30 })]);
    const trace = runOf([rankOf({ kernels: gemm(40, 4) })]);
    const compared = compareRuns(log, trace);
    expect(compared.before).toMatchObject({ verdict: 'input-bound', stepNs: 200 * MS, ranks: 0, steps: 0 });
    expect(compared.changePercent).toBeCloseTo(-50);
    expect(compared.parts).toEqual([]);
    expect(compared.kernels).toEqual([]);
    expect(compareRuns(trace, log)).toMatchObject({ parts: [], kernels: [], appeared: ['SLW-16'] });
  });

  test('waiting for data in a log is the same that a trace says of it', () => {
    const log = runOf([], [logWith({ dataPercent: 30 })]);
    const trace = runOf([rankOf({ step: { data: 30 } })]);
    expect(compareRuns(log, trace)).toMatchObject({ solved: [], appeared: [] });
    expect(compareRuns(log, runOf([rankOf()]))).toMatchObject({ solved: ['SLW-16'], appeared: [] });
  });

  test('two logs by the medians of their steps', () => {
    const log = (median: number) =>
      runOf([], [logWith({ stepSeconds: { count: 50, mean: 1, median, p10: median, p90: median } })]);
    expect(compareRuns(log(0.4), log(0.3)).changePercent).toBeCloseTo(-25);
    expect(compareRuns(log(0), log(0.3)).changePercent).toBeUndefined();
  });

  test('a log without times beside one with', () => {
    const compared = compareRuns(runOf([], [logWith({})]), runOf([rankOf()]));
    expect(compared.changePercent).toBeUndefined();
    expect(compared.before.stepNs).toBeUndefined();
  });

  test('a trace without steps has no kernels of a step, so none are compared', () =>
    expect(
      compareRuns(runOf([rankOf({ steps: 0, kernels: gemm(400, 40) })]), runOf([rankOf({ kernels: gemm(40, 4) })])),
    ).toMatchObject({ parts: [], kernels: [], changePercent: undefined }));

  test('a run on the host and one on a device', () => {
    const { parts, kernels, changePercent } = compareRuns(
      runOf([hostRank(80, 10)]),
      runOf([rankOf({ kernels: gemm(40, 4) })]),
    );
    expect(parts[0]).toEqual({ part: 'kernelNs', beforeNs: 0, afterNs: 100 * MS });
    expect(kernels).toMatchObject([{ name: 'gemm', beforeNs: 0, afterNs: 10 * MS }]);
    expect(changePercent).toBeCloseTo(0);
  });

  test('a step that was cut off counts neither in the mean nor as a share of kernels', () => {
    const rank = rankOf({ kernels: gemm(40, 4) });
    const cut = { ...rank, steps: rank.steps.map((step, at) => (at === 3 ? { ...step, isCut: true as const } : step)) };
    expect(compareRuns(runOf([rank]), runOf([cut])).kernels[0]).toMatchObject({ beforeNs: 10 * MS, afterNs: 10 * MS });
  });
});
