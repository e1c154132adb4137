import { createSpans, NO_SPANS, type Spans } from './spans.js';

/** What any of the two covers. */
export function uniteSpans(a: Spans, b: Spans): Spans {
  if (a.start.length === 0) return b;
  if (b.start.length === 0) return a;
  const united = createSpans(a.start.length + b.start.length);
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  let inA = 0;
  let inB = 0;
  while (inA < a.start.length || inB < b.start.length) {
    const isA = inB >= b.start.length || (inA < a.start.length && (a.start[inA] as number) <= (b.start[inB] as number));
    const from = isA ? (a.start[inA] as number) : (b.start[inB] as number);
    const to = isA ? (a.end[inA] as number) : (b.end[inB] as number);
    if (isA) inA += 1;
    else inB += 1;
    if (from > end) {
      united.start[count] = from;
      count += 1;
    }
    if (to > end) end = to;
    united.end[count - 1] = end;
  }
  return trimmed(united, count);
}

/** What any of many covers: in pairs, so that a thousand threads cost ten times one, not a thousand times. */
export function uniteAll(all: readonly Spans[]): Spans {
  let rest = all.filter((spans) => spans.start.length > 0);
  while (rest.length > 1) {
    const united: Spans[] = [];
    for (let at = 0; at < rest.length; at += 2) united.push(uniteSpans(rest[at] as Spans, rest[at + 1] ?? NO_SPANS));
    rest = united;
  }
  return rest[0] ?? NO_SPANS;
}

/** What both cover. */
export function intersectSpans(a: Spans, b: Spans): Spans {
  const common = createSpans(a.start.length + b.start.length);
  let count = 0;
  let inA = 0;
  let inB = 0;
  while (inA < a.start.length && inB < b.start.length) {
    const from = Math.max(a.start[inA] as number, b.start[inB] as number);
    const to = Math.min(a.end[inA] as number, b.end[inB] as number);
    if (from < to) {
      common.start[count] = from;
      common.end[count] = to;
      count += 1;
    }
    if ((a.end[inA] as number) <= (b.end[inB] as number)) inA += 1;
    else inB += 1;
  }
  return trimmed(common, count);
}

/** What the first covers and the second does not. */
export function subtractSpans(a: Spans, b: Spans): Spans {
  if (a.start.length === 0 || b.start.length === 0) return a;
  return intersectSpans(a, gapsOf(b, a.start[0] as number, a.end[a.end.length - 1] as number));
}

/** What nothing covers between two times. */
export function gapsOf(spans: Spans, from: number, to: number): Spans {
  const gaps = createSpans(spans.start.length + 1);
  let count = 0;
  let end = from;
  for (let at = 0; at < spans.start.length && end < to; at += 1) {
    const start = Math.min(spans.start[at] as number, to);
    if (start > end) {
      gaps.start[count] = end;
      gaps.end[count] = start;
      count += 1;
    }
    end = Math.max(end, spans.end[at] as number);
  }
  if (end < to) {
    gaps.start[count] = end;
    gaps.end[count] = to;
    count += 1;
  }
  return trimmed(gaps, count);
}

function trimmed(spans: Spans, count: number): Spans {
  if (count === spans.start.length) return spans;
  if (count === 0) return NO_SPANS;
  return { start: spans.start.slice(0, count), end: spans.end.slice(0, count) };
}
