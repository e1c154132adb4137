import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagram, DiagramNode } from '../../src/views/diagram.js';
import { escapeLabel, escapeSentence } from '../../src/writers/mermaid/escape.js';
import { mermaidNames } from '../../src/writers/mermaid/mermaid-names.js';
import { EMPHASES } from '../../src/writers/mermaid/theme.js';
import { writeMermaid } from '../../src/writers/mermaid/write-mermaid.js';
import { contrast } from './contrast.js';

function diagramOf(nodes: readonly DiagramNode[], edges: Diagram['edges'] = []): Diagram {
  return {
    view: 'deployment',
    title: 'T',
    description: 'D',
    language: 'en',
    direction: 'LR',
    groups: [],
    nodes,
    edges,
    notes: [],
  };
}

const node = (id: string, label = id): DiagramNode => ({ id, kind: 'container', label, facts: {} });

describe('escapeLabel', () => {
  it.each([
    ['a "b"', 'a #quot;b#quot;'],
    ['<script>', '#lt;script#gt;'],
    ['#1 & 2', '#35;1 #amp; 2'],
    ['line\nline', 'line<br>line'],
    ['`code`', '#96;code#96;'],
    ['1. first', '1#46; first'],
    ['- item', '#45; item'],
    ['__init__.py', '#95;#95;init#95;#95;.py'],
    ['train_v2.py', 'train_v2.py'],
    ['style a:"b', 'style a#58;#quot;b'],
    ['redirection  TBD', 're#100;irection  TBD'],
    ['\u202eevil\u0007', 'evil'],
    ['数据卷 😀', '数据卷 😀'],
  ])('%j becomes %j', (text, escaped) => expect(escapeLabel(text)).toBe(escaped));

  it('keeps a sentence from being read as the direction of a group', () => {
    expect(escapeSentence('inside a direction\nTB x')).toBe('inside a direction-TB x');
  });

  it('leaves nothing that ends a quoted label or starts markup, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeLabel(text).replaceAll('<br>', '')).not.toMatch(/["<>`\n\r]|%%|\$\$/);
      }),
    );
  });
});

describe('mermaidNames', () => {
  it('is ASCII, unique, and free of the words of the grammar, whatever the ids', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('end', 'o', 'x', 'a-b', 'a_b', 'click')),
          { maxLength: 12 },
        ),
        (ids) => {
          const names = [...mermaidNames(diagramOf(ids.map((id) => node(id)))).values()];
          expect(new Set(names).size).toBe(ids.length);
          for (const name of names) expect(name).toMatch(/^container[A-Za-z0-9_]*$/);
        },
      ),
    );
  });

  it('does not depend on the order of the nodes', () => {
    const ids = ['a-b', 'a_b', '中', 'x'];
    const one = mermaidNames(diagramOf(ids.map((id) => node(id))));
    const other = mermaidNames(diagramOf([...ids].reverse().map((id) => node(id))));
    for (const id of ids) expect(other.get(id)).toBe(one.get(id));
  });
});

describe('writeMermaid', () => {
  it('pins the layout, quotes every label and paints by class', () => {
    const text = writeMermaid(
      diagramOf([node('a', 'A "x"'), node('b')], [{ from: 'a', to: 'b', kind: 'data', label: 'to' }]),
    );
    expect(text).toBe(
      [
        '---',
        'config:',
        '  layout: dagre',
        '  look: classic',
        '  theme: default',
        '---',
        'flowchart LR',
        '  accTitle: T',
        '  accDescr: D',
        '  container_a["A #quot;x#quot;"]',
        '  container_b["b"]',
        '  container_a -.->|"to"| container_b',
        '  classDef containerBox fill:#f0f8ff,stroke:#333333,color:#1a1a1a',
        '  class container_a,container_b containerBox',
        '',
      ].join('\n'),
    );
  });
});

describe('boxes that stand out', () => {
  it('have a class over that of their kind, with a width of its own', () => {
    const text = writeMermaid(
      diagramOf([node('a'), { ...node('b'), emphasis: 'hot-3' }, { ...node('c'), emphasis: 'cold' }]),
    );
    expect(text).toContain('  classDef hot3 fill:#ffc78a,stroke:#c24f0c,color:#1a1a1a,stroke-width:6px\n');
    expect(text.indexOf('class container_b hot3')).toBeGreaterThan(
      text.indexOf('class container_a,container_b,container_c'),
    );
    expect(text).toContain('class container_c cold');
  });

  it('read on light and dark pages, and each is wider than the one before', () => {
    const widths = Object.values(EMPHASES).map((style) => {
      const [, fill = '', stroke = '', text = '', width] =
        /^fill:(.*),stroke:(.*),color:(.*),stroke-width:(\d+)px$/.exec(style) ?? [];
      expect(contrast(text, fill)).toBeGreaterThanOrEqual(7);
      expect(contrast(stroke, '#ffffff')).toBeGreaterThanOrEqual(3);
      expect(contrast(stroke, '#0d1117')).toBeGreaterThanOrEqual(3);
      return Number(width);
    });
    expect(widths).toEqual([1, 2, 4, 6, 8]);
  });
});
