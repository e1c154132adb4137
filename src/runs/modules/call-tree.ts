import type { ModuleRow } from '../report/rank-report.js';

/** A call of a module with the calls inside it, in the order of the first of each. */
export interface CallNode {
  /** Index of its row, -1 for what stands around all. */
  readonly row: number;
  readonly type: string;
  /** Class of the wrapper that was seen through right around it. */
  readonly within: string | undefined;
  /** The same module was called before by another: it may be registered there only. */
  readonly isShared: boolean;
  readonly children: CallNode[];
}

/** The rows as a tree; calls of classes that are not among `types` are left out, what they call is their caller's. */
export function readCallTree(rows: readonly ModuleRow[], types: ReadonlySet<string>): CallNode {
  const top: CallNode = { row: -1, type: '', within: undefined, isShared: false, children: [] };
  /** For each path: where its children go, and the wrapper that it is. */
  const places = new Map<string, { readonly node: CallNode; readonly wrapper: string | undefined }>();
  const labels = new Set<string>();
  for (const [row, { path, type = '' }] of rows.entries()) {
    const slash = path.lastIndexOf('/');
    const label = path.slice(slash + 1);
    const isShared = labels.has(label);
    labels.add(label);
    const outer = (slash < 0 ? undefined : places.get(path.slice(0, slash))) ?? { node: top, wrapper: undefined };
    if (!types.has(type)) {
      places.set(path, { node: outer.node, wrapper: type });
      continue;
    }
    const node: CallNode = { row, type, within: outer.wrapper, isShared, children: [] };
    outer.node.children.push(node);
    places.set(path, { node, wrapper: undefined });
  }
  return top;
}
