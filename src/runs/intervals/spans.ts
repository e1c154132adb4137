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

/** What the chosen rows cover. They must be in the order of their starts; `isWanted` is asked by row. */
export function coverRows(
  rows: Uint32Array,
  { start, duration }: EventTimes,
  isWanted: (row: number) => boolean,
): Spans {
  const spans = createSpans(countCovers(rows, { start, duration }, isWanted));
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const length = duration[row] as number;
    if (length <= 0 || !isWanted(row)) continue;
    const from = start[row] as number;
    if (from > end) {
      if (count > 0) spans.end[count - 1] = end;
      spans.start[count] = from;
      count += 1;
      end = from + length;
    } else if (from + length > end) end = from + length;
  }
  if (count > 0) spans.end[count - 1] = end;
  return spans;
}

/** Counted first, so that no more is taken than is kept: the rows may be millions, what they cover is often little. */
function countCovers(rows: Uint32Array, { start, duration }: EventTimes, isWanted: (row: number) => boolean): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const length = duration[row] as number;
    if (length <= 0 || !isWanted(row)) continue;
    const from = start[row] as number;
    if (from > end) count += 1;
    if (from + length > end) end = from + length;
  }
  return count;
}

export function createSpans(count: number): { readonly start: Float64Array; readonly end: Float64Array } {
  return { start: new Float64Array(count), end: new Float64Array(count) };
}

export function lengthOf({ start, end }: Spans): number {
  let length = 0;
  for (let at = 0; at < start.length; at += 1) length += (end[at] as number) - (start[at] as number);
  return length;
}
