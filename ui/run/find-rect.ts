import type { RunRect, RunWindow } from '../../src/server/protocol.js';
import { type LaneLayout, TRACK_HEIGHT, topOf } from './lane-layout.js';
import type { TimeView } from './time-view.js';

/** What lies under a point of the canvas, with a pixel of mercy to both sides. */
export function rectAt(
  { rects }: RunWindow,
  layout: LaneLayout,
  view: TimeView,
  width: number,
  point: { readonly x: number; readonly y: number },
): RunRect | undefined {
  const unit = (view.toNs - view.fromNs) / Math.max(1, width);
  const ns = view.fromNs + point.x * unit;
  let best: RunRect | undefined;
  let nearest = 1.5 * unit;
  for (const rect of rects) {
    const top = topOf(rect, layout);
    if (top === undefined || point.y < top || point.y >= top + TRACK_HEIGHT) continue;
    const far = Math.max(0, rect.startNs - ns, ns - rect.startNs - rect.durationNs);
    if (far > nearest || (far === nearest && best)) continue;
    nearest = far;
    best = rect;
  }
  return best;
}

/** The one before or after on the same track. */
export function neighbourOf({ rects }: RunWindow, rect: RunRect, step: 1 | -1): RunRect | undefined {
  const same = rects.filter(({ lane, track }) => lane === rect.lane && track === rect.track);
  const at = same.findIndex(({ startNs }) => startNs >= rect.startNs);
  return same[(at < 0 ? same.length : at) + step];
}

/** Of the next track that has something here, what is nearest to the middle. */
export function onNextTrack(
  { rects }: RunWindow,
  layout: LaneLayout,
  view: TimeView,
  rect: RunRect | undefined,
  step: 1 | -1,
): RunRect | undefined {
  const before = rect === undefined ? (step === 1 ? -1 : Number.POSITIVE_INFINITY) : (topOf(rect, layout) ?? -1);
  const tops = rects.flatMap((one) => topOf(one, layout) ?? []);
  const beyond = tops.filter((top) => (step === 1 ? top > before : top < before));
  if (beyond.length === 0) return undefined;
  const top = beyond.reduce((a, b) => (step === 1 ? Math.min(a, b) : Math.max(a, b)));
  const middle = rect ? rect.startNs + rect.durationNs / 2 : (view.fromNs + view.toNs) / 2;
  const distance = (one: RunRect): number => Math.abs(one.startNs + one.durationNs / 2 - middle);
  return rects
    .filter((one) => topOf(one, layout) === top)
    .reduce<RunRect | undefined>((a, b) => (a && distance(a) <= distance(b) ? a : b), undefined);
}
