import { describe, expect, test } from 'vitest';
import type { LogReport } from '../../../src/runs/report/log-report.js';
import { acrossOf, adviceOn, curve, findAdvice, type HandRun, logWith, MS, rankOf } from '../hand-run.js';

const EIGHT = Array.from({ length: 8 }, (_, rank) => rankOf({ rank }));
/** 400 ms of steps in each rank; the others wait for rank 5 so long. */
const slow = (ms: number, stragglers: readonly number[] = [5]): HandRun => ({
  ranks: EIGHT,
  across: acrossOf([0, 0, 0, 0, 0, ms, 0, 0], stragglers),
});
const log = (rest: Partial<LogReport>): HandRun => ({ logs: [logWith(rest)] });
const times = (p90: number, count = 10): LogReport['stepSeconds'] => ({ count, mean: 1, median: 1, p10: 1, p90 });

interface Edge {
  readonly code: string;
  readonly below: HandRun;
  readonly at: HandRun;
  readonly says: string;
  readonly gain?: number;
}

const EDGES: readonly Edge[] = [
  {
    code: 'SLW-13',
    below: slow(3.9),
    at: slow(4),
    says: 'rank 5 comes last to collectives; the others wait 4.00 ms of 400.0 ms (1.0 %); the threshold is 1 %',
    gain: 1,
  },
  { code: 'SLW-13', below: slow(100, []), at: slow(100), says: '(25.0 %)', gain: 25 },
  {
    code: 'SLW-14',
    below: log({ stepSeconds: times(1.49), stepSecondsOf: 'step' }),
    at: log({ stepSeconds: times(1.5), stepSecondsOf: 'step' }),
    says: 'one step of ten takes 1.50 s or more, half of them less than 1.00 s (1.5 times, of 10); the threshold is 1.5',
  },
  {
    code: 'SLW-14',
    below: log({ stepSeconds: times(3, 9), stepSecondsOf: 'step' }),
    at: log({ stepSeconds: times(3, 10), stepSecondsOf: 'step' }),
    says: '3.0 times, of 10',
  },
  {
    code: 'SLW-14',
    below: log({ stepSeconds: times(3), stepSecondsOf: 'mean' }),
    at: log({ stepSeconds: times(3), stepSecondsOf: 'step' }),
    says: '3.0 times',
  },
  {
    code: 'SLW-16',
    below: log({ dataPercent: 4.9 }),
    at: log({ dataPercent: 5 }),
    says: 'by the torchvision log 5.0 % of a step is waiting for data, in the median; the threshold is 5 %',
    gain: 5,
  },
  {
    code: 'SLW-17',
    below: log({ skippedSteps: 0 }),
    at: log({ skippedSteps: 1 }),
    says: '1 step did not update the model: a gradient overflowed',
  },
  {
    code: 'SLW-18',
    below: log({ nanValues: 0, curves: [curve('loss', [1, 2])] }),
    at: log({ nanValues: 1, curves: [curve('lr', [1, 2]), curve('loss', [1, Number.NaN])] }),
    says: '1 value of loss is NaN or infinite',
  },
  {
    code: 'SLW-19',
    below: log({ gpuPercent: 50 }),
    at: log({ gpuPercent: 49.9 }),
    says: 'some kernel is resident 49.9 % of the time; the threshold is 50 %',
  },
  {
    code: 'SLW-09',
    below: log({ peakMemoryBytes: 71.9 * 2 ** 30, capacityBytes: 80 * 2 ** 30 }),
    at: log({ peakMemoryBytes: 72 * 2 ** 30, capacityBytes: 80 * 2 ** 30 }),
    says: '72 GiB of the 80 GiB of the GPU (90.0 %)',
  },
];

describe.each(EDGES)('$code', ({ code, below, at, says, gain }) => {
  const advice = findAdvice(code, at);

  test(`says: ${says}`, () => expect(advice?.message).toContain(says));

  test('bounds what it can bring, or says no bound', () => {
    if (gain === undefined) expect(advice?.gainAtMostPercent).toBeUndefined();
    else expect(advice?.gainAtMostPercent).toBeCloseTo(gain, 2);
  });

  test('says what to do and how to check it', () => {
    expect(advice?.hint).toMatch(/\w{3}/);
    expect(advice?.check).toMatch(/again/);
  });

  test('is silent just below its threshold', () => expect(findAdvice(code, below)).toBeUndefined());
});

describe('steps of a trace that take unequally long', () => {
  const uneven = (share: number, steps = 10) => {
    const rank = rankOf({ steps });
    // The longest tenth.
    const at = Math.floor(steps * 0.9);
    return {
      ...rank,
      steps: rank.steps.map((step, index) => (index < at ? step : { ...step, windowNs: share * 100 * MS })),
    };
  };

  test('are told from 1.5 times on, of 10 steps or more', () => {
    expect(findAdvice('SLW-14', { ranks: [uneven(1.5)] })?.message).toContain('takes 150.0 ms or more');
    expect(findAdvice('SLW-14', { ranks: [uneven(1.49)] })).toBeUndefined();
    expect(findAdvice('SLW-14', { ranks: [uneven(3, 9)] })).toBeUndefined();
  });

  test('a step that was cut off by the end of the trace is none of them', () => {
    const rank = uneven(3, 11);
    const steps = rank.steps.map((step, at) => (at >= 9 ? { ...step, isCut: true as const } : step));
    expect(findAdvice('SLW-14', { ranks: [{ ...rank, steps }] })).toBeUndefined();
  });

  test('and a log of the same run that says so, too, does not repeat it', () => {
    const logs = [logWith({ stepSeconds: times(9), stepSecondsOf: 'step' })];
    const told = adviceOn({ ranks: [uneven(3)], logs }).filter(({ code }) => code === 'SLW-14');
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('300.0 ms or more')]);
  });
});

test('nothing is advised to a run of which nothing is known', () => {
  expect(adviceOn({})).toEqual([]);
  expect(adviceOn({ logs: [logWith({})] })).toEqual([]);
  expect(adviceOn({ ranks: [rankOf()] })).toEqual([]);
});
