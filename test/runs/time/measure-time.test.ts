import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Anatomy, GpuTime } from '../../../src/runs/report/rank-report.js';
import {
  call,
  costsOf,
  kernel,
  loader,
  memcpy,
  memset,
  nccl,
  op,
  type SmallEvent,
  step,
  timesOf,
} from './small-trace.js';

const LIMIT = 80;
const time = fc.integer({ min: -LIMIT, max: LIMIT - 30 });
const length = fc.integer({ min: 0, max: 30 });

/** Kinds of events by what they are in a step. */
const MAKERS = {
  kernel: (ts: number, dur: number) => kernel(ts, dur, 9),
  memcpy: (ts: number, dur: number) => memcpy(ts, dur, 9),
  memset: (ts: number, dur: number) => memset(ts, dur, 9),
  collective: (ts: number, dur: number) => nccl(ts, dur, 9),
  gloo: (ts: number, dur: number) => op('gloo:all_reduce', ts, dur, 'gloo'),
  runtime: (ts: number, dur: number) => call(ts, dur, 0, 'runtime'),
  loader: (ts: number, dur: number) => loader(ts, dur, 'loader'),
  op: (ts: number, dur: number) => op('aten::mm', ts, dur, 'op'),
  frame: (ts: number, dur: number): SmallEvent => ({ cat: 'python_function', name: 'f.py(1): f', ts, dur, tid: 'f' }),
  mirror: (ts: number, dur: number): SmallEvent => ({ cat: 'gpu_user_annotation', name: 'x', ts, dur, tid: 7 }),
} as const;
type Made = keyof typeof MAKERS;

const PRECEDENCE: readonly (readonly Made[])[] = [
  ['kernel'],
  ['memcpy'],
  ['memset'],
  ['collective', 'gloo'],
  ['runtime'],
  ['loader'],
  ['op'],
];

interface Drawn {
  readonly made: Made;
  readonly from: number;
  readonly to: number;
}

const drawn: fc.Arbitrary<Drawn> = fc
  .tuple(fc.constantFrom(...(Object.keys(MAKERS) as Made[])), time, length)
  .map(([made, from, dur]) => ({ made, from, to: from + dur }));

const eventsOf = (list: readonly Drawn[]): SmallEvent[] =>
  list.map(({ made, from, to }) => MAKERS[made](from, to - from));

/** The obvious way: every microsecond of the window is given to the first that covers it. */
function paintAnatomy(list: readonly Drawn[], from: number, to: number): number[] {
  const costs = Array.from<number>({ length: 9 }).fill(0);
  for (let at = from; at < to; at += 1) {
    const covering = new Set(list.filter((one) => one.from <= at && at < one.to).map(({ made }) => made));
    const part = PRECEDENCE.findIndex((among) => among.some((made) => covering.has(made)));
    const index = part < 0 ? 7 : part;
    costs[index] = (costs[index] ?? 0) + 1;
    costs[8] = (costs[8] ?? 0) + 1;
  }
  return costs;
}

function paintGpu(list: readonly Drawn[]): Partial<GpuTime> | undefined {
  const device = list.filter(({ made }) => ['kernel', 'memcpy', 'memset', 'collective'].includes(made));
  if (device.length === 0) return undefined;
  const from = Math.min(...device.map((one) => one.from));
  const to = Math.max(...device.map((one) => one.to));
  const count = (rule: (covers: (...made: Made[]) => boolean) => boolean): number => {
    let found = 0;
    for (let at = from; at < to; at += 1)
      if (rule((...among) => device.some((one) => among.includes(one.made) && one.from <= at && at < one.to)))
        found += 1;
    return found * 1000;
  };
  return {
    spanNs: (to - from) * 1000,
    busyNs: count((covers) => covers('kernel', 'memcpy', 'memset', 'collective')),
    idleNs: count((covers) => !covers('kernel', 'memcpy', 'memset', 'collective')),
    computeNs: count((covers) => covers('kernel', 'memset')),
    communicationNs: count((covers) => covers('collective')),
    exposedCommunicationNs: count((covers) => covers('collective') && !covers('kernel', 'memset')),
    memcpyNs: count((covers) => covers('memcpy')),
    exposedMemcpyNs: count((covers) => covers('memcpy') && !covers('kernel', 'memset', 'collective')),
    memsetNs: count((covers) => covers('memset')),
  };
}

