import { comparePlaces, compareText, groupBy, sortedBy } from '../base/order.js';
import type { Place } from '../base/text.js';
import type { Finding } from '../findings/finding.js';
import type { GraphEdge } from './edge.js';
import type { Fragment } from './fragment.js';
import type { Graph } from './graph.js';
import type { GraphNode } from './node.js';
import { uniteContainerFacts } from './unite-container-facts.js';

export interface Merged {
  readonly graph: Graph;
  readonly findings: readonly Finding[];
}

/**
 * Joins fragments by identity: nodes of one id become one, with all their origins; so do edges of one kind and ends.
 * The facts are those of the first origin (by file, line, column), so the order of the fragments does not matter; what
 * several files say of one container is put together.
 * Edges may still lead to what no fragment describes: `linkGraph` resolves those it can and drops the rest.
 */
export function mergeFragments(fragments: readonly Fragment[]): Merged {
  const nodes = mergeSame(
    fragments.flatMap((fragment) => fragment.nodes),
    nodeKey,
    mergeNodes,
  );
  const edges = mergeSame(
    fragments.flatMap((fragment) => fragment.edges),
    edgeKey,
    mergeGroup,
  );
  return { graph: { nodes, edges }, findings: sortFindings(fragments.flatMap((fragment) => fragment.findings)) };
}

/** Sorted by place, then code; each one once. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...unique.values()].sort(
    (a, b) =>
      compareOptionalPlaces(a.place, b.place) || compareText(a.code, b.code) || compareText(a.message, b.message),
  );
}

function compareOptionalPlaces(a: Place | undefined, b: Place | undefined): number {
  if (a && b) return comparePlaces(a, b);
  return a ? 1 : b ? -1 : 0;
}

function nodeKey(node: GraphNode): string {
  return node.id;
}

function edgeKey(edge: GraphEdge): string {
  return [edge.kind, edge.from, edge.to, mountTarget(edge)].join('\u0000');
}

/** One volume can be mounted at two places of one container: those are two edges. */
function mountTarget(edge: GraphEdge): string {
  return edge.kind === 'mounts' ? edge.facts.target : '';
}

function mergeSame<T extends { readonly origins: readonly Place[] }>(
  items: readonly T[],
  key: (item: T) => string,
  merge: (group: readonly T[]) => T,
): T[] {
  return sortedBy(groupBy(items, key), ([name]) => name).map(([, group]) => merge(group));
}

function mergeNodes(group: readonly GraphNode[]): GraphNode {
  const merged = mergeGroup(group);
  if (merged.kind !== 'container' || group.length === 1) return merged;
  const [first, ...others] = inOrder(group).flatMap((node) => (node.kind === 'container' ? [node.facts] : []));
  return first ? { ...merged, facts: uniteContainerFacts([first, ...others]) } : merged;
}

function inOrder<T extends { readonly origins: readonly Place[] }>(group: readonly T[]): T[] {
  return [...group].sort(
    (a, b) => compareOptionalPlaces(a.origins[0], b.origins[0]) || compareText(JSON.stringify(a), JSON.stringify(b)),
  );
}

function mergeGroup<T extends { readonly origins: readonly Place[] }>(group: readonly T[]): T {
  const ordered = inOrder(group);
  const [first] = ordered as [T, ...T[]];
  if (ordered.length === 1) return first;
  const places = new Map(
    ordered.flatMap((item) => item.origins.map((place) => [JSON.stringify(place), place] as const)),
  );
  return { ...first, origins: [...places.values()].sort(comparePlaces) };
}
