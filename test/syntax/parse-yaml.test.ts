import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import type { DataNode } from '../../src/syntax/data/data-node.js';
import { booleanOf, entryOf, itemsOf, numberOf, textOf, valueAt } from '../../src/syntax/data/data-node.js';
import { parseYaml } from '../../src/syntax/yaml/parse-yaml.js';
import { eachSpan, toPlain } from './plain-data.js';

function parse(text: string) {
  return parseYaml(createSourceText('x.yaml', text));
}

function plain(text: string): unknown {
  return parse(text).documents.map(toPlain);
}

describe('parseYaml', () => {
  it('reads every document, and none from an empty text', () => {
    expect(plain('a: 1\n---\n- x\n---\n# nothing\n...\n')).toEqual([{ a: 1 }, ['x']]);
    expect(parse('')).toEqual({ documents: [], problems: [] });
    expect(parse('# only a comment\n')).toEqual({ documents: [], problems: [] });
  });

  it('keeps the text of scalars as written, without quotes', () => {
    const [root] = parse('a: 1.10\nb: "on"\nc: yes\nd: 0x10\ne: ~\nf:\ng: true\nh: "8"').documents;
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => textOf(entryOf(root, key)?.value))).toEqual([
      '1.10',
      'on',
      'yes',
      '0x10',
      undefined,
      undefined,
    ]);
    expect(numberOf(valueAt(root, 'a'))).toBe(1.1);
    expect(numberOf(valueAt(root, 'h'))).toBe(8);
    expect(booleanOf(valueAt(root, 'g'))).toBe(true);
    expect(booleanOf(valueAt(root, 'c'))).toBeUndefined();
  });

  it('gives the places of keys and values, after a byte order mark and with CRLF', () => {
    const text = '\uFEFFservices:\r\n  train:\r\n    image: "a:1"\r\n    ports:\r\n      - 8888\r\n';
    const [root] = parse(text).documents;
    const image = entryOf(valueAt(root, 'services', 'train'), 'image');
    expect(text.slice(image?.keySpan.start, image?.keySpan.end)).toBe('image');
    expect(text.slice(image?.value.span.start, image?.value.span.end)).toBe('"a:1"');
    const ports = valueAt(root, 'services', 'train', 'ports');
    expect(text.slice(ports?.span.start, ports?.span.end)).toBe('- 8888');
  });

  it('resolves aliases with the place of the alias, and merge keys by their order', () => {
    const text = 'x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 0\nw: *x\nv:\n  <<: *y\n';
    const { documents, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(documents.map(toPlain)).toEqual([
      { x: { a: 1, b: 2 }, y: { b: 3, c: 4 }, z: { a: 0, b: 2, c: 4 }, w: { a: 1, b: 2 }, v: { b: 3, c: 4 } },
    ]);
    const w = valueAt(documents[0], 'w');
    expect(text.slice(w?.span.start, w?.span.end)).toBe('*x');
  });

  it('keeps the tags of the file and resolves the standard ones', () => {
    const [root] = parse('a: !reset null\nb: !override [1]\nc: !!str 1\n').documents;
    expect(valueAt(root, 'a')).toMatchObject({ tag: '!reset' });
    expect(valueAt(root, 'b')).toMatchObject({ tag: '!override', kind: 'list' });
    expect(valueAt(root, 'c')).toMatchObject({ value: '1' });
    expect(valueAt(root, 'c')).not.toHaveProperty('tag');
  });

  it('reports duplicate keys and reads the first', () => {
    const { documents, problems } = parse('a: 1\nb: 2\na: 3\n');
    expect(documents.map(toPlain)).toEqual([{ a: 1, b: 2 }]);
    expect(problems).toEqual([
      { kind: 'duplicate-key', message: expect.stringContaining('"a"'), span: { start: 10, end: 11 } },
    ]);
  });

  it('reports aliases without an anchor, inside their own anchor, and merges of what is no map', () => {
    expect(parse('a: *no\n').problems).toMatchObject([{ kind: 'alias', span: { start: 3, end: 6 } }]);
    expect(parse('a: &a {b: *a}\n').problems).toMatchObject([{ kind: 'alias' }]);
    expect(parse('a: &a [1]\nb: {<<: *a}\n').problems).toMatchObject([{ kind: 'alias' }]);
    expect(parse('a: &a 1\n---\nb: *a\n').problems).toMatchObject([{ kind: 'alias' }]);
  });

  it('reads what stands around a mistake', () => {
    const { documents, problems } = parse('services:\n  a:\n    image: x\n   b: 1\n  c:\n    image: z\n');
    expect(problems.length).toBeGreaterThan(0);
    expect(textOf(valueAt(documents[0], 'services', 'c', 'image'))).toBe('z');
    expect(parse('a:\n\tb: 1\n').problems[0]?.message).toMatch(/tab/i);
  });

  it('does not explode on aliases of aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 40; level += 1)
      lines.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    const { documents, problems } = parse(lines.join('\n'));
    expect(problems.filter(({ kind }) => kind === 'limit')).toHaveLength(1);
    expect(countNodes(documents[0])).toBeLessThan(200_000);
  });

  it('does not explode on merge keys of merge keys', () => {
    const lines = [`a0: &a0 {${Array.from({ length: 1000 }, (_, index) => `k${index}: x`).join(', ')}}`];
    for (let level = 1; level < 1000; level += 1) lines.push(`a${level}: &a${level}\n  <<: *a${level - 1}`);
    const { documents, problems } = parse(lines.join('\n'));
    expect(problems.filter(({ kind }) => kind === 'limit')).toHaveLength(1);
    expect(countNodes(documents[0])).toBeLessThan(200_000);
  });

  it('bounds nesting', () => {
    const deep = `${'['.repeat(500)}${']'.repeat(500)}`;
    expect(parse(deep).problems.some(({ kind }) => kind === 'limit')).toBe(true);
    expect(depthOf(parse(deep).documents[0])).toBeLessThan(110);
    expect(parse('['.repeat(200_000)).problems.length).toBeGreaterThan(0);
    expect(parse('- '.repeat(100_000)).problems.length).toBeGreaterThan(0);
  });

  it('does not read texts that are too long', () => {
    expect(parse('a'.repeat(2_000_001))).toMatchObject({ documents: [], problems: [{ kind: 'limit' }] });
  });

  it('never throws, keeps spans inside the text, and gives the same twice', () => {
    const piece = constantFrom(
      'a: ',
      '- ',
      '\n',
      '  ',
      '\t',
      '&a ',
      '*a',
      '<<: ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '|\n',
      '>-\n',
      '? ',
      '---\n',
      '...\n',
      '!!set ',
      '!x ',
      '%YAML 1.1\n',
      '# c\n',
      'é',
      '\u0000',
      '\r\n',
      ': ',
      '1.10',
      '@',
      '`',
    );
    const texts = oneof(
      string({ unit: 'binary' }),
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

function countNodes(node: DataNode | undefined): number {
  if (node?.kind === 'map') return 1 + node.entries.reduce((sum, { value }) => sum + countNodes(value), 0);
  return 1 + itemsOf(node).reduce((sum, item) => sum + countNodes(item), 0);
}

function depthOf(node: DataNode | undefined): number {
  const children = node?.kind === 'map' ? node.entries.map(({ value }) => value) : itemsOf(node);
  return 1 + Math.max(0, ...children.map(depthOf));
}