function expectSums(anatomy: Anatomy): void {
  const costs = costsOf(anatomy);
  expect(costs.every((cost) => cost >= 0)).toBe(true);
  expect(costs.slice(0, 8).reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(costs[8] as number, 3);
}

describe('time of any trace', () => {
  it('is what each instant says', () => {
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 20 }), (list) => {
        const times = timesOf([...eventsOf(list), step(1, -LIMIT, 2 * LIMIT)]);
        expect(costsOf(times.steps[0]?.anatomy as Anatomy)).toEqual(paintAnatomy(list, -LIMIT, LIMIT));
        const gpu = paintGpu(list);
        if (gpu === undefined) expect(times.gpu).toBeUndefined();
        else expect(times.gpu).toMatchObject(gpu);
      }),
      { numRuns: 200 },
    );
  });

  it('adds up in every step, whatever the steps do', () => {
    const steps = fc.array(fc.tuple(time, length), { minLength: 1, maxLength: 6 });
    const calls = fc.array(fc.tuple(time, length, time, length), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 12 }), steps, calls, (list, windows, launches) => {
        const times = timesOf([
          ...eventsOf(list),
          ...windows.map(([ts, dur], index) => step(index, ts, dur)),
          ...launches.flatMap(([ts, dur, start, ran], id) => [call(ts, dur, 100 + id), kernel(start, ran, 100 + id)]),
        ]);
        expect(times.steps).toHaveLength(windows.length);
        for (const { anatomy, windowNs, gpu } of times.steps) {
          expectSums(anatomy);
          expect(anatomy.totalNs).toBe(windowNs);
          if (gpu === undefined) continue;
          expect(gpu.busyNs + gpu.idleNs).toBe(gpu.spanNs);
          expect(gpu.spanNs).toBe(windowNs);
          const { dataloaderNs, hostLaunchNs, syncNs, kernelGapNs, otherNs } = gpu.idleByCause;
          expect(Math.min(dataloaderNs, hostLaunchNs, syncNs, kernelGapNs, otherNs)).toBeGreaterThanOrEqual(0);
          expect(dataloaderNs + hostLaunchNs + syncNs + kernelGapNs + otherNs).toBe(gpu.idleNs);
        }
        expectSums(times.stepAnatomy);
      }),
      { numRuns: 200 },
    );
  });

  it('is the mean of the steps in whole nanoseconds that add up', () => {
    const { stepAnatomy } = timesOf([
      step(1, 0, 10),
      step(2, 10, 10),
      step(3, 20, 11),
      op('aten::mm', 1, 1),
      op('aten::mm', 25, 1),
    ]);
    expect(stepAnatomy).toMatchObject({ totalNs: 10_333, cpuOpNs: 667, otherNs: 9666 });
  });
});

describe('time of odd traces', () => {
  it('is nothing of nothing', () => {
    const times = timesOf([]);
    expect(times).toMatchObject({
      steps: [],
      gpu: undefined,
      utilization: undefined,
      kernels: [],
      launches: undefined,
    });
    expect(costsOf(times.stepAnatomy)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('is that of the device where the host says nothing', () => {
    const times = timesOf([kernel(-20, 10, 1), memcpy(5, 5, 2)]);
    expect(costsOf(times.stepAnatomy)).toEqual([10, 5, 0, 0, 0, 0, 0, 15, 30]);
    expect(times.gpu).toMatchObject({ spanNs: 30_000, idleNs: 15_000, idleByCause: { otherNs: 15_000 } });
    expect(times.utilization?.busyPercent).toBeCloseTo(100 / 3);
    expect(times.launches).toBeUndefined();
  });

  it('has no parts of an instant', () => {
    const times = timesOf([kernel(0, 0, 1), call(0, 0, 1), step(1, 0, 0)]);
    expect(times.gpu).toMatchObject({ spanNs: 0, busyNs: 0, idleNs: 0, overlapPercent: undefined });
    expect(times.utilization).toBeUndefined();
    expect(times.steps[0]?.gpu).toBeUndefined();
  });

  it('holds when kernels run before they are launched', () => {
    const times = timesOf([step(1, 0, 100), call(50, 5, 1), kernel(20, 10, 1)]);
    expect(times.launches).toMatchObject({ count: 1, slowLaunches: 0, medianDelayNs: 0 });
    expectSums(times.stepAnatomy);
  });

  it('counts operators that overlap on a thread once', () => {
    const times = timesOf([step(1, 0, 100), op('aten::a', 0, 50), op('aten::b', 40, 30)]);
    expect(times.steps[0]?.anatomy).toMatchObject({ cpuOpNs: 70_000, otherNs: 30_000 });
  });

  it('holds with threads without end', () => {
    const ops = Array.from({ length: 500 }, (_, index) => op('aten::mm', index * 2, 3, index));
    expect(timesOf([step(1, 0, 2000), ...ops]).steps[0]?.anatomy).toMatchObject({
      cpuOpNs: 1_001_000,
      otherNs: 999_000,
    });
  });

  it('tells no more steps than a person would look at, and means them all', () => {
    const count = 12_000;
    const times = timesOf(
      Array.from({ length: count }, (_, index) => step(index, index * 10, index < 10_000 ? 10 : 4)),
    );
    expect(times.steps).toHaveLength(10_000);
    expect(times.stepsLeftOut).toBe(2000);
    expect(times.stepAnatomy.totalNs).toBe(9000);
  });

  it('costs a few looks at each event and each step, not one for each pair', () => {
    const count = 40_000;
    const events = Array.from({ length: count }, (_, index) => [
      step(index, index * 10, 10),
      call(index * 10 + 1, 1, index),
      kernel(index * 10 + 3, 4, index),
    ]).flat();
    const started = process.cpuUsage();
    const times = timesOf(events);
    const { user, system } = process.cpuUsage(started);
    expect(times.steps[9999]?.gpu?.busyNs).toBe(4000);
    // Pairs would be 1.6 billion looks.
    expect((user + system) / 1e6).toBeLessThan(6);
  });
});
