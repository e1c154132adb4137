import type { Facts } from '../environment/facts/facts.js';
import type { Finding } from '../findings/finding.js';
import type { GraphIndex } from '../graph/graph.js';

/** A check over what was read. Pure; finds, never changes. */
export interface Rule {
  /** The code of the findings it makes. */
  readonly code: string;
  /** `facts`: what is known of versions. Most rules need only the graph. */
  check(graph: GraphIndex, facts: Facts): readonly Finding[];
}
