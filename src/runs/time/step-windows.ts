import { countUpTo, type TimeWindow } from '../intervals/measure-within.js';
import type { Timeline } from '../trace/timeline.js';
import { Role } from './roles.js';

/** Windows of the steps of a trace, in their order; one of the whole trace when it has no steps. */
export interface StepWindows {
  /** Rows of the steps; empty when the trace has none. */
  readonly rows: Uint32Array;
  readonly windows: readonly TimeWindow[];
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
  const host = timeline.steps.length > 0 ? stepsOf(timeline) : [wholeOf(timeline, roles)];
  const work = findWork(timeline, host);
  const isOnDevice = work.count.some((count) => count > 0);
  return {
    rows: timeline.steps,
    windows: isOnDevice ? extendWindows(host, work) : host,
    whole: isOnDevice ? countWhole(work.count) : host.length,
  };
}

function stepsOf({ steps, events: { start, duration } }: Timeline): TimeWindow[] {
  return Array.from(steps, (row) => {
    const from = start[row] as number;
    return { from, to: from + (duration[row] as number) };
  });
}

/** First start to last end of operators and annotations on the host; of work on the device when there are none. */
function wholeOf(timeline: Timeline, roles: Uint16Array): TimeWindow {
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
  return from > to ? { from: 0, to: 0 } : { from, to };
}

function findWork(timeline: Timeline, host: readonly TimeWindow[]): StepWork {
  const { device, launch, events } = timeline;
  const { start, duration } = events;
  const starts = Float64Array.from(host, ({ from }) => from);
  const count = new Uint32Array(host.length);
  const firstStart = new Float64Array(host.length).fill(Number.POSITIVE_INFINITY);
  const lastEnd = new Float64Array(host.length).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < device.length; at += 1) {
    const row = device[at] as number;
    const step = findStep(host, starts, events, launch[at] as number);
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
function findStep(
  host: readonly TimeWindow[],
  starts: Float64Array,
  { start, duration }: Timeline['events'],
  call: number,
): number {
  if (call < 0) return -1;
  const from = start[call] as number;
  const step = countUpTo(starts, from) - 1;
  const window = host[step];
  return window !== undefined && from + (duration[call] as number) <= window.to ? step : -1;
}

function extendWindows(host: readonly TimeWindow[], { count, lastEnd, endBefore }: StepWork): TimeWindow[] {
  let before = Math.max(host[0]?.from ?? 0, endBefore);
  return host.map((step, index) => {
    const from = Math.max(before, step.from);
    const to = Math.max(from, step.to, count[index] === 0 ? from : (lastEnd[index] as number));
    before = to;
    return { from, to };
  });
}

function countWhole(count: Uint32Array): number {
  let last = count.length - 1;
  while (last > 0 && count[last] === 0) last -= 1;
  const isCut = last > 0 && (count[last - 1] as number) * LEAST_SHARE > (count[last] as number);
  return isCut ? last : last + 1;
}
