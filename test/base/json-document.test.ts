import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeJsonDocument } from '../../src/base/json-document.js';

describe('writeJsonDocument', () => {
  it('holds no character that a terminal obeys, and the same value', () => {
    const evil = fc.string({
      unit: fc.constantFrom('a', '\u001b', '\u009b', '\u007f', '\u202e', '\u2066', '\ufeff', '"'),
    });
    fc.assert(
      fc.property(evil, (text) => {
        const written = writeJsonDocument({ [text]: [text] });
        expect(written).toMatch(/^[\n -~]*$/);
        expect(JSON.parse(written)).toEqual({ [text]: [text] });
      }),
      { numRuns: 50 },
    );
  });
});
