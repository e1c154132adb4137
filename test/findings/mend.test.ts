import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText, placeOf, type SourceText } from '../../src/base/text.js';
import type { Edit, Finding, Mend } from '../../src/findings/finding.js';
import {
  applyEdits,
  chooseMends,
  insertBefore,
  insertEntryBefore,
  replaceText,
  settleMends,
} from '../../src/findings/mend.js';

/** A finding about what `[[…]]` marks in a text, with a mend made from its place. */
function mended(
  text: string,
  edit: (place: Finding['place'] & object) => Edit,
): { source: SourceText; finding: Finding } {
  const start = text.indexOf('[[');
  const end = text.indexOf(']]') - 2;
  const source = createSourceText('a.yaml', text.replace('[[', '').replace(']]', ''));
  const place = placeOf(source, { start, end });
  const mend: Mend = { title: 'Mend it', edits: [edit(place)], isCertain: true };
  return { source, finding: { code: 'A-01', severity: 'error', message: 'm', place, mend } };
}

/** The text after the mend; undefined when it does not fit. */
function apply(text: string, edit: (place: Finding['place'] & object) => Edit): string | undefined {
  const { source, finding } = mended(text, edit);
  const [settled] = settleMends([finding], () => source);
  return settled?.mend && applyEdits(source, settled.mend.edits).text;
}

describe('a mend', () => {
  it('replaces a word in its place', () => {
    expect(apply('- [["8888:8888"]]\n', (place) => replaceText(place, '8888:8888', '127.0.0.1:8888:8888'))).toBe(
      '- "127.0.0.1:8888:8888"\n',
    );
    expect(apply('-p[[=80:80]] x', (place) => replaceText(place, '80:80', 'y'))).toBe('-p=y x');
  });

  it('does not fit a text that says it differently', () => {
    const loopback = (place: Finding['place'] & object): Edit => replaceText(place, '8888:8888', '127.0.0.1:8888:8888');
    for (const text of [
      '[["0.0.0.0:8888:8888"]]',
      '[["18888:8888"]]',
      '[[8888:8888/tcp]]',
      '[[${PORT}]]',
      '[[8888:8888 8888:8888]]',
    ])
      expect(apply(text, loopback), text).toBeUndefined();
  });

  it('does not reach beyond its place', () => {
    expect(apply('[[a]] b', (place) => replaceText(place, 'b', 'c'))).toBeUndefined();
    expect(apply('[[a b]]', (place) => replaceText({ ...place, endColumn: 1, column: 3 }, 'b', 'c'))).toBeUndefined();
  });

  it('inserts a line with the indentation of what follows, in the line ends of the file', () => {
    expect(apply('a:\r\n  - [[b]]: 1\r\n', (place) => insertEntryBefore(place, 'x: 2'))).toBe(
      'a:\r\n  - x: 2\r\n    b: 1\r\n',
    );
    expect(apply('\uFEFF[[a]]: 1\n', (place) => insertBefore(place, '# '))).toBe('\uFEFF# a: 1\n');
  });

  it('is left out when its file is not at hand or is another one', () => {
    const { source, finding } = mended('[[a]]', (place) => replaceText(place, 'a', 'b'));
    expect(settleMends([finding], () => undefined)[0]).toEqual({
      code: 'A-01',
      severity: 'error',
      message: 'm',
      place: finding.place,
    });
    const other = { ...finding, mend: { ...(finding.mend as Mend), edits: [] } };
    expect(settleMends([other], () => source)[0]?.mend).toBeUndefined();
  });

  it('stays as it is when it is settled again', () => {
    const { source, finding } = mended('say [[a word]] here', (place) => replaceText(place, 'word', 'term'));
    const once = settleMends([finding], () => source);
    expect(settleMends(once, () => source)).toEqual(once);
  });
});

/** A text and spans of it that do not touch, each with a new text. */
const anyEdits = fc
  .record({
    text: fc.string({ unit: fc.constantFrom('a', 'é', '🚀', ' ', '\n', '\r\n', '\uFEFF', '-'), maxLength: 80 }),
    cuts: fc.uniqueArray(fc.nat(200), { maxLength: 12 }),
    words: fc.array(fc.string({ unit: fc.constantFrom('x', '\n', '中') }), { minLength: 6, maxLength: 6 }),
  })
  .map(({ text, cuts, words }) => {
    const offsets = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
    const spans = words.flatMap((newText, index) => {
      const [start, end] = [offsets[index * 2], offsets[index * 2 + 1]];
      return start === undefined || end === undefined ? [] : [{ start, end, newText }];
    });
    return { source: createSourceText('a', text), spans };
  });

describe('edits', () => {
  it('give what splicing from the end gives, in whatever order they come', () => {
    fc.assert(
      fc.property(anyEdits, fc.boolean(), ({ source, spans }, isReversed) => {
        const edits = spans.map(({ start, end, newText }) => ({
          place: placeOf(source, { start, end }),
          oldText: source.text.slice(start, end),
          newText,
        }));
        const spliced = spans.reduceRight(
          (text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end),
          source.text,
        );
        expect(applyEdits(source, isReversed ? edits.toReversed() : edits).text).toBe(spliced);
        expect(applyEdits(source, [...edits, ...edits]).text).toBe(spliced);
      }),
      { numRuns: 500 },
    );
  });

  it('are chosen so that none touches another', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(6)), { maxLength: 20 }), (ranges) => {
        const source = createSourceText('a', 'x'.repeat(50));
        const findings = ranges.map(([start, length], index): Finding => {
          const edit = {
            place: placeOf(source, { start, end: start + length }),
            oldText: 'x'.repeat(length),
            newText: String(index),
          };
          return {
            code: 'A-01',
            severity: 'error',
            message: 'm',
            mend: { title: 't', edits: [edit], isCertain: true },
          };
        });
        const chosen = chooseMends(findings, source).map(({ mend }) => mend?.edits[0]?.place);
        const sorted = chosen.flatMap((place) => place ?? []).sort((a, b) => a.column - b.column);
        for (const [index, place] of sorted.entries())
          expect(sorted[index + 1]?.column ?? 99).toBeGreaterThan(place.endColumn);
        expect(chosen.length > 0).toBe(ranges.length > 0);
      }),
    );
  });
});
