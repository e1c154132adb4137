import { expect, test } from 'vitest';
import { advise } from '../../../src/runs/advice/advise.js';
import { reportRun } from '../../../src/runs/report-run.js';
import { acrossOf, findAdvice, type HandRank, logWith, MS, rankOf } from '../hand-run.js';

const GPU = { index: 0, name: 'A100', computeCapability: '8.0' };

/** Seven like the first, and one that is not. */
const withOneOf = (odd: HandRank, usual: HandRank = {}) =>
  Array.from({ length: 8 }, (_, rank) => rankOf({ rank, ...(rank === 6 ? odd : usual) }));
const report = (ranks: ReturnType<typeof withOneOf>, across = acrossOf([], [])) =>
  reportRun({ files: [], ranks, across, logs: [], memory: [], health: [] });

test('one rank of eight that waits for data changes what is advised to all', () => {
  const ranks = withOneOf({ step: { data: 60 } });
  expect(findAdvice('SLW-01', { ranks: ranks.slice(0, 1) })).toBeUndefined();
  expect(findAdvice('SLW-01', { ranks })?.message).toContain('7.50 ms of 100.0 ms a step (7.5 %)');
});

test('one rank of eight changes the verdict', () => {
  const ranks = withOneOf({ step: { data: 90 } }, { step: { exposed: 21 } });
  expect(report(ranks.slice(0, 1)).verdict).toMatchObject({ kind: 'communication-bound', confidence: 'high' });
  expect(report(ranks).verdict.evidence).toContainEqual({ name: 'dataloader', value: 11.3, unit: '%' });
  const slower = withOneOf({ step: { data: 98 } }, { step: { exposed: 12, data: 4 } });
  expect(report(slower.slice(0, 1)).verdict.kind).toBe('compute-bound');
  expect(report(slower).verdict.kind).toBe('input-bound');
});

test('rank 0 alone that is held up says nothing of the others', () => {
  const ranks = Array.from({ length: 8 }, (_, rank) => rankOf({ rank, step: rank === 0 ? { exposed: 40 } : {} }));
  expect(report(ranks.slice(0, 1)).verdict.kind).toBe('communication-bound');
  expect(report(ranks).verdict.kind).toBe('compute-bound');
});

test('the straggler is named by its rank, whatever rank 0 looks like', () => {
  const across = acrossOf([0, 0, 0, 0, 0, 0, 120, 0], [6]);
  const { advice } = report(withOneOf({}, { step: { exposed: 30 } }), across);
  expect(advice.map(({ code }) => code)).toContain('SLW-13');
  expect(advice.find(({ code }) => code === 'SLW-13')?.message).toContain('rank 6 comes last');
});

test('memory of any rank that is nearly full is told, with its device', () => {
  const memory = [
    { device: 'cuda:0', peakAllocatedBytes: 95, peakReservedBytes: undefined, capacityBytes: 100, points: [] },
  ];
  expect(findAdvice('SLW-09', { ranks: withOneOf({ memory, device: GPU }) })?.message).toContain('A100');
});

test('shares are of all ranks together: a longer step weighs more', () => {
  const times = rankOf({ step: { data: 50 } });
  const short = rankOf();
  const long = { ...times, steps: times.steps.map((step) => ({ ...step, windowNs: 300 * MS })) };
  expect(findAdvice('SLW-01', { ranks: [short, long] })?.part).toEqual({ ns: 25 * MS, ofNs: 200 * MS, of: 'step' });
});

test('what answers the verdict is told first, then the larger bound, then what has none', () => {
  const rank = rankOf({
    step: { data: 10, exposed: 30 },
    hints: { usesDataParallel: true, pageableCopies: { calls: 4, ns: 80 * MS } },
  });
  const codes = (kind: 'input-bound' | 'communication-bound' | 'unclear') =>
    advise([rank], undefined, [logWith({ skippedSteps: 1 })], kind).map(({ code }) => code);
  expect(codes('input-bound')).toEqual(['SLW-01', 'SLW-04', 'SLW-05', 'SLW-08', 'SLW-10', 'SLW-17']);
  expect(codes('communication-bound')).toEqual(['SLW-04', 'SLW-05', 'SLW-08', 'SLW-01', 'SLW-10', 'SLW-17']);
  expect(codes('unclear')[0]).toBe('SLW-04');
});
