import type { Place } from '../src/base/text.js';
import type { Finding, Severity } from '../src/findings/finding.js';
import type { DrawnNode } from '../src/server/protocol.js';

const WEIGHT: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** Nodes that a finding speaks of: those with the shortest origin that holds the place of the finding. */
export function nodesOfFinding(finding: Finding, nodes: readonly DrawnNode[]): readonly DrawnNode[] {
  const { place } = finding;
  if (place === undefined) return [];
  const holding = nodes.flatMap((node) =>
    node.origin !== undefined && holds(node.origin, place) ? [{ node, lines: lengthOf(node.origin) }] : [],
  );
  const shortest = Math.min(...holding.map(({ lines }) => lines));
  return holding.filter(({ lines }) => lines === shortest).map(({ node }) => node);
}

/** The gravest severity among the findings of each node that has some. */
export function severitiesOfNodes(
  findings: readonly Finding[],
  nodes: readonly DrawnNode[],
): ReadonlyMap<string, Severity> {
  const severities = new Map<string, Severity>();
  for (const finding of findings) {
    for (const { id } of nodesOfFinding(finding, nodes)) {
      const before = severities.get(id);
      if (before === undefined || WEIGHT[finding.severity] > WEIGHT[before]) severities.set(id, finding.severity);
    }
  }
  return severities;
}

function holds(outer: Place, inner: Place): boolean {
  return outer.file === inner.file && outer.line <= inner.line && inner.line <= outer.endLine;
}

function lengthOf({ line, endLine }: Place): number {
  return endLine - line;
}
