import { describe, expect, test } from 'vitest';
import { measureTextHeight, measureTextWidth, type TextFont } from '../../src/drawing/text/text-width.js';

const regular: TextFont = { family: 'sans', isBold: false, sizePx: 16 };
const bold: TextFont = { ...regular, isBold: true };

/** Measured by `getBBox` in Chromium 156 with Liberation and Noto fonts; kerning is why they differ at all. */
const MEASURED: readonly (readonly [string, TextFont, number])[] = [
  ['Hello World', regular, 82.41],
  ['Hello World', { ...regular, sizePx: 10 }, 51.5],
  ['Hello World', { ...regular, sizePx: 24 }, 123.61],
  ['Hello World', bold, 88.59],
  ['物理服务器', regular, 80.02],
  ['A中', regular, 26.69],
  ['Привет', regular, 54.02],
  ['Привет', bold, 57.42],
  ['שלום', regular, 35.41],
  ['한국어', regular, 44.17],
  ['→', regular, 16],
  ['e\u0301\u0303', regular, 8.9],
];

describe('measureTextWidth', () => {
  test.each(MEASURED)('%s is as wide as in a browser', (text, font, width) => {
    expect(Math.abs(measureTextWidth(text, font) - width)).toBeLessThan(Math.max(0.9, width * 0.02));
  });

  test('grows in proportion to the size', () => {
    expect(measureTextWidth('abc 中文', { ...regular, sizePx: 32 })).toBeCloseTo(
      2 * measureTextWidth('abc 中文', regular),
    );
  });

  test('gives no width to what leaves no ink of its own', () => {
    for (const text of ['\u0301', '\u200d', '\u200e', '\ufeff', '\0', '\n'])
      expect(measureTextWidth(text, regular)).toBe(0);
  });

  test('counts a sequence of emoji as one', () => {
    const one = measureTextWidth('😀', regular);
    expect(one).toBeGreaterThan(15);
    expect(measureTextWidth('👩‍💻', regular)).toBe(one);
    expect(measureTextWidth('👍🏽', regular)).toBe(one);
    expect(measureTextWidth('❤️', regular)).toBeCloseTo(one);
    expect(measureTextWidth('🇩🇪', regular)).toBeCloseTo(one);
  });

  test('sets every letter of a fixed-width font alike, ideographs twice as wide at most', () => {
    const mono: TextFont = { family: 'mono', isBold: false, sizePx: 10 };
    expect(measureTextWidth('iii', mono)).toBe(measureTextWidth('WWW', mono));
    expect(measureTextWidth('中', mono)).toBe(10);
  });

  test('takes any text, well-formed or not', () => {
    for (const text of ['\ud800', 'a\udc00b', '\u{10ffff}', '\ufffe'])
      expect(measureTextWidth(text, regular)).toBeGreaterThanOrEqual(0);
  });
});

test('a line is as high as in a browser, which rounds ascent and descent', () => {
  expect(measureTextHeight(regular)).toEqual({ ascent: 14, descent: 3 });
  expect(measureTextHeight({ ...regular, sizePx: 24 })).toEqual({ ascent: 22, descent: 5 });
});
