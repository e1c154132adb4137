import { expect, test } from 'vitest';
import { compareRuns } from '../../../src/runs/compare/compare-runs.js';
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
