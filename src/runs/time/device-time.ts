import { uniteSpans } from '../intervals/combine-spans.js';
import { type MeasuredSpans, measureSpans, type TimeWindow } from '../intervals/measure-within.js';
import { createSpans, type Spans } from '../intervals/spans.js';
import type { Timeline } from '../trace/timeline.js';
import { coverDevice, type RoledTimeline } from './cover-roles.js';
import { findIdleCauses, type IdleCauses, type IdleGaps } from './idle-causes.js';
import { ON_DEVICE, Role } from './roles.js';

/** What covers the time of the device (of all devices of the trace together), so that any window is measured at once. */
export interface DeviceTime {
  /** First start to last end of anything on the device. */
  readonly extent: TimeWindow;
  readonly busy: MeasuredSpans;
  /** Kernels that do not communicate, and fills. */
  readonly compute: MeasuredSpans;
  readonly communication: MeasuredSpans;
  readonly computeOrCommunication: MeasuredSpans;
  readonly memcpy: MeasuredSpans;
  readonly memset: MeasuredSpans;
  readonly idle: IdleCauses;
}

/** Undefined when nothing ran on a device. */
export function prepareDevice(timeline: RoledTimeline): DeviceTime | undefined {
  const extent = findExtent(timeline);
  if (extent === undefined) return undefined;
  const busy = coverDevice(timeline, ON_DEVICE);
  const compute = coverDevice(timeline, Role.Kernel | Role.Memset);
  const communication = coverDevice(timeline, Role.Collective);
  return {
    extent,
    busy: measureSpans(busy),
    compute: measureSpans(compute),
    communication: measureSpans(communication),
    computeOrCommunication: measureSpans(uniteSpans(compute, communication)),
    memcpy: measureSpans(coverDevice(timeline, Role.Memcpy)),
    memset: measureSpans(coverDevice(timeline, Role.Memset)),
    idle: findIdleCauses(timeline, findIdleGaps(timeline, busy, extent)),
  };
}

function findExtent({ device, events: { start, duration } }: Timeline): TimeWindow | undefined {
  if (device.length === 0) return undefined;
  let to = Number.NEGATIVE_INFINITY;
  for (const row of device) to = Math.max(to, (start[row] as number) + (duration[row] as number));
  return { from: start[device[0] as number] as number, to };
}

/** What lies between the busy spans, and before the first and after the last as far as the trace has steps. */
function findIdleGaps(timeline: Timeline, busy: Spans, extent: TimeWindow): IdleGaps {
  const { from, to } = extendBySteps(timeline, extent);
  const count = busy.start.length;
  const spans = createSpans(count + 1);
  const launchedAt = new Float64Array(count + 1).fill(Number.NaN);
  const launches = findLaunchesAt(timeline, busy);
  let used = 0;
  for (let at = 0; at <= count; at += 1) {
    const start = at === 0 ? from : (busy.end[at - 1] as number);
    const end = at === count ? to : (busy.start[at] as number);
    if (!(start < end)) continue;
    spans.start[used] = start;
    spans.end[used] = end;
    if (at < count) launchedAt[used] = launches[at] as number;
    used += 1;
  }
  return {
    spans: { start: spans.start.subarray(0, used), end: spans.end.subarray(0, used) },
    launchedAt: launchedAt.subarray(0, used),
  };
}

function extendBySteps({ steps, events: { start, duration } }: Timeline, extent: TimeWindow): TimeWindow {
  let { from, to } = extent;
  for (const row of steps) {
    from = Math.min(from, start[row] as number);
    to = Math.max(to, (start[row] as number) + (duration[row] as number));
  }
  return { from, to };
}

/** Of each busy span: when the work that begins it was launched; NaN when no call of the trace did. */
function findLaunchesAt({ device, launch, events: { start, duration } }: Timeline, busy: Spans): Float64Array {
  const launches = new Float64Array(busy.start.length).fill(Number.NaN);
  let span = 0;
  for (let at = 0; at < device.length && span < launches.length; at += 1) {
    const row = device[at] as number;
    if (!((duration[row] as number) > 0) || (start[row] as number) < (busy.start[span] as number)) continue;
    const call = launch[at] as number;
    if (call >= 0) launches[span] = start[call] as number;
    span += 1;
  }
  return launches;
}
