import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gapsOf,
  intersectSpans,
  subtractSpans,
  uniteAll,
  uniteSpans,
} from '../../../src/runs/intervals/combine-spans.js';
import { clipSpans, lengthWithin, measureSpans } from '../../../src/runs/intervals/measure-within.js';
import { sortRows } from '../../../src/runs/intervals/sort-rows.js';
import { coverRows, lengthOf, type Spans } from '../../../src/runs/intervals/spans.js';

const LIMIT = 60;

type Interval = readonly [from: number, length: number];
const intervals = fc.array(fc.tuple(fc.integer({ min: -LIMIT, max: LIMIT - 20 }), fc.nat(20)), { maxLength: 25 });

function cover(list: readonly Interval[]): Spans {
  const start = Float64Array.from(list, ([from]) => from);
  const duration = Float64Array.from(list, ([, length]) => length);
  return coverRows(
    sortRows(Uint32Array.from(list.keys()), start),
    { start, duration },
    new Uint16Array(list.length).fill(1),
    1,
  );
}

/** The obvious way: each instant is asked whether anything covers it. */
const paint = (list: readonly Interval[]): boolean[] =>
  Array.from({ length: 2 * LIMIT }, (_, at) =>
    list.some(([from, length]) => at - LIMIT >= from && at - LIMIT < from + length),
  );

const paintSpans = ({ start, end }: Spans): boolean[] =>
  paint([...start].map((from, at) => [from, (end[at] as number) - from] as const));

const both = (a: boolean[], b: boolean[], rule: (a: boolean, b: boolean) => boolean): boolean[] =>
  a.map((value, at) => rule(value, b[at] as boolean));

/** In order, none empty, none touching the next. */
function expectProper({ start, end }: Spans): void {
  for (let at = 0; at < start.length; at += 1) {
    expect(end[at]).toBeGreaterThan(start[at] as number);
    if (at > 0) expect(start[at]).toBeGreaterThan(end[at - 1] as number);
  }
  expect(end.length).toBe(start.length);
}

describe('spans', () => {
  it('cover what any of their events covers', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const spans = cover(list);
        expectProper(spans);
        expect(paintSpans(spans)).toEqual(paint(list));
        expect(lengthOf(spans)).toBe(paint(list).filter(Boolean).length);
      }),
    );
  });

  it('unite, intersect and differ as instants do', () => {
    fc.assert(
      fc.property(intervals, intervals, (first, second) => {
        const [a, b] = [cover(first), cover(second)];
        const [inA, inB] = [paint(first), paint(second)];
        const cases = [
          [uniteSpans(a, b), both(inA, inB, (x, y) => x || y)],
          [intersectSpans(a, b), both(inA, inB, (x, y) => x && y)],
          [subtractSpans(a, b), both(inA, inB, (x, y) => x && !y)],
        ] as const;
        for (const [spans, expected] of cases) {
          expectProper(spans);
          expect(paintSpans(spans)).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('unite in any number', () => {
    fc.assert(
      fc.property(fc.array(intervals, { maxLength: 9 }), (lists) => {
        const spans = uniteAll(lists.map(cover));
        expectProper(spans);
        expect(paintSpans(spans)).toEqual(paint(lists.flat()));
      }),
    );
  });

  it('are measured, clipped and turned around within any window', () => {
    const time = fc.integer({ min: -LIMIT, max: LIMIT });
    fc.assert(
      fc.property(intervals, time, time, (list, from, to) => {
        const spans = cover(list);
        const inside = paint(list).map((value, at) => value && at - LIMIT >= from && at - LIMIT < to);
        const clipped = clipSpans(spans, { from, to });
        expectProper(clipped);
        expect(paintSpans(clipped)).toEqual(inside);
        expect(lengthWithin(measureSpans(spans), { from, to })).toBe(inside.filter(Boolean).length);
        const gaps = gapsOf(spans, from, to);
        expectProper(gaps);
        expect(lengthOf(gaps) + lengthOf(clipped)).toBe(Math.max(0, to - from));
        expect(lengthOf(intersectSpans(gaps, spans))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
