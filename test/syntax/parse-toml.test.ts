import { check, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { type DataNode, itemsOf, textOf, valueAt } from '../../src/syntax/data/data-node.js';
import { parseToml } from '../../src/syntax/toml/parse-toml.js';

function parse(text: string) {
  return parseToml(createSourceText('pyproject.toml', text));
}

/** The tree as plain values, to be compared at a glance. */
function plain(node: DataNode | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  return node.kind === 'list' ? node.items.map(plain) : node.value;
}

function spansInside(node: DataNode, length: number): boolean {
  if (node.span.start < 0 || node.span.end > length || node.span.start > node.span.end) return false;
  if (node.kind === 'list') return node.items.every((item) => spansInside(item, length));
  return (
    node.kind === 'scalar' ||
    node.entries.every(({ keySpan, value }) => keySpan.end <= length && spansInside(value, length))
  );
}

describe('parseToml', () => {
  it('joins dotted keys, tables and arrays of tables', () => {
    const { documents, problems } = parse(
      [
        'a.b = 1',
        'a.c = 1.10',
        '[tool.uv]',
        'dev = ["x", { y = true }]',
        '[[tool.uv.index]]',
        'name = "cpu"',
        '[tool.uv.index.more]',
        'z = 1979-05-27',
        '[[tool.uv.index]]',
        'name = "cu"',
        '[tool."quo ted"]',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(plain(documents[0])).toEqual({
      a: { b: 1, c: 1.1 },
      tool: {
        uv: { dev: ['x', { y: true }], index: [{ name: 'cpu', more: { z: '1979-05-27' } }, { name: 'cu' }] },
        'quo ted': {},
      },
    });
    expect(textOf(valueAt(documents[0], 'a', 'c'))).toBe('1.10');
  });

  it('gives the place of every value', () => {
    const text = '\uFEFF[project]\r\nname = "x"\r\ndependencies = [\r\n  "torch==2.7.0", # why\r\n]\r\n';
    const item = itemsOf(valueAt(parse(text).documents[0], 'project', 'dependencies'))[0];
    expect(text.slice(item?.span.start, item?.span.end)).toBe('"torch==2.7.0"');
  });

  it('reports what is broken and reads the rest', () => {
    const { documents, problems } = parse(
      'a = 1\nb = \nc = 3\n[d]\nx = 1\ny = ~\n[e]\ne = [1,\n[f]\ng = 7\na = 1\na = 2\n',
    );
    expect(problems.length).toBeGreaterThanOrEqual(3);
    expect(plain(documents[0])).toMatchObject({ a: 1, c: 3, d: { x: 1 } });
  });

  it('refuses what is nested too deep', () => {
    for (const text of [
      `a = ${'['.repeat(100)}${']'.repeat(100)}`,
      `a = ${'['.repeat(50_000)}`,
      `a = ${'{a='.repeat(5_000)}1${'}'.repeat(5_000)}`,
      `a${'.a'.repeat(50_000)} = 1`,
      `[a${'.a'.repeat(50_000)}]\nb=1`,
    ])
      expect(parse(text).problems.length).toBeGreaterThan(0);
  });

  it('reads large files', () => {
    expect(itemsOf(valueAt(parse('[[a]]\nb = 1\n'.repeat(5_000)).documents[0], 'a'))).toHaveLength(5_000);
    const keys = Array.from({ length: 10_000 }, (_, at) => `k${at} = ${at}`).join('\n');
    expect(textOf(valueAt(parse(keys).documents[0], 'k9999'))).toBe('9999');
    expect(parse(`a = "${'x'.repeat(2_000_000)}"`).problems.length).toBeLessThan(2);
    expect(parse('\u0000'.repeat(1_000_000)).problems.length).toBeGreaterThan(0);
  });

  it('reads nothing from nothing', () => {
    expect(parse(' \n').documents).toEqual([]);
  });

  it('never throws, and its spans lie inside the text', () => {
    const texts = string({ unit: constantFrom(...'ab=.[]{}"\'#,\n 1é\u0000\\') });
    const result = check(
      property(texts, (text) => parse(text).documents.every((node) => spansInside(node, text.length))),
      { numRuns: 200 },
    );
    expect(result.counterexample).toBeNull();
  });
});
