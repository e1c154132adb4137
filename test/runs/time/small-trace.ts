import type { Anatomy } from '../../../src/runs/report/rank-report.js';
import { measureTime, type TimeReport } from '../../../src/runs/time/measure-time.js';
import { readTimeline } from '../../../src/runs/trace/read-timeline.js';
import type { Timeline } from '../../../src/runs/trace/timeline.js';
import { realTrace, scan } from '../../syntax/trace/scan.js';

/** An event as profilers write it, in microseconds, but for what they all have. */
export interface SmallEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly tid: number | string;
  readonly args?: Readonly<Record<string, unknown>>;
}

function timelineOf(events: readonly SmallEvent[]): Timeline {
  return readTimeline(scan(JSON.stringify({ traceEvents: events.map((event) => ({ ph: 'X', pid: 1, ...event })) })));
}

export function timesOf(events: readonly SmallEvent[]): TimeReport {
  return measureTime(timelineOf(events));
}

const measured = new Map<string, TimeReport>();

/** Of a real trace; measured once for all tests of a file. */
export function realTimes(name: string): TimeReport {
  const known = measured.get(name) ?? measureTime(realTimeline(name));
  measured.set(name, known);
  return known;
}

export function realTimeline(name: string): Timeline {
  return readTimeline(scan(realTrace(name)));
}

/** On the host. The categories are those of 2021, as the tests of the TensorBoard plugin have them. */
export function op(name: string, ts: number, dur: number, tid: number | string = 123): SmallEvent {
  return { cat: 'Operator', name, ts, dur, tid };
}

export function step(number: number, ts: number, dur: number): SmallEvent {
  return op(`ProfilerStep#${number}`, ts, dur);
}

export function loader(ts: number, dur: number, tid: number | string = 123): SmallEvent {
  return op('enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__', ts, dur, tid);
}

export function call(ts: number, dur: number, correlation: number, tid: number | string = 123): SmallEvent {
  return { cat: 'Runtime', name: 'cudaLaunchKernel', ts, dur, tid, args: { correlation } };
}

/** On the device. */
export function kernel(
  ts: number,
  dur: number,
  correlation: number,
  args: Readonly<Record<string, unknown>> = {},
  name = 'void elementwise_kernel',
): SmallEvent {
  return { cat: 'Kernel', name, ts, dur, tid: 'stream 7', args: { device: 0, correlation, ...args } };
}

export function nccl(ts: number, dur: number, correlation: number): SmallEvent {
  return kernel(ts, dur, correlation, {}, 'ncclKernel_AllReduce_RING_LL_Sum_float(ncclWorkElem)');
}

export function memcpy(ts: number, dur: number, correlation: number): SmallEvent {
  const name = 'Memcpy HtoD (Pageable -> Device)';
  return { cat: 'Memcpy', name, ts, dur, tid: 'stream 7', args: { correlation } };
}

export function memset(ts: number, dur: number, correlation: number): SmallEvent {
  return { cat: 'Memset', name: 'Memset (Device)', ts, dur, tid: 'stream 7', args: { correlation } };
}

/** Microseconds, in the order of the plugin: Kernel, Memcpy, Memset, Communication, Runtime, DataLoader, CpuOp, Other, Total. */
export function costsOf(anatomy: Anatomy): number[] {
  const { kernelNs, memcpyNs, memsetNs, communicationNs, runtimeNs, dataloaderNs, cpuOpNs, otherNs, totalNs } = anatomy;
  return [kernelNs, memcpyNs, memsetNs, communicationNs, runtimeNs, dataloaderNs, cpuOpNs, otherNs, totalNs].map(
    (ns) => ns / 1000,
  );
}
