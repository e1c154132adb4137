import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText, placeOf } from '../../src/base/text.js';
import type { Finding } from '../../src/findings/finding.js';
import { escapeUriPath, visibleText } from '../../src/findings/render/escape.js';
import type { FindingFormat } from '../../src/findings/render/format.js';
import { frameSource } from '../../src/findings/render/source-frame.js';
import { FINDING_FORMATS, renderFindings } from '../../src/findings/render/table.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom('a', '\t', '中', '🚀', '\u001b[31m', '\r', '\n', '\r\n', '\u202e', '\ud800', 'x'.repeat(90)),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
);

const anyFinding = fc
  .record({
    text: anyText,
    file: fc.string({ unit: 'binary', minLength: 1 }),
    start: fc.nat(400),
    length: fc.nat(400),
    message: anyText,
    hint: fc.option(anyText, { nil: undefined }),
  })
  .map(({ text, file, start, length, message, hint }) => {
    const source = createSourceText(file, text);
    const place = placeOf(source, { start, end: start + length });
    const finding: Finding = {
      code: 'SRC-01',
      severity: 'error',
      message,
      place,
      ...(hint === undefined ? {} : { hint }),
    };
    return { source, finding };
  });

/** What makes the text of a format one that its readers take. */
const IS_WHOLE: Readonly<Record<FindingFormat, (text: string) => boolean>> = {
  text: (text) => stripVTControlCharacters(text) === text,
  json: (text) => (JSON.parse(text) as { schema: string }).schema === 'findings/1',
  sarif: (text) => (JSON.parse(text) as { version: string }).version === '2.1.0',
  github: (text) => text.split('\n').length === 2,
};

describe('whatever stands in a file', () => {
  it('is shown by every format without a throw, and the same each time', () => {
    fc.assert(
      fc.property(anyFinding, fc.constantFrom(...FINDING_FORMATS), ({ source, finding }, format) => {
        const context = { source: () => source, columns: 80, hasColor: false, toolVersion: '0' };
        const text = renderFindings([finding], format, context);
        expect(renderFindings([finding], format, context)).toBe(text);
        expect(IS_WHOLE[format](text)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps its frame inside the width, with the mark on the line', () => {
    fc.assert(
      fc.property(anyFinding, fc.integer({ min: 20, max: 140 }), ({ source, finding: { place } }, width) => {
        const frame = place && frameSource(source, place, width);
        if (!frame) return;
        expect(frame.markStart + frame.markWidth).toBeLessThanOrEqual(width + 1);
        expect(frame.text).not.toContain('\n');
        expect(visibleText(frame.text)).toBe(frame.text);
      }),
      { numRuns: 200 },
    );
  });

  it('becomes a URI that leads back to it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        expect(decodeURIComponent(escapeUriPath(path))).toBe(path);
      }),
    );
  });
});
