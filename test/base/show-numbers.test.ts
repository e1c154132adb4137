import { describe, expect, it } from 'vitest';
import { showBytes, showDuration, showPercent, showTick, showValue } from '../../src/base/show-numbers.js';

describe('numbers as a run shows them', () => {
  it.each([
    [177_592_170, '177.6 ms'],
    [2_907_500, '2.91 ms'],
    [999_960, '1.00 ms'],
    [812, '812 ns'],
    [1_500, '1.50 µs'],
    [61_000_000_000, '61.0 s'],
    [0, '0'],
    [-5_000_000, '-5.00 ms'],
    [Number.NaN, '?'],
  ])('a duration of %d ns is %s', (ns, text) => expect(showDuration(ns)).toBe(text));

  it.each([
    [0.33369, '33.4 %'],
    [1, '100 %'],
    [0.0001, '< 0.1 %'],
    [0, '0 %'],
    [Number.NaN, '?'],
  ])('a share of %d is %s', (share, text) => expect(showPercent(share)).toBe(text));

  it.each([
    [150_000_000, '150 ms'],
    [2_500_000_000, '2.5 s'],
    [0, '0'],
  ])('a mark at %d ns is %s', (ns, text) => expect(showTick(ns)).toBe(text));

  it.each([
    [3.2266, '3.227'],
    [3e-6, '3.00e-6'],
    [1365, '1,365'],
    [0, '0'],
    [Number.NEGATIVE_INFINITY, '-∞'],
  ])('a value of %d is %s', (value, text) => expect(showValue(value)).toBe(text));

  it('bytes may be a change', () => expect(showBytes(-1536)).toBe('-1.5 KiB'));
});
