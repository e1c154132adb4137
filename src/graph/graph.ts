import { groupBy } from '../base/order.js';
import type { EdgeKind, EdgeOf, GraphEdge } from './edge.js';
import type { GraphNode, NodeId, NodeKind, NodeOf } from './node.js';

/** The one architecture graph: plain data, nodes sorted by id, edges by kind, from, to. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Questions to a graph, each answered without a scan. Make it once a view with `indexGraph`. */
export interface GraphIndex {
  readonly graph: Graph;
  node(id: NodeId): GraphNode | undefined;
  nodesOf<Kind extends NodeKind>(kind: Kind): readonly NodeOf<Kind>[];
  childrenOf<Kind extends NodeKind>(id: NodeId, kind: Kind): readonly NodeOf<Kind>[];
  edgesFrom<Kind extends EdgeKind>(id: NodeId, kind: Kind): readonly EdgeOf<Kind>[];
  edgesTo<Kind extends EdgeKind>(id: NodeId, kind: Kind): readonly EdgeOf<Kind>[];
}

export function indexGraph(graph: Graph): GraphIndex {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const byKind = groupBy(graph.nodes, (node) => node.kind);
  const byParent = groupBy(graph.nodes, (node) => `${node.kind} ${node.parent ?? ''}`);
  const from = groupBy(graph.edges, (edge) => `${edge.kind} ${edge.from}`);
  const to = groupBy(graph.edges, (edge) => `${edge.kind} ${edge.to}`);
  return {
    graph,
    node: (id) => byId.get(id),
    nodesOf: (kind) => (byKind.get(kind) ?? []) as NodeOf<typeof kind>[],
    childrenOf: (id, kind) => (byParent.get(`${kind} ${id}`) ?? []) as NodeOf<typeof kind>[],
    edgesFrom: <Kind extends EdgeKind>(id: NodeId, kind: Kind) =>
      (from.get(`${kind} ${id}`) ?? []) as unknown as EdgeOf<Kind>[],
    edgesTo: <Kind extends EdgeKind>(id: NodeId, kind: Kind) =>
      (to.get(`${kind} ${id}`) ?? []) as unknown as EdgeOf<Kind>[],
  };
}
