import { groupBy } from '../base/order.js';
import type { Diagram, DiagramEdge, DiagramNode } from './diagram.js';
import { label, sentence } from './labels.js';

/** Boxes that a person still reads in one look; more are folded. */
export const USUAL_BOXES = 40;

/** Hosts refuse a Mermaid flowchart of more than 500 edges; this stays well below it, whatever depth was asked for. */
export const MOST_BOXES = 200;

/**
 * Folds a diagram until it has at most `limit` boxes, losing as little as possible, and says in a note what was folded:
 *
 * 1. boxes of one group and kind with the same neighbours become one box that counts them;
 * 2. then whole inner groups, the fullest first, become one box each;
 * 3. then what is left over of the largest kind of a group becomes one box.
 *
 * Ids of folded boxes are made from those they hold, so that the same sources fold alike.
 */
export function foldDiagram(diagram: Diagram, limit: number): Diagram {
  let folded = diagram;
  for (const pick of [pickTwins, pickInnerGroup, pickSurplus]) {
    for (let chosen = pick(folded, limit); folded.nodes.length > limit && chosen; chosen = pick(folded, limit)) {
      folded = foldNodes(folded, chosen);
    }
  }
  if (folded === diagram) return diagram;
  const count = diagram.nodes.length - folded.nodes.length;
  const kinds = folded.nodes.filter(({ kind }) => kind === 'folded').map((node) => firstLine(node));
  const note = sentence.folded(diagram.language, count, kinds.slice(0, 6).join('; ') + (kinds.length > 6 ? ' …' : ''));
  return { ...folded, description: `${folded.description} ${note}`, notes: [...folded.notes, note] };
}

type Chosen = readonly DiagramNode[];

function pickTwins(diagram: Diagram): Chosen | undefined {
  const around = new Map<string, string[]>();
  for (const { from, to, kind } of diagram.edges) {
    around.set(from, [...(around.get(from) ?? []), `${kind}>${to}`]);
    around.set(to, [...(around.get(to) ?? []), `${kind}<${from}`]);
  }
  const open = diagram.nodes.filter(({ kind }) => kind !== 'folded');
  const twins = groupBy(open, ({ id, group, kind }) => JSON.stringify([group, kind, (around.get(id) ?? []).sort()]));
  return largest([...twins.values()].filter((group) => group.length >= 3));
}

function pickInnerGroup(diagram: Diagram): Chosen | undefined {
  const parents = new Set(diagram.groups.flatMap(({ parent }) => parent ?? []));
  const inner = diagram.groups.filter(({ id }) => !parents.has(id));
  const contents = inner.map(({ id }) => diagram.nodes.filter(({ group }) => group === id));
  return largest(contents.filter((nodes) => nodes.length >= 2 && nodes.every(({ kind }) => !KEPT_KINDS.has(kind))));
}

/** What the picture is about is folded last. */
const KEPT_KINDS: ReadonlySet<DiagramNode['kind']> = new Set(['container', 'host', 'user']);

function pickSurplus(diagram: Diagram, limit: number): Chosen | undefined {
  const open = diagram.nodes.filter(({ kind }) => kind !== 'folded' && kind !== 'host' && kind !== 'user');
  const crowd = largest([...groupBy(open, ({ group, kind }) => JSON.stringify([group, kind])).values()]);
  const surplus = diagram.nodes.length - limit + 1;
  return crowd && crowd.length >= 2 ? crowd.slice(Math.max(0, crowd.length - Math.max(2, surplus))) : undefined;
}

/** The longest; of equally long ones the first. */
function largest(groups: readonly Chosen[]): Chosen | undefined {
  let best: Chosen | undefined;
  for (const group of groups) if (group.length > (best?.length ?? 0)) best = group;
  return best;
}

function foldNodes(diagram: Diagram, chosen: Chosen): Diagram {
  const ids = new Set(chosen.map(({ id }) => id));
  const [first] = chosen;
  if (!first) return diagram;
  const id = `${first.id}/and-${chosen.length - 1}-more`;
  const names = chosen.slice(0, 2).map((node) => lastLine(node));
  const box: DiagramNode = {
    id,
    kind: 'folded',
    label: `${chosen.length} × ${firstLine(first)}\n${names.join(', ')}${chosen.length > 2 ? ` +${chosen.length - 2} ${label('more', diagram.language)}` : ''}`,
    ...(first.group === undefined ? {} : { group: first.group }),
    ...(first.origin === undefined ? {} : { origin: first.origin }),
    facts: { folded: chosen.map((node) => node.label.replaceAll('\n', ' · ')) },
  };
  const rename = (end: string): string => (ids.has(end) ? id : end);
  const edges = diagram.edges.map((edge) => ({ ...edge, from: rename(edge.from), to: rename(edge.to) }));
  const nodes = diagram.nodes.flatMap((node) => (node === first ? [box] : ids.has(node.id) ? [] : [node]));
  return { ...diagram, nodes, edges: joinEdges(edges, id) };
}

/** Edges that became parallel at the folded box are one; labels that differ are dropped; loops disappear. */
function joinEdges(edges: readonly DiagramEdge[], id: string): readonly DiagramEdge[] {
  const joined = new Map<string, DiagramEdge>();
  for (const edge of edges) {
    const touches = edge.from === id || edge.to === id;
    if (touches && edge.from === edge.to) continue;
    const key = JSON.stringify(touches ? [edge.from, edge.to, edge.kind] : [edge.from, edge.to, edge.kind, edge.label]);
    const before = joined.get(key);
    if (!before) joined.set(key, edge);
    else if (before.label !== edge.label) {
      const { label: _dropped, ...rest } = before;
      joined.set(key, rest);
    }
  }
  return [...joined.values()];
}

function firstLine({ label: text }: DiagramNode): string {
  return text.split('\n')[0] ?? '';
}

function lastLine({ label: text }: DiagramNode): string {
  const lines = text.split('\n');
  return lines[1] ?? lines[0] ?? '';
}
