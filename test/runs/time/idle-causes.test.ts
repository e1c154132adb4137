import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IdleByCause } from '../../../src/runs/report/rank-report.js';
import { isSynchronisingCall } from '../../../src/runs/time/synchronising-calls.js';
import { call, kernel, loader, type SmallEvent, step, timesOf } from './small-trace.js';

function causesOf(events: readonly SmallEvent[]): Partial<IdleByCause> {
  const causes = Object.entries(timesOf(events).gpu?.idleByCause ?? {});
  return Object.fromEntries(causes.filter(([, ns]) => ns !== 0).map(([cause, ns]) => [cause, ns / 1000]));
}

const wait = (ts: number, dur: number, tid = 123): SmallEvent => ({
  cat: 'cuda_runtime',
  name: 'cudaStreamSynchronize',
  ts,
  dur,
  tid,
});

describe('the cause of idle time', () => {
  it('is the host when the work was launched too late', () => {
    expect(causesOf([call(0, 2, 1), kernel(5, 10, 1), call(40, 2, 2), kernel(45, 5, 2)])).toEqual({ hostLaunchNs: 30 });
  });

  it('is the gap between kernels when the work was waiting and the gap is short', () => {
    expect(causesOf([call(0, 2, 1), kernel(5, 10, 1), call(8, 2, 2), kernel(44, 5, 2)])).toEqual({ kernelGapNs: 29 });
    expect(causesOf([call(0, 2, 1), kernel(5, 10, 1), call(15, 2, 2), kernel(44, 5, 2)])).toEqual({ kernelGapNs: 29 });
  });

  it('is something else when the work was waiting for long, or nobody knows who launched it', () => {
    expect(causesOf([call(0, 2, 1), kernel(5, 10, 1), call(8, 2, 2), kernel(45, 5, 2)])).toEqual({ otherNs: 30 });
    expect(causesOf([kernel(5, 10, 1), kernel(17, 5, 2)])).toEqual({ otherNs: 2 });
  });

  it('is the data loader, then waiting, before all others', () => {
    expect(
      causesOf([call(0, 2, 1), kernel(5, 10, 1), loader(20, 10, 9), wait(12, 13), call(40, 2, 2), kernel(45, 5, 2)]),
    ).toEqual({ syncNs: 5, dataloaderNs: 10, hostLaunchNs: 15 });
  });

  it('is looked for between all streams and devices, not on each', () => {
    const other = { ...kernel(10, 40, 3), tid: 'stream 20' };
    expect(causesOf([call(0, 2, 1), kernel(5, 10, 1), other, call(40, 2, 2), kernel(45, 5, 2)])).toEqual({});
  });

  it('is said for the windows of steps, also before the first and after the last work', () => {
    const { steps } = timesOf([step(1, 0, 100), call(10, 2, 1), kernel(20, 10, 1), step(2, 100, 50)]);
    expect(steps.map(({ gpu }) => gpu?.idleByCause)).toEqual([
      { hostLaunchNs: 20_000, dataloaderNs: 0, syncNs: 0, kernelGapNs: 0, otherNs: 70_000 },
      undefined,
    ]);
  });

  it.each([
    ['cudaStreamSynchronize', true],
    ['cudaDeviceSynchronize', true],
    ['cuCtxSynchronize', true],
    ['hipEventSynchronize', true],
    ['zeEventHostSynchronize', true],
    ['hipMemcpyWithStream', true],
    ['cudaMemcpy', true],
    ['cuMemcpyDtoH_v2', true],
    ['cudaFree', true],
    ['cudaMemcpyAsync', false],
    ['cuMemcpyHtoDAsync_v2', false],
    ['cudaLaunchKernel', false],
    ['cudaStreamWaitEvent', false],
    ['cudaMemsetAsync', false],
    ['cudaFreeHost', false],
    ['cudaEventQuery', false],
  ])('%s makes the host wait: %s', (name, expected) => expect(isSynchronisingCall(name)).toBe(expected));

  it('sums to the idle time, and is what each instant says', () => {
    const time = fc.integer({ min: 0, max: 150 });
    const length = fc.integer({ min: 0, max: 12 });
    const events = fc.record({
      work: fc.array(fc.tuple(time, length, fc.option(time)), { minLength: 1, maxLength: 12 }),
      loads: fc.array(fc.tuple(time, length), { maxLength: 4 }),
      waits: fc.array(fc.tuple(time, length), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(events, ({ work, loads, waits }) => {
        const trace = [
          ...work.flatMap(([ts, dur, launched], id) => [
            kernel(ts, dur, id + 1),
            ...(launched === null ? [] : [call(launched, 0, id + 1)]),
          ]),
          ...loads.map(([ts, dur], index) => loader(ts, dur, `loads ${index}`)),
          ...waits.map(([ts, dur], index) => ({ ...wait(ts, dur), tid: `waits ${index}` })),
        ];
        expect(timesOf(trace).gpu?.idleByCause).toEqual(paintCauses(work, loads, waits));
      }),
      { numRuns: 200 },
    );
  });
});

type Interval = readonly [from: number, length: number, ...rest: unknown[]];
const covers = (list: readonly Interval[], at: number): boolean =>
  list.some(([from, length]) => at >= from && at < from + length);

/** The obvious way: every microsecond is asked. */
function paintCauses(
  work: readonly (readonly [number, number, number | null])[],
  loads: readonly Interval[],
  waits: readonly Interval[],
): IdleByCause {
  const found = { dataloaderNs: 0, hostLaunchNs: 0, syncNs: 0, kernelGapNs: 0, otherNs: 0 };
  const first = Math.min(...work.map(([from]) => from));
  const last = Math.max(...work.map(([from, length]) => from + length));
  for (let at = first; at < last; at += 1) {
    if (covers(work, at)) continue;
    if (covers(loads, at)) found.dataloaderNs += 1000;
    else if (covers(waits, at)) found.syncNs += 1000;
    else found[gapCause(work, at)] += 1000;
  }
  return found;
}

function gapCause(
  work: readonly (readonly [number, number, number | null])[],
  at: number,
): 'hostLaunchNs' | 'kernelGapNs' | 'otherNs' {
  const real = work.filter(([, length]) => length > 0);
  const ends = real.map(([from, length]) => from + length).filter((end) => end <= at);
  const next = real.filter(([from]) => from > at).sort((a, b) => a[0] - b[0])[0];
  const launched = next?.[2];
  if (next === undefined || launched === undefined || launched === null) return 'otherNs';
  const from = Math.max(
    ...(ends.length > 0
      ? ends
      : work
          .map(([start]) => start)
          .sort((a, b) => a - b)
          .slice(0, 1)),
  );
  if (launched > from) return 'hostLaunchNs';
  return next[0] - from < 30 ? 'kernelGapNs' : 'otherNs';
}
