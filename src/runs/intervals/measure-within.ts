import { createSpans, type Spans } from './spans.js';

/** Spans with their lengths summed up: how much of any window they cover costs two searches. */
export interface MeasuredSpans extends Spans {
  /** Length of all spans before each, and of all at the end. */
  readonly before: Float64Array;
}

/** A stretch of time: `[from, to)`. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export function measureSpans({ start, end }: Spans): MeasuredSpans {
  const before = new Float64Array(start.length + 1);
  for (let at = 0; at < start.length; at += 1)
    before[at + 1] = (before[at] as number) + (end[at] as number) - (start[at] as number);
  return { start, end, before };
}

/** How much of the window the spans cover. */
export function lengthWithin(spans: MeasuredSpans, { from, to }: TimeWindow): number {
  return to > from ? lengthBefore(spans, to) - lengthBefore(spans, from) : 0;
}

/** The part of the spans that is within the window. */
export function clipSpans(spans: Spans, { from, to }: TimeWindow): Spans {
  const first = countUpTo(spans.end, from);
  const last = countBelow(spans.start, to);
  if (first >= last || from >= to) return createSpans(0);
  const start = spans.start.slice(first, last);
  const end = spans.end.slice(first, last);
  start[0] = Math.max(start[0] as number, from);
  end[end.length - 1] = Math.min(end[end.length - 1] as number, to);
  return { start, end };
}

function lengthBefore({ start, end, before }: MeasuredSpans, time: number): number {
  const index = countBelow(start, time);
  if (index === 0) return 0;
  const missing = Math.max(0, (end[index - 1] as number) - time);
  return (before[index] as number) - missing;
}

/** How many of an ordered column are less than a value. */
function countBelow(column: Float64Array, value: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of an ordered column are not greater than a value. */
export function countUpTo(column: Float64Array, value: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
