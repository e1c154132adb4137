import type { FlowEdge, TensorShape } from '../../models/model.js';
import type { FoldedModel } from './fold-units.js';
import type { Scene } from './scene.js';
import type { UnitGraph } from './units.js';

export interface SceneEdge {
  readonly from: string;
  readonly to: string;
  readonly tensor?: TensorShape;
  /** Goes past what the others went through: a residual, a skip connection. */
  readonly isSkip: boolean;
}

/** Edges between the boxes that are shown; those from round to round of a repeat are what `N ×` says. */
export function connectScene(graph: UnitGraph, folded: FoldedModel, scene: Scene): readonly SceneEdge[] {
  const boxOf = new Map<string, string>();
  for (const { id, unit, rounds } of scene.boxes)
    for (const member of [unit, ...rounds]) for (const leaf of member.leaves) boxOf.set(leaf, id);
  const found = new Map<string, { from: string; to: string; tensor?: TensorShape }>();
  for (const edge of graph.edges) {
    const ends = endsOf(edge, folded, boxOf);
    if (!ends || ends.from === ends.to) continue;
    const key = `${ends.from}\u0000${ends.to}`;
    if (!found.has(key)) found.set(key, { ...ends, ...(edge.tensor ? { tensor: edge.tensor } : {}) });
  }
  const edges = withoutBackEdges([...found.values()], scene);
  const skips = findSkips(edges);
  return edges.map((edge) => ({ ...edge, isSkip: skips.has(edge) }));
}

/** The boxes of both ends; undefined for an edge from one round of a repeat to another. */
function endsOf(
  edge: FlowEdge,
  { alias, rounds }: FoldedModel,
  boxOf: ReadonlyMap<string, string>,
): { readonly from: string; readonly to: string } | undefined {
  let { from, to } = edge;
  for (;;) {
    if (isBetweenRounds(rounds.get(from), rounds.get(to))) return undefined;
    const nextFrom = alias.get(from);
    const nextTo = alias.get(to);
    if (nextFrom === undefined && nextTo === undefined) break;
    from = nextFrom ?? from;
    to = nextTo ?? to;
  }
  const fromBox = boxOf.get(from);
  const toBox = boxOf.get(to);
  return fromBox === undefined || toBox === undefined ? undefined : { from: fromBox, to: toBox };
}

function isBetweenRounds(
  a: ReadonlyMap<number, number> | undefined,
  b: ReadonlyMap<number, number> | undefined,
): boolean {
  for (const [repeat, round] of a ?? []) {
    const other = b?.get(repeat);
    if (other !== undefined && other !== round) return true;
  }
  return false;
}

/** Two boxes of one module that is called between others would tie a knot: of both ways the first stays. */
function withoutBackEdges<E extends { readonly from: string; readonly to: string }>(
  edges: readonly E[],
  { boxes }: Scene,
): readonly E[] {
  const order = new Map(boxes.map(({ id }, at) => [id, at]));
  const there = new Set(edges.map(({ from, to }) => `${from}\u0000${to}`));
  return edges.filter(
    ({ from, to }) => (order.get(from) ?? 0) <= (order.get(to) ?? 0) || !there.has(`${to}\u0000${from}`),
  );
}

/** An edge is a skip when its target is also reached from its source by way of another box. */
function findSkips<E extends { readonly from: string; readonly to: string }>(edges: readonly E[]): ReadonlySet<E> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const isReached = (start: string, goal: string): boolean => {
    const seen = new Set<string>();
    const open = (next.get(start) ?? []).filter((id) => id !== goal);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === goal) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(next.get(id) ?? []));
    }
    return false;
  };
  return new Set(edges.filter(({ from, to }) => isReached(from, to)));
}
