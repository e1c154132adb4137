import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortRows } from '../../../src/runs/intervals/sort-rows.js';

/** The same by comparisons. */
function sortSlowly(start: Float64Array, duration: Float64Array | undefined): number[] {
  const rows = [...start.keys()];
  const by = (a: number, b: number, column: Float64Array): number => (column[a] as number) - (column[b] as number);
  return rows.sort((a, b) => by(a, b, start) || (duration === undefined ? 0 : by(b, a, duration)) || a - b);
}

const rowsOf = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, row) => row);

/** Times as traces have them: near each other, years apart, negative, many the same. */
const times = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
  fc.integer({ min: -(2 ** 51), max: 2 ** 51 }),
);

describe('sortRows', () => {
  it('sorts as comparisons do, few rows and many', () => {
    const columns = fc
      .integer({ min: 0, max: 700 })
      .chain((count) => fc.array(fc.tuple(times, times), { minLength: count, maxLength: count, size: 'max' }));
    fc.assert(
      fc.property(columns, fc.boolean(), (pairs, hasDuration) => {
        const start = Float64Array.from(pairs, ([value]) => value);
        const duration = hasDuration ? Float64Array.from(pairs, ([, value]) => Math.abs(value)) : undefined;
        expect([...sortRows(rowsOf(pairs.length), start, duration)]).toEqual(sortSlowly(start, duration));
      }),
      { numRuns: 60 },
    );
  });

  it('sorts what is in order in stretches, as a trace of several threads is, and keeps the order of equal ones', () => {
    const stretches = fc.array(fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 20, maxLength: 120 }), {
      minLength: 8,
      maxLength: 30,
    });
    fc.assert(
      fc.property(stretches, fc.boolean(), (parts, isLater) => {
        const keys = parts.flatMap((part, index) =>
          part.toSorted((a, b) => a - b).map((value) => value + (isLater ? index * 200 : 0)),
        );
        const start = Float64Array.from(keys);
        expect([...sortRows(rowsOf(keys.length), start)]).toEqual(sortSlowly(start, undefined));
      }),
      { numRuns: 100 },
    );
  });

  it('sorts only the rows that it is given', () => {
    const start = Float64Array.of(5, 4, 3, 2, 1);
    expect([...sortRows(Uint32Array.of(0, 4, 2), start)]).toEqual([4, 2, 0]);
  });

  it('sorts many rows that all start together by what lasts longest', () => {
    const count = 50_000;
    const start = new Float64Array(count).fill(-7);
    const duration = Float64Array.from({ length: count }, (_, row) => (row * 7919) % count);
    const sorted = sortRows(rowsOf(count), start, duration);
    expect(
      sorted.every(
        (row, at) => at === 0 || (duration[sorted[at - 1] as number] as number) >= (duration[row] as number),
      ),
    ).toBe(true);
    expect(new Set(sorted).size).toBe(count);
  });

  it('ends, whatever the keys are', () => {
    const start = Float64Array.from(
      { length: 600 },
      (_, row) => [Number.NaN, Number.POSITIVE_INFINITY, -1][row % 3] as number,
    );
    expect(new Set(sortRows(rowsOf(600), start)).size).toBe(600);
  });
});
