import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { cellWidth } from '../../src/base/cells.js';

it('counts each character as the library does, also those that it is not asked for', () => {
  const wrong: string[] = [];
  for (let point = 0x20; point < 0x3000; point += 1) {
    const text = String.fromCodePoint(point);
    if (cellWidth(text) !== stringWidth(text)) wrong.push(point.toString(16));
  }
  expect(wrong).toEqual([]);
  expect(cellWidth('层 × 3')).toBe(6);
});
