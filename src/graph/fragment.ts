import type { Place } from '../base/text.js';
import type { Finding } from '../findings/finding.js';
import type { EdgeFacts, EdgeKind, GraphEdge } from './edge.js';
import type { GraphNode, NodeId } from './node.js';

/** What one source says: a piece of the graph, and what was wrong. */
export interface Fragment {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly findings: readonly Finding[];
}

/** Collects a fragment; hand it to functions that add to it, then take `fragment()`. */
export interface FragmentBuilder {
  /** Adds a node and gives its id back. A second node of the same id is left to the merge. */
  addNode(node: GraphNode): NodeId;
  addEdge<Kind extends EdgeKind>(kind: Kind, from: NodeId, to: NodeId, place: Place, facts: EdgeFacts[Kind]): void;
  addFinding(finding: Finding): void;
  addFragment(fragment: Fragment): void;
  fragment(): Fragment;
}

export function createFragmentBuilder(): FragmentBuilder {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const findings: Finding[] = [];
  return {
    addNode: (node) => {
      nodes.push(node);
      return node.id;
    },
    addEdge: (kind, from, to, place, facts) =>
      void edges.push({ kind, from, to, origins: [place], facts } as unknown as GraphEdge),
    addFinding: (finding) => void findings.push(finding),
    addFragment: (fragment) => {
      nodes.push(...fragment.nodes);
      edges.push(...fragment.edges);
      findings.push(...fragment.findings);
    },
    fragment: () => ({ nodes, edges, findings }),
  };
}
