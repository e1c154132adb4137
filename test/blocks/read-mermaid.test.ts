import { array, assert, constantFrom, option, property, record, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMermaid } from '../../src/blocks/read-mermaid.js';
import type { Diagram, DiagramNode } from '../../src/views/diagram.js';
import { diffDiagrams } from '../../src/views/diff-diagrams.js';
import { writeMermaid } from '../../src/writers/mermaid/write-mermaid.js';

const label = array(
  constantFrom(
    'a',
    'B',
    '"',
    '#',
    '<br>',
    '&lt;',
    '`',
    '\n',
    ' ',
    '- ',
    '1. ',
    '__init__',
    '端口',
    '[]',
    '|',
    '%%{',
    '😀',
  ),
  {
    minLength: 1,
    maxLength: 8,
  },
).map((parts) => parts.join(''));
const kind = constantFrom<DiagramNode['kind']>(
  'host',
  'container',
  'service',
  'gpu',
  'volume',
  'user',
  'client',
  'script',
);

const diagram = tuple(
  array(record({ kind, label }), { maxLength: 6 }),
  array(
    record({
      from: constantFrom(0, 1, 2),
      to: constantFrom(0, 1, 2),
      label: option(label, { nil: undefined }),
      kind: constantFrom('flow' as const, 'data' as const),
    }),
    { maxLength: 5 },
  ),
  constantFrom('LR' as const, 'TB' as const),
  label,
).map(
  ([nodes, edges, direction, title]): Diagram => ({
    view: 'deployment',
    title: 'Title',
    description: 'Description',
    language: 'en',
    direction,
    groups: [
      { id: 'outer', title },
      { id: 'inner', title: 'Inner', parent: 'outer' },
    ],
    nodes: nodes.map((node, at) => ({ ...node, id: `n${at}`, facts: {}, ...(at % 2 === 0 ? { group: 'inner' } : {}) })),
    edges: edges
      .filter(({ from, to }) => from < nodes.length && to < nodes.length)
      .map(({ from, to, label: text, kind: edgeKind }) => ({
        from: `n${from}`,
        to: `n${to}`,
        kind: edgeKind,
        ...(text === undefined ? {} : { label: text }),
      })),
    notes: [],
  }),
);

describe('what the Mermaid writer writes', () => {
  it('is read back whole', () => {
    assert(
      property(diagram, (drawn) => {
        const read = readMermaid(writeMermaid(drawn));
        // The writer breaks long lines, so white space is not compared.
        const shown = (text = ''): string => text.replaceAll(/\s/g, '');
        const sorted = (items: readonly string[]): readonly string[] => [...items].sort();
        expect(sorted(read.nodes.map((node) => `${node.kind} ${shown(node.label)}`))).toEqual(
          sorted(drawn.nodes.map((node) => `${node.kind} ${shown(node.label)}`)),
        );
        expect(read.edges.map((edge) => shown(edge.label))).toEqual(drawn.edges.map((edge) => shown(edge.label)));
        expect(read.groups?.map(({ title }) => shown(title))).toEqual(drawn.groups.map(({ title }) => shown(title)));
        expect(read.direction).toBe(drawn.direction);
        expect(diffDiagrams(read, read)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('any other text', () => {
  it('is passed over', () => {
    assert(
      property(string(), (text) => {
        expect(readMermaid(text)).toEqual(readMermaid(text));
      }),
      { numRuns: 50 },
    );
    expect(readMermaid('graph TD\n  A[Hand drawn] --- B{x}\n  style A fill:#fff\n')).toEqual({
      nodes: [],
      edges: [],
      groups: [],
    });
  });
});
