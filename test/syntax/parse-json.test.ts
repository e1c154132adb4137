import { array, assert, constantFrom, json, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { entryOf, textOf, valueAt } from '../../src/syntax/data/data-node.js';
import { parseJson } from '../../src/syntax/json/parse-json.js';
import { eachSpan, toPlain } from './plain-data.js';

function parse(text: string) {
  return parseJson(createSourceText('x.json', text));
}

describe('parseJson', () => {
  it('reads comments and trailing commas, with places', () => {
    const text =
      '\uFEFF{\r\n  // the image\r\n  "image": "a\\u003a1", /* more */\r\n  "list": [1.10, true, null,],\r\n}\r\n';
    const { documents, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(documents.map(toPlain)).toEqual([{ image: 'a:1', list: [1.1, true, null] }]);
    const image = entryOf(documents[0], 'image');
    expect(text.slice(image?.keySpan.start, image?.keySpan.end)).toBe('"image"');
    expect(text.slice(image?.value.span.start, image?.value.span.end)).toBe('"a\\u003a1"');
    const list = valueAt(documents[0], 'list');
    expect(list?.kind === 'list' && textOf(list.items[0])).toBe('1.10');
    expect(text.slice(list?.span.start, list?.span.end)).toBe('[1.10, true, null,]');
  });

  it('reads what stands around a mistake', () => {
    const missing = parse('{"a": 1 "b": 2, "c": }');
    expect(missing.documents.map(toPlain)).toEqual([{ a: 1, b: 2 }]);
    expect(missing.problems.map(({ message }) => message)).toEqual(['comma expected', 'value expected']);
    const open = parse('{"a": {"b": [1, 2');
    expect(open.documents.map(toPlain)).toEqual([{ a: { b: [1, 2] } }]);
    expect(open.problems.length).toBeGreaterThan(0);
    expect(parse('').documents).toEqual([]);
    expect(parse('').problems).toHaveLength(1);
  });

  it('reports duplicate keys and reads the first', () => {
    const { documents, problems } = parse('{"a": 1, "a": 2, "__proto__": 3}');
    expect(entryOf(documents[0], 'a')?.value).toMatchObject({ value: 1 });
    expect(entryOf(documents[0], '__proto__')?.value).toMatchObject({ value: 3 });
    expect(problems).toMatchObject([{ kind: 'duplicate-key', span: { start: 9, end: 12 } }]);
  });

  it('bounds nesting', () => {
    expect(parse(`${'['.repeat(300)}${']'.repeat(300)}`).problems).toMatchObject([{ kind: 'limit' }]);
    expect(parse('{"a":'.repeat(100_000)).problems.some(({ kind }) => kind === 'limit')).toBe(true);
    const after = parse(`{"a": ${'['.repeat(300)}${']'.repeat(300)}, "b": 2}`);
    expect(textOf(valueAt(after.documents[0], 'b'))).toBe('2');
  });

  it('ends what an unclosed comment leaves open at the end of the text', () => {
    expect(parseJson(createSourceText('x', '{/*')).documents[0]?.span).toEqual({ start: 0, end: 3 });
  });

  it('never throws, keeps spans inside the text, and gives the same twice', () => {
    const piece = constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1.5e',
      'true',
      'nul',
      '//',
      '/*',
      '*/',
      '\n',
      '\u0000',
      '"\\u12',
    );
    const texts = oneof(
      string({ unit: 'binary' }),
      json(),
      array(piece, { maxLength: 40 }).map((all) => all.join('')),
    );
    assert(
      property(texts, (text) => {
        const parsed = parse(text);
        for (const span of [...parsed.documents.flatMap(eachSpan), ...parsed.problems.map(({ span }) => span)]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
        expect(parse(text)).toEqual(parsed);
      }),
      { numRuns: 300 },
    );
  });
});
