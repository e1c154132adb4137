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
 * 3. then of many boxes of one kind in one group all but the first five become one box.
 *
 * Ids of folded boxes are made from those they hold, so that the same sources fold alike.
 */
export function foldDiagram(diagram: Diagram, limit: number): Diagram {
  let folded = foldTo(diagram, limit);
  for (let fewer = limit; isTooLarge(folded) && fewer > LEAST_BOXES; ) {
    fewer = Math.floor(fewer * 0.8);
    folded = foldTo(diagram, fewer);
  }
  return folded;
}

const LEAST_BOXES = 8;

/** Mermaid refuses texts of more than 50 000 characters and flowcharts of more than 500 edges. */
const MOST_CHARACTERS = 48_000;
const MOST_EDGES = 480;

function isTooLarge({ nodes, groups, edges }: Diagram): boolean {
  if (edges.length > MOST_EDGES) return true;
  const sizes = [
    // Each is named where it stands and again where its class is given.
    ...nodes.map((node) => 2 * nameSize(node.id) + labelSize(node.label)),
    ...groups.map(({ id, title }) => 2 * nameSize(id) + labelSize(title)),
    ...edges.map((edge) => nameSize(edge.from) + nameSize(edge.to) + labelSize(edge.label ?? '')),
  ];
  return sizes.reduce((sum, size) => sum + size, 0) > MOST_CHARACTERS;
}

/** No writer makes names longer than this of an id. */
function nameSize(id: string): number {
  return Math.min(id.length, 50) + 8;
}

