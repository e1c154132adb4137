import { compareText, groupBy } from '../base/order.js';
import type { Place } from '../base/text.js';

import type { DiagramFact } from './diagram.js';
import { changedParts } from './label-parts.js';
import { matchNodes } from './match-nodes.js';
import { portOfLabel } from './port-of-label.js';

/** As much of a diagram as can be compared: every `Diagram` is one, and so is what is read back from a text. */
export interface DrawnDiagram {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly groups?: readonly { readonly id: string; readonly title: string }[];
  readonly direction?: string;
}

export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  /** What it stands for; '' when that is not known. */
  readonly kind: string;
  readonly origin?: Place;
  readonly facts?: Readonly<Record<string, DiagramFact>>;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly origin?: Place;
}

/** One thing that the new picture shows differently. `place` is where the new sources say it. */
export type DiagramChange =
  | {
      readonly kind: 'node-added' | 'node-removed';
      readonly node: string;
      readonly label: string;
      readonly place?: Place;
    }
  | {
      readonly kind: 'node-changed';
      readonly node: string;
      readonly label: string;
      /** Lines of the label that changed; undefined where there was or is none. */
      readonly before: string | undefined;
      readonly after: string | undefined;
      readonly place?: Place;
    }
  | {
      readonly kind: 'edge-added' | 'edge-removed';
      /** Labels of the two ends, first lines. */
      readonly from: string;
      readonly to: string;
      readonly label: string;
      readonly place?: Place;
    }
  | {
      readonly kind: 'edge-changed';
      readonly from: string;
      readonly to: string;
      readonly before: string;
      readonly after: string;
      readonly place?: Place;
    }
  | { readonly kind: 'group-added' | 'group-removed'; readonly label: string }
  | { readonly kind: 'direction-changed'; readonly before: string; readonly after: string };

/** Order in which changes are told. */
const ORDER: readonly DiagramChange['kind'][] = [
  'node-added',
  'node-removed',
  'node-changed',
  'edge-added',
  'edge-removed',
  'edge-changed',
  'group-added',
  'group-removed',
  'direction-changed',
];

/**
 * What the second picture shows differently, in a fixed order. Boxes are the same when their ids are, else when kind
 * and label tell them apart (`matchNodes`). Arrows of boxes that came or went are left out, except those that name a
 * port: that one can reach the system at a new port is news of its own.
 */
export function diffDiagrams(before: DrawnDiagram, after: DrawnDiagram): readonly DiagramChange[] {
  const matches = matchNodes(before.nodes, after.nodes);
  const changes = [
    ...diffNodes(before, after, matches),
    ...diffEdges(before, after, matches),
    ...diffGroups(before, after),
    ...diffDirection(before, after),
  ];
  return changes.sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      compareText(labelOf(a), labelOf(b)) ||
      rankOf(a) - rankOf(b) ||
      compareText(JSON.stringify(a), JSON.stringify(b)),
  );
}

function labelOf(change: DiagramChange): string {
  return 'label' in change ? change.label : '';
}

/** Of one label: first what changed, then what came, then what went. */
function rankOf(change: DiagramChange): number {
  if (change.kind !== 'node-changed' || (change.before !== undefined && change.after !== undefined)) return 0;
  return change.before === undefined ? 1 : 2;
}

function diffNodes(before: DrawnDiagram, after: DrawnDiagram, matches: ReadonlyMap<string, string>): DiagramChange[] {
  const oldById = new Map(before.nodes.map((node) => [node.id, node]));
  const oldByNew = new Map([...matches].map(([oldId, newId]) => [newId, oldById.get(oldId)]));
  const removed = before.nodes.filter((node) => !matches.has(node.id));
  return [
    ...after.nodes.flatMap((node): DiagramChange[] => {
      const old = oldByNew.get(node.id);
      return old ? diffLabels(old, node) : [describedNode('node-added', node)];
    }),
    ...removed.map((node) => describedNode('node-removed', node)),
  ];
}

function describedNode(kind: 'node-added' | 'node-removed', node: DrawnNode): DiagramChange {
  return { kind, node: node.kind, label: node.label, ...placeOfNew(kind === 'node-added' ? node.origin : undefined) };
}

