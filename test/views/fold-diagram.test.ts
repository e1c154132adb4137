import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagram } from '../../src/views/diagram.js';
import { foldDiagram } from '../../src/views/fold-diagram.js';

function crowd(count: number, kinds = 1): Diagram {
  const nodes = Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    kind: at % kinds === 0 ? ('service' as const) : ('volume' as const),
    label: `service ${at}\nport ${at}`,
    group: 'host',
    facts: {},
  }));
  const root = { id: 'root', kind: 'host' as const, label: 'host', group: 'host', facts: {} };
  return {
    view: 'deployment',
    title: 't',
    description: 'd',
    language: 'en',
    direction: 'LR',
    notes: [],
    groups: [{ id: 'host', title: 'Host' }],
    nodes: [root, ...nodes],
    edges: nodes.map(({ id }) => ({ from: 'root', to: id, kind: 'flow' as const })),
  };
}

describe('foldDiagram', () => {
  it('leaves a small diagram as it is', () => {
    const small = crowd(5);
    expect(foldDiagram(small, 40)).toBe(small);
  });

  it('folds further while the text would be longer, or have more edges, than Mermaid draws', () => {
    const long = crowd(150);
    const nodes = long.nodes.map((node) => ({ ...node, label: `${node.label} ${'"'.repeat(80)}` }));
    expect(foldDiagram({ ...long, nodes }, 200).nodes.length).toBeLessThan(100);
    const edges = nodes.flatMap(({ id: from }) => nodes.map(({ id: to }) => ({ from, to, kind: 'flow' as const })));
    expect(foldDiagram({ ...long, edges }, 200).edges.length).toBeLessThan(500);
  });

  it('folds equal boxes, and says how many and which', () => {
    const folded = foldDiagram(crowd(100), 40);
    expect(folded.nodes.map(({ kind }) => kind)).toEqual(['host', 'folded']);
    expect(folded.nodes[1]?.label).toBe('100 × service 0\nport 0, port 1 +98 more');
    expect(folded.notes).toEqual(['Folded to keep the picture readable: 99 boxes (100 × service 0).']);
    expect(folded.edges).toHaveLength(1);
  });

  it('never exceeds the limit, keeps every edge between boxes that are there, and is stable', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 150 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.tuple(fc.nat(149), fc.nat(149)), { maxLength: 60 }),
        (count, kinds, pairs) => {
          const extra = pairs.map(([from, to]) => ({
            from: `n${from % count}`,
            to: `n${to % count}`,
            kind: 'depends' as const,
          }));
          const diagram = crowd(count, kinds);
          const folded = foldDiagram({ ...diagram, edges: [...diagram.edges, ...extra] }, 20);
          expect(folded.nodes.length).toBeLessThanOrEqual(20);
          const ids = new Set(folded.nodes.map(({ id }) => id));
          for (const { from, to } of folded.edges) expect(ids.has(from) && ids.has(to)).toBe(true);
          expect(foldDiagram({ ...diagram, edges: [...diagram.edges, ...extra] }, 20)).toEqual(folded);
        },
      ),
    );
  });
});