/** A label with its quotes and indent; whatever is no letter, digit or plain sign is written as an entity. */
function labelSize(text: string): number {
  return text.length + 5 * (text.match(/["#<>&`$%\\*{}[\];|~\n]/g)?.length ?? 0) + 12;
}

function foldTo(diagram: Diagram, limit: number): Diagram {
  let folded = diagram;
  for (const pick of [pickTwins, pickInnerGroups, pickCrowds]) {
    if (folded.nodes.length > limit)
      folded = foldSets(folded, asManyAsNeeded(pick(folded), folded.nodes.length - limit));
  }
  if (folded.nodes.length > limit) folded = foldSets(folded, [folded.nodes.slice(limit - 1)]);
  if (folded === diagram) return diagram;
  const boxes = folded.nodes.filter(({ kind }) => kind === 'folded').map(firstLine);
  const what = boxes.slice(0, 6).join('; ') + (boxes.length > 6 ? ' …' : '');
  const note = sentence.folded(diagram.language, diagram.nodes.length - folded.nodes.length, what);
  return { ...folded, description: `${folded.description} ${note}`, notes: [...folded.notes, note] };
}

/** Nodes that become one box; at least two. */
type FoldSet = readonly DiagramNode[];

/** The largest sets first, until `surplus` boxes are gone. */
function asManyAsNeeded(sets: readonly FoldSet[], surplus: number): readonly FoldSet[] {
  const chosen: FoldSet[] = [];
  let gone = 0;
  for (const set of [...sets].sort((a, b) => b.length - a.length)) {
    if (gone >= surplus) break;
    chosen.push(set);
    gone += set.length - 1;
  }
  return chosen;
}

function pickTwins(diagram: Diagram): readonly FoldSet[] {
  const around = new Map<string, string[]>(diagram.nodes.map(({ id }) => [id, []]));
  for (const { from, to, kind } of diagram.edges) {
    around.get(from)?.push(`${kind}>${to}`);
    around.get(to)?.push(`${kind}<${from}`);
  }
  const open = diagram.nodes.filter(({ kind }) => kind !== 'folded');
  const twins = groupBy(open, ({ id, group, kind }) => JSON.stringify([group, kind, around.get(id)?.sort()]));
  return [...twins.values()].filter((set) => set.length >= 3);
}

/** What the picture is about is folded last. */
const KEPT_KINDS: ReadonlySet<DiagramNode['kind']> = new Set(['container', 'host', 'user']);

function pickInnerGroups(diagram: Diagram): readonly FoldSet[] {
  const parents = new Set(diagram.groups.flatMap(({ parent }) => parent ?? []));
  const byGroup = groupBy(diagram.nodes, ({ group }) => group ?? '');
  const inner = diagram.groups.filter(({ id }) => !parents.has(id)).map(({ id }) => byGroup.get(id) ?? []);
  return inner.filter((set) => set.length >= 2 && set.every(({ kind }) => !KEPT_KINDS.has(kind)));
}

/** Of many boxes of one kind in one place the first five stay. */
function pickCrowds(diagram: Diagram): readonly FoldSet[] {
  const open = diagram.nodes.filter(({ kind }) => kind !== 'host' && kind !== 'user');
  const crowds = groupBy(open, ({ group, kind }) => JSON.stringify([kind === 'folded' ? '' : group, kind]));
  return [...crowds.values()].map((crowd) => crowd.slice(5)).filter((set) => set.length >= 2);
}

function foldSets(diagram: Diagram, sets: readonly FoldSet[]): Diagram {
  const boxes = new Map<string, DiagramNode>();
  for (const set of sets) {
    const box = foldedBox(diagram, set);
    for (const { id } of set) boxes.set(id, box);
  }
  const nodes = [...new Set(diagram.nodes.map((node) => boxes.get(node.id) ?? node))];
  const used = groupsInUse(diagram, nodes);
  const edges = diagram.edges.map((edge) => moveEdge(edge, boxes, used));
  return {
    ...diagram,
    groups: diagram.groups.filter(({ id }) => used.has(id)),
    nodes,
    edges: joinEdges(edges, new Set([...boxes.values()].map(({ id }) => id))),
  };
}

/** To the boxes that stand for its ends now; the border of a group that holds no such box any more is not drawn to. */
function moveEdge(
  edge: DiagramEdge,
  boxes: ReadonlyMap<string, DiagramNode>,
  groups: ReadonlySet<string>,
): DiagramEdge {
  const { leaves, enters, ...rest } = edge;
  const isMoved = boxes.has(edge.from) || boxes.has(edge.to);
  return {
    ...rest,
    from: boxes.get(edge.from)?.id ?? edge.from,
    to: boxes.get(edge.to)?.id ?? edge.to,
    ...(leaves === undefined || isMoved || !groups.has(leaves) ? {} : { leaves }),
    ...(enters === undefined || isMoved || !groups.has(enters) ? {} : { enters }),
  };
}

function groupsInUse({ groups }: Diagram, nodes: readonly DiagramNode[]): ReadonlySet<string> {
  const used = new Set(nodes.flatMap(({ group }) => group ?? []));
  for (const { id, parent } of [...groups].reverse()) if (used.has(id) && parent !== undefined) used.add(parent);
  return used;
}

function foldedBox({ language }: Diagram, set: FoldSet): DiagramNode {
  const [first] = set as [DiagramNode, ...DiagramNode[]];
  const names = set.slice(0, 2).map(lastLine).join(', ');
  const rest = set.length > 2 ? ` +${set.length - 2} ${label('more', language)}` : '';
  return {
    id: `${first.id}/and-${set.length - 1}-more`,
    kind: 'folded',
    label: `${set.length} × ${firstLine(first)}\n${names}${rest}`,
    ...(first.group === undefined ? {} : { group: first.group }),
    ...(first.origin === undefined ? {} : { origin: first.origin }),
    facts: { folded: set.map((node) => node.label.replaceAll('\n', ' · ')) },
  };
}

/** Edges that became parallel at a folded box are one; labels that differ are dropped; loops disappear. */
function joinEdges(edges: readonly DiagramEdge[], boxes: ReadonlySet<string>): readonly DiagramEdge[] {
  const joined = new Map<string, DiagramEdge>();
  for (const edge of edges) {
    const touches = boxes.has(edge.from) || boxes.has(edge.to);
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