function placeOfNew(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

/** Parts of a label (lines, and what `·` separates) that came, went or changed. */
function diffLabels(old: DrawnNode, node: DrawnNode): DiagramChange[] {
  return changedParts(old.label, node.label).map(([before, after]) => ({
    kind: 'node-changed',
    node: node.kind,
    label: node.label,
    before,
    after,
    ...placeOfNew(node.origin),
  }));
}

function diffEdges(before: DrawnDiagram, after: DrawnDiagram, matches: ReadonlyMap<string, string>): DiagramChange[] {
  const matchedNew = new Set(matches.values());
  const oldTitles = titlesOf(before);
  const newTitles = titlesOf(after);
  const endsOf = (edge: DrawnEdge): string => JSON.stringify([edge.from, edge.to]);
  const renamed = before.edges.map((edge) => ({
    edge,
    ends: endsOf({ from: matches.get(edge.from) ?? `old ${edge.from}`, to: matches.get(edge.to) ?? `old ${edge.to}` }),
  }));
  const oldByEnds = groupBy(renamed, ({ ends }) => ends);
  const newByEnds = groupBy(after.edges, endsOf);
  return [...new Set([...oldByEnds.keys(), ...newByEnds.keys()])].flatMap((ends) => {
    const old = (oldByEnds.get(ends) ?? []).map(({ edge }) => edge);
    const { gone, come } = withoutSame(old, newByEnds.get(ends) ?? []);
    const changed = gone.slice(0, come.length).map((edge, at): DiagramChange => {
      const now = come[at] ?? edge;
      const labels = { before: edge.label ?? '', after: now.label ?? '' };
      return { kind: 'edge-changed', ...endTitles(now, newTitles), ...labels, ...placeOfNew(now.origin) };
    });
    return [
      ...changed,
      ...gone
        .slice(come.length)
        .filter((edge) => isNews(edge, (id) => matches.has(id)))
        .map(
          (edge): DiagramChange => ({ kind: 'edge-removed', ...endTitles(edge, oldTitles), label: edge.label ?? '' }),
        ),
      ...come
        .slice(gone.length)
        .filter((edge) => isNews(edge, (id) => matchedNew.has(id)))
        .map(
          (edge): DiagramChange => ({
            kind: 'edge-added',
            ...endTitles(edge, newTitles),
            label: edge.label ?? '',
            ...placeOfNew(edge.origin),
          }),
        ),
    ];
  });
}

function isNews(edge: DrawnEdge, isInBoth: (id: string) => boolean): boolean {
  return portOfLabel(edge.label ?? '') !== undefined || (isInBoth(edge.from) && isInBoth(edge.to));
}

function withoutSame(old: readonly DrawnEdge[], now: readonly DrawnEdge[]): { gone: DrawnEdge[]; come: DrawnEdge[] } {
  const come = [...now];
  const gone = old.filter((edge) => {
    const at = come.findIndex((other) => (other.label ?? '') === (edge.label ?? ''));
    if (at >= 0) come.splice(at, 1);
    return at < 0;
  });
  return { gone, come };
}

function titlesOf({ nodes, groups = [] }: DrawnDiagram): ReadonlyMap<string, string> {
  const titles = new Map(groups.map(({ id, title }) => [id, title]));
  for (const { id, label } of nodes) titles.set(id, label.split('\n')[0] ?? '');
  return titles;
}

function endTitles(
  edge: DrawnEdge,
  titles: ReadonlyMap<string, string>,
): { readonly from: string; readonly to: string } {
  return { from: titles.get(edge.from) ?? edge.from, to: titles.get(edge.to) ?? edge.to };
}

function diffGroups(before: DrawnDiagram, after: DrawnDiagram): DiagramChange[] {
  const titles = ({ groups = [] }: DrawnDiagram): readonly string[] => groups.map(({ title }) => title);
  const only = (some: readonly string[], others: readonly string[]): readonly string[] =>
    some.filter((title) => !others.includes(title));
  return [
    ...only(titles(after), titles(before)).map((label): DiagramChange => ({ kind: 'group-added', label })),
    ...only(titles(before), titles(after)).map((label): DiagramChange => ({ kind: 'group-removed', label })),
  ];
}

function diffDirection(before: DrawnDiagram, after: DrawnDiagram): DiagramChange[] {
  if (before.direction === undefined || after.direction === undefined || before.direction === after.direction)
    return [];
  return [{ kind: 'direction-changed', before: before.direction, after: after.direction }];
}
