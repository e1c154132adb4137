/**
 * Stretches of time that neither touch nor overlap, in order: `[start[i], end[i])`, none empty. What a set of events covers,
 * whatever they do to each other, is such spans.
 */
export interface Spans {
  readonly start: Float64Array;
  readonly end: Float64Array;
}

export const NO_SPANS: Spans = { start: new Float64Array(0), end: new Float64Array(0) };

/** Columns of events; rows of an event without duration cover nothing. */
export interface EventTimes {
  readonly start: Float64Array;
  readonly duration: Float64Array;
}

/**
 * What rows with any of the wanted bits cover. They must be in the order of their starts; `bits` is a column like the
 * others.
 */
export function coverRows(
  rows: Uint32Array,
  { start, duration }: EventTimes,
  bits: Uint16Array,
  wanted: number,
): Spans {
  let spans = createSpans(Math.min(rows.length, 64));
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number;
    if (((bits[row] as number) & wanted) === 0) continue;
    const length = duration[row] as number;
    if (!(length > 0)) continue;
    const from = start[row] as number;
    if (from > end) {
      if (count === spans.start.length) spans = resized(spans, count * 2);
      spans.start[count] = from;
      count += 1;
      end = from + length;
    } else if (from + length > end) end = from + length;
    spans.end[count - 1] = end;
  }
  return resized(spans, count);
}

function resized({ start, end }: Spans, count: number): Spans {
  if (count === start.length) return { start, end };
  if (count < start.length) return { start: start.slice(0, count), end: end.slice(0, count) };
  const spans = createSpans(count);
  spans.start.set(start);
  spans.end.set(end);
  return spans;
}

export function createSpans(count: number): { readonly start: Float64Array; readonly end: Float64Array } {
  return { start: new Float64Array(count), end: new Float64Array(count) };
}

export function lengthOf({ start, end }: Spans): number {
  let length = 0;
  for (let at = 0; at < start.length; at += 1) length += (end[at] as number) - (start[at] as number);
  return length;
}
