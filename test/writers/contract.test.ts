import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { startDrawing } from '../../src/drawing/start-drawing.js';
import { createNodeHost } from '../../src/host/node-host.js';
import type { Diagram, DiagramEdgeKind, DiagramNodeKind } from '../../src/views/diagram.js';
import { CLASSES } from '../../src/writers/mermaid/theme.js';
import { writeMermaid } from '../../src/writers/mermaid/write-mermaid.js';
import { WRITERS } from '../../src/writers/table.js';
import type { WriterContext } from '../../src/writers/writer.js';

const drawing = startDrawing(createNodeHost());
afterAll(() => drawing.close());

const context: WriterContext = {
  writeMermaid,
  renderSvg: (text) => drawing.renderSvg(text),
  renderPng: async (svg) => (await drawing.renderPng(svg)).png,
};

/** Labels as files have them: anything, and what is dangerous in some language on the way. */
const label = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        ']',
        '-->',
        '<script>',
        '&amp;',
        '#35;',
        '`',
        '$$x$$',
        '%%{init}%%',
        'end',
        ';',
        ':',
        'style',
        '\n',
        '\u202e',
        '中文',
        '😀',
        '1. a',
        '- b',
        '__c__',
        'x'.repeat(90),
      ),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join(' ')),
);
const nodeKind = fc.constantFrom(...(Object.keys(CLASSES) as DiagramNodeKind[]));
const edgeKind = fc.constantFrom<DiagramEdgeKind>('flow', 'access', 'data', 'uses', 'depends', 'update');

/** Any diagram that a view could make: groups in groups, boxes in them or not, arrows between any two, also to itself. */
const diagrams: fc.Arbitrary<Diagram> = fc
  .record({
    title: label,
    description: label,
    direction: fc.constantFrom('LR' as const, 'TB' as const),
    groups: fc.array(fc.tuple(label, fc.nat(4)), { maxLength: 4 }),
    nodes: fc.array(fc.tuple(label, nodeKind, fc.nat(5)), { minLength: 1, maxLength: 8 }),
    edges: fc.array(fc.tuple(fc.nat(7), fc.nat(7), edgeKind, fc.option(label, { nil: undefined })), { maxLength: 8 }),
  })
  .map(({ title, description, direction, groups, nodes, edges }) => ({
    view: 'deployment',
    title,
    description,
    language: 'en',
    direction,
    groups: groups.map(([text, parent], at) => ({
      id: `g${at}`,
      title: text,
      ...(parent < at ? { parent: `g${parent}` } : {}),
    })),
    nodes: nodes.map(([text, kind, group], at) => ({
      id: `n${at} ${text}`,
      kind,
      label: text,
      facts: {},
      ...(group < groups.length ? { group: `g${group}` } : {}),
    })),
    edges: edges.map(([from, to, kind, text]) => ({
      from: `n${from % nodes.length} ${nodes[from % nodes.length]?.[0]}`,
      to: `n${to % nodes.length} ${nodes[to % nodes.length]?.[0]}`,
      kind,
      ...(text === undefined ? {} : { label: text }),
    })),
    notes: [],
  }));

/** With characters that every machine with the fonts of CI can draw. */
const PLAIN: Diagram = {
  view: 'deployment',
  title: 'Plain',
  description: 'Two boxes.',
  language: 'zh',
  direction: 'LR',
  groups: [{ id: 'g', title: '容器' }],
  nodes: [
    { id: 'a', kind: 'container', label: 'a "b" <c> & 数据', group: 'g', facts: {} },
    { id: 'b', kind: 'gpu', label: 'GPU\n×2', facts: {} },
  ],
  edges: [{ from: 'a', to: 'b', kind: 'uses', label: '→' }],
  notes: [],
};

describe('what every writer promises', () => {
  it('Mermaid text is taken by the grammar of Mermaid itself, whatever the labels', async () => {
    await fc.assert(
      fc.asyncProperty(diagrams, async (diagram) => {
        expect(await drawing.validate(writeMermaid(diagram)), writeMermaid(diagram)).toBeUndefined();
      }),
      { numRuns: 120 },
    );
  });

  it.each(WRITERS.map(({ format, load }) => ({ format, load })))(
    '$format: same diagram, same bytes',
    async ({ load }) => {
      const writer = await load();
      const first = await writer.write(PLAIN, context);
      expect(await writer.write(PLAIN, context)).toEqual(first);
      expect(first.length).toBeGreaterThan(0);
    },
  );
});
