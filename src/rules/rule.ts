import type { Finding } from '../findings/finding.js';
import type { GraphIndex } from '../graph/graph.js';

/** A check over what was read. Pure; finds, never changes. */
export interface Rule {
  /** The code of the findings it makes. */
  readonly code: string;
  check(graph: GraphIndex): readonly Finding[];
}
