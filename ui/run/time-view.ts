/** Which part of a trace is seen; nanoseconds from its beginning. */
export interface TimeView {
  readonly fromNs: number;
  readonly toNs: number;
}

/** A kernel lasts a microsecond; nearer than this there is nothing to see. */
const NEAREST_NS = 20;

/** Nearer (below 1) or further (above 1), with the moment under the pointer staying where it is. */
export function zoomView(view: TimeView, spanNs: number, aroundNs: number, factor: number): TimeView {
  const length = view.toNs - view.fromNs;
  const next = Math.min(spanNs, Math.max(Math.min(NEAREST_NS, spanNs), length * factor));
  const share = length > 0 ? (aroundNs - view.fromNs) / length : 0.5;
  return fitView({ fromNs: aroundNs - share * next, toNs: aroundNs + (1 - share) * next }, spanNs);
}

export function moveView({ fromNs, toNs }: TimeView, spanNs: number, byNs: number): TimeView {
  return fitView({ fromNs: fromNs + byNs, toNs: toNs + byNs }, spanNs);
}

/** As long as it is, within the trace. */
export function fitView({ fromNs, toNs }: TimeView, spanNs: number): TimeView {
  const length = Math.min(spanNs, Math.max(Math.min(NEAREST_NS, spanNs), toNs - fromNs));
  const from = Math.min(Math.max(0, fromNs), spanNs - length);
  return { fromNs: from, toNs: from + length };
}

/** An event with some room on both sides. */
export function viewAround(startNs: number, durationNs: number, spanNs: number): TimeView {
  const room = Math.max(durationNs * 0.35, 20);
  return fitView({ fromNs: startNs - room, toNs: startNs + durationNs + room }, spanNs);
}
