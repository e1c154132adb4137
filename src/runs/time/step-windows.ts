import { countUpTo, type TimeWindow } from '../intervals/measure-within.js';
import type { Timeline } from '../trace/timeline.js';
import { Role } from './roles.js';

/** Stretches of time, a place each: a broken trace may have as many steps as events. */
export interface Windows {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Windows of the steps of a trace, in their order; one of the whole trace when it has no steps. */
export interface StepWindows extends Windows {
  /** Rows of the steps; empty when the trace has none. */
  readonly rows: Uint32Array;
  /** How many of them the mean is made of: trailing ones whose work on the device is missing are left out. */
  readonly whole: number;
}

/** Less work on the device than this share of the step before: the profiler stopped before it was done. */
const LEAST_SHARE = 0.8;

/** Work on the device that each step launched. */
interface StepWork {
  readonly count: Uint32Array;
  /** Infinitely early where there is none. */
  readonly lastEnd: Float64Array;
  /** The latest end of work before the first start of what the first step launched. */
  readonly endBefore: number;
}

/**
 * From the start of a step on the host, or the end of the step before, to the end of the last thing that it launched on the
 * device: the rules of the TensorBoard plugin, so that its numbers can be compared.
 */
export function findStepWindows(timeline: Timeline, roles: Uint16Array): StepWindows {
  const host = timeline.steps.length > 0 ? stepsOf(timeline) : wholeOf(timeline, roles);
  const work = findWork(timeline, host);
  const isOnDevice = work.count.some((count) => count > 0);
  return {
    rows: timeline.steps,
    ...(isOnDevice ? extendWindows(host, work) : host),
    whole: isOnDevice ? countWhole(work.count) : host.from.length,
  };
}

export function windowAt({ from, to }: Windows, index: number): TimeWindow {
  return { from: from[index] ?? 0, to: to[index] ?? 0 };
}

function stepsOf({ steps, events: { start, duration } }: Timeline): Windows {
  return {
    from: Float64Array.from(steps, (row) => start[row] as number),
    to: Float64Array.from(steps, (row) => (start[row] as number) + (duration[row] as number)),
  };
}

/** First start to last end of operators and annotations on the host; of work on the device when there are none. */
function wholeOf(timeline: Timeline, roles: Uint16Array): Windows {
  const { threads, device, events } = timeline;
  const { start, duration } = events;
  const wanted = Role.CpuOp | Role.DataLoader | Role.HostCommunication;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const include = (row: number): void => {
    from = Math.min(from, start[row] as number);
    to = Math.max(to, (start[row] as number) + (duration[row] as number));
  };
  for (const { rows } of threads) for (const row of rows) if (((roles[row] as number) & wanted) !== 0) include(row);
  if (from > to) for (const row of device) include(row);
  return from > to
    ? { from: new Float64Array(1), to: new Float64Array(1) }
    : { from: Float64Array.of(from), to: Float64Array.of(to) };
}

function findWork(timeline: Timeline, host: Windows): StepWork {
  const { device, launch, events } = timeline;
  const { start, duration } = events;
  const steps = host.from.length;
  const count = new Uint32Array(steps);
  const firstStart = new Float64Array(steps).fill(Number.POSITIVE_INFINITY);
  const lastEnd = new Float64Array(steps).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < device.length; at += 1) {
    const row = device[at] as number;
    const step = findStep(host, events, launch[at] as number);
    if (step < 0) continue;
    const end = (start[row] as number) + (duration[row] as number);
    count[step] = (count[step] as number) + 1;
    firstStart[step] = Math.min(firstStart[step] as number, start[row] as number);
    lastEnd[step] = Math.max(lastEnd[step] as number, end);
  }
  return { count, lastEnd, endBefore: findEndBefore(timeline, firstStart[0] ?? Number.POSITIVE_INFINITY) };
}

/** Work that ends before the first step's begins was launched before it: there, nothing ends before it starts. */
function findEndBefore({ device, events: { start, duration } }: Timeline, first: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  if (first === Number.POSITIVE_INFINITY) return latest;
  for (const row of device) {
    const end = (start[row] as number) + (duration[row] as number);
    if ((start[row] as number) >= first) break;
    if (end < first) latest = Math.max(latest, end);
  }
  return latest;
}

/** The step that the call lies within, or -1. */
function findStep(host: Windows, { start, duration }: Timeline['events'], call: number): number {
  if (call < 0) return -1;
  const from = start[call] as number;
  const step = countUpTo(host.from, from) - 1;
  return step >= 0 && from + (duration[call] as number) <= (host.to[step] as number) ? step : -1;
}

function extendWindows(host: Windows, { count, lastEnd, endBefore }: StepWork): Windows {
  const from = host.from.slice();
  const to = host.to.slice();
  let before = endBefore;
  for (let step = 0; step < from.length; step += 1) {
    from[step] = Math.max(before, from[step] as number);
    const end = Math.max(from[step] as number, to[step] as number);
    to[step] = count[step] === 0 ? end : Math.max(end, lastEnd[step] as number);
    before = to[step] as number;
  }
  return { from, to };
}

function countWhole(count: Uint32Array): number {
  let last = count.length - 1;
  while (last > 0 && count[last] === 0) last -= 1;
  const isCut = last > 0 && (count[last - 1] as number) * LEAST_SHARE > (count[last] as number);
  return isCut ? last : last + 1;
}
