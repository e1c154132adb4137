import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { excerptSource } from '../../src/server/source-excerpt.js';

describe('an excerpt of a source', () => {
  test('is the whole file when that is short', () => {
    const excerpt = excerptSource(createSourceText('a', 'one\r\ntwo\n'), 1);
    expect(excerpt).toMatchObject({ firstLine: 1, lines: ['one', 'two', ''], lineCount: 3 });
  });

  test('is cut around the line that was asked for', () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `line ${index + 1}`).join('\n');
    const excerpt = excerptSource(createSourceText('a', text), 30_000);
    expect(excerpt.lines.length).toBe(2000);
    expect(excerpt.lines[30_000 - excerpt.firstLine]).toBe('line 30000');
  });

  test('cuts lines that no screen can show', () => {
    const [line = ''] = excerptSource(createSourceText('a', 'x'.repeat(1_000_000)), 1).lines;
    expect(line).toMatch(/^x{2000}…$/);
  });

  test('always holds the line, or the nearest one', () => {
    fc.assert(
      fc.property(fc.nat(6000), fc.integer({ min: -10, max: 10_000 }), (breaks, line) => {
        const excerpt = excerptSource(createSourceText('a', '\n'.repeat(breaks)), line);
        const last = excerpt.firstLine + excerpt.lines.length - 1;
        const wanted = Math.min(Math.max(1, line), breaks + 1);
        expect(excerpt.firstLine).toBeGreaterThanOrEqual(1);
        expect(last).toBeLessThanOrEqual(excerpt.lineCount);
        expect(wanted).toBeGreaterThanOrEqual(excerpt.firstLine);
        expect(wanted).toBeLessThanOrEqual(last);
      }),
      { numRuns: 60 },
    );
  });
});
