import type { Place } from '../base/text.js';
import type { NodeId } from './node.js';

/** What an edge of each kind says beyond its two ends. */
export interface EdgeFacts {
  /** dockerfile or stage → image: `docker build -t`, compose `build:` with `image:`. `assumed` when only inferred. */
  builds: { readonly assumed?: boolean };
  /** stage → stage or image: FROM. */
  'based-on': Record<never, never>;
  /** layer → stage, image or (self) context: `COPY --from`, `RUN --mount=from`. */
  'copies-from': { readonly sources: readonly string[]; readonly destination: string };
  /** container → image, dockerfile or stage. */
  runs: Record<never, never>;
  /** stage or container → service. */
  starts: Record<never, never>;
  /** container or workload → volume. */
  mounts: { readonly target: string; readonly isReadOnly: boolean; readonly subPath?: string };
  /** container → gpu. `count` is absent when the file does not say how many. */
  'uses-gpu': { readonly count?: number | 'all'; readonly devices?: readonly string[] };
  /** container → container it waits for. */
  'depends-on': { readonly condition?: string };
  /** endpoint → workload or container. */
  routes: { readonly containerPort?: number };
  /** service → script. */
  executes: Record<never, never>;
  /** layer or container → manifest: `pip install -r requirements.txt`. */
  'installs-from': Record<never, never>;
  /** service or script → pipeline. `assumed` when the script was found by its name only. */
  trains: { readonly assumed?: boolean };
  /** pipeline → model. */
  makes: Record<never, never>;
  /** pipeline → checkpoint. */
  writes: Record<never, never>;
  /** pipeline → checkpoint or dataset. */
  reads: Record<never, never>;
  /** checkpoint or dataset → volume that is mounted over it. */
  'kept-in': { readonly target: string };
}

export type EdgeKind = keyof EdgeFacts;

interface EdgeBase<Kind extends EdgeKind> {
  readonly kind: Kind;
  readonly from: NodeId;
  readonly to: NodeId;
  /** Every place that says so, sorted; never empty. */
  readonly origins: readonly Place[];
  readonly facts: EdgeFacts[Kind];
}

export type EdgeOf<Kind extends EdgeKind> = EdgeBase<Kind>;
export type GraphEdge = { [Kind in EdgeKind]: EdgeBase<Kind> }[EdgeKind];
