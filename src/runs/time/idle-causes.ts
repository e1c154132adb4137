import { intersectSpans, subtractSpans } from '../intervals/combine-spans.js';
import { lengthWithin, type MeasuredSpans, measureSpans, type TimeWindow } from '../intervals/measure-within.js';
import { createSpans, type Spans } from '../intervals/spans.js';
import type { IdleByCause } from '../report/rank-report.js';
import { coverHost, type RoledTimeline } from './cover-roles.js';
import { Role } from './roles.js';

/** Up to here a gap between two kernels is what starting a kernel costs: `consecutive_kernel_delay` of HTA. */
const KERNEL_GAP_NS = 30_000;

/** What covers the idle time of the device, each instant in one of them or in none. */
export interface IdleCauses {
  readonly dataloader: MeasuredSpans;
  readonly sync: MeasuredSpans;
  readonly hostLaunch: MeasuredSpans;
  readonly kernelGap: MeasuredSpans;
}

/** Stretches without work on the device, each with what ended it. */
export interface IdleGaps {
  readonly spans: Spans;
  /** Of each gap: start of the call that launched the work after it; NaN when unknown, or nothing comes after it. */
  readonly launchedAt: Float64Array;
}

/**
 * Each instant of idle time has the first of these causes that fits:
 *
 * 1. data loader: a `DataLoader.__next__` was running on some thread of the host;
 * 2. sync: the host was in a call that waits for the device;
 * 3. host launch: the next work was launched only after the device had run dry;
 * 4. kernel gap: it had been launched before, and the gap is shorter than 30 µs;
 * 5. other: all else (a longer gap with work in the queue: streams that wait for each other, a copy, another process).
 */
export function findIdleCauses(timeline: RoledTimeline, gaps: IdleGaps): IdleCauses {
  const dataloader = intersectSpans(gaps.spans, coverHost(timeline, Role.DataLoader));
  const afterLoader = subtractSpans(gaps.spans, dataloader);
  const sync = intersectSpans(afterLoader, coverHost(timeline, Role.Synchronising));
  const rest = subtractSpans(afterLoader, sync);
  const isLate = (at: number): boolean => (gaps.launchedAt[at] as number) > (gaps.spans.start[at] as number);
  const isShort = (at: number): boolean =>
    (gaps.launchedAt[at] as number) <= (gaps.spans.start[at] as number) &&
    (gaps.spans.end[at] as number) - (gaps.spans.start[at] as number) < KERNEL_GAP_NS;
  return {
    dataloader: measureSpans(dataloader),
    sync: measureSpans(sync),
    hostLaunch: measureSpans(intersectSpans(rest, chooseSpans(gaps.spans, isLate))),
    kernelGap: measureSpans(intersectSpans(rest, chooseSpans(gaps.spans, isShort))),
  };
}

/** `other` is what is left, so that the causes sum to the idle time whatever the window. */
export function measureIdle(causes: IdleCauses, window: TimeWindow, idleNs: number): IdleByCause {
  const dataloaderNs = lengthWithin(causes.dataloader, window);
  const syncNs = lengthWithin(causes.sync, window);
  const hostLaunchNs = lengthWithin(causes.hostLaunch, window);
  const kernelGapNs = lengthWithin(causes.kernelGap, window);
  const otherNs = idleNs - dataloaderNs - syncNs - hostLaunchNs - kernelGapNs;
  return { dataloaderNs, hostLaunchNs, syncNs, kernelGapNs, otherNs };
}

function chooseSpans({ start, end }: Spans, isChosen: (at: number) => boolean): Spans {
  let count = 0;
  for (let at = 0; at < start.length; at += 1) if (isChosen(at)) count += 1;
  const chosen = createSpans(count);
  let to = 0;
  for (let at = 0; at < start.length; at += 1) {
    if (!isChosen(at)) continue;
    chosen.start[to] = start[at] as number;
    chosen.end[to] = end[at] as number;
    to += 1;
  }
  return chosen;
}
