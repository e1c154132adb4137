import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvePath, type Point, thinPoints } from '../../../src/writers/charts/curve-path.js';
import { fitText, textWidth } from '../../../src/writers/charts/fit-text.js';
import { chooseTicks, linearScale } from '../../../src/writers/charts/scale.js';

describe('marks of an axis', () => {
  it.each([
    [0, 179.5, 5, [0, 50, 100, 150]],
    [0, 1, 4, [0, 0.25, 0.5, 0.75, 1]],
    [0, 0.3, 3, [0, 0.1, 0.2, 0.3]],
    [-3, 3, 3, [-2, 0, 2]],
    [1e-6, 5e-6, 4, [1e-6, 2e-6, 3e-6, 4e-6, 5e-6]],
    [7, 7, 4, [7]],
    [2, 1, 4, [2]],
    [-5e-324, 5e-324, 1, [-5e-324]],
    [0, Number.POSITIVE_INFINITY, 4, [0]],
  ])('from %d to %d, about %d: %j', (low, high, most, ticks) => expect(chooseTicks(low, high, most)).toEqual(ticks));

  it('lie in the range, in order, at most a few more than asked for', () => {
    const numbers = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, fc.integer({ min: 1, max: 12 }), (a, b, most) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const ticks = chooseTicks(low, high, most);
        const slack = 1e-6 * (high - low) + 1e-11 * Math.max(Math.abs(low), Math.abs(high));
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks).toEqual(ticks.toSorted((one, other) => one - other));
        for (const tick of ticks) expect(tick >= low - slack && tick <= high + slack).toBe(true);
      }),
    );
  });

  it('places a range without an extent in the middle', () => {
    expect(linearScale([3, 3], [0, 100])(3)).toBe(50);
    expect(linearScale([0, 10], [100, 0])(2.5)).toBe(75);
  });
});

describe('curves', () => {
  it('keep their highest, lowest, first and last points, and their gaps', () => {
    const points = fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.constant(Number.NaN)), {
      minLength: 50,
      maxLength: 400,
    });
    fc.assert(
      fc.property(points, (values) => {
        const all = values.map((value, at): Point => [at, value]);
        const kept = thinPoints(all, 5);
        const numbers = (list: readonly Point[]): readonly number[] => list.map(([, y]) => y).filter(Number.isFinite);
        expect(kept.length).toBeLessThanOrEqual(25);
        expect(Math.max(...numbers(kept))).toBe(Math.max(...numbers(all)));
        expect(Math.min(...numbers(kept))).toBe(Math.min(...numbers(all)));
        expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
        expect(numbers(kept).length < kept.length).toBe(numbers(all).length < all.length);
      }),
    );
  });

  it('break where a value is no number, and a point alone is a dot', () => {
    const same = (value: number): number => value;
    const points: readonly Point[] = [
      [0, 1],
      [1, 2],
      [2, Number.NaN],
      [3, 4],
      [4, Number.POSITIVE_INFINITY],
    ];
    expect(curvePath(points, same, same)).toBe('M0 1L1 2M3 4h.01');
  });
});

describe('words that must fit', () => {
  it('are shortened in the middle until they do', () => {
    expect(fitText('short', 200, 12)).toBe('short');
    const text = fitText(`start_${'x'.repeat(9000)}_end`, 200, 12);
    expect(text).toMatch(/^start_.*….*_end$/);
    expect(textWidth(text, 12)).toBeLessThanOrEqual(200);
    expect(textWidth(fitText('核'.repeat(100), 200, 12), 12)).toBeLessThanOrEqual(200);
  });
});
