import type { DataNode } from '../../syntax/data/data-node.js';

/** Maps whose keys are the user's own: an empty value says something there, or should be told. */
const NAMED_BY_USER: ReadonlySet<string> = new Set(['env', 'volumes']);

/**
 * The tree as plain values for the schema: a number as its text, so that `3.10` stays what it is; keys without a value as
 * absent. Objects have no prototype, so that no key of a file means anything to the program.
 */
export function toSpecValue(node: DataNode, path: readonly string[] = []): unknown {
  if (node.kind === 'list') return node.items.map((item) => toSpecValue(item, [...path, '']));
  if (node.kind === 'scalar') {
    if (node.value === null) return null;
    return typeof node.value === 'boolean' && path[0] !== 'env' ? node.value : node.text;
  }
  const isUsers = path.length === 1 && NAMED_BY_USER.has(path[0] ?? '');
  const value: Record<string, unknown> = Object.create(null);
  for (const { key, value: inner } of node.entries) {
    if (inner.kind === 'scalar' && inner.value === null && !isUsers) continue;
    value[key] = toSpecValue(inner, [...path, key]);
  }
  return value;
}

/** The tree without the values at these paths; an empty path takes nothing out. */
export function withoutPaths(root: DataNode, paths: readonly (readonly PropertyKey[])[]): DataNode {
  const below = new Map<string, (readonly PropertyKey[])[]>();
  for (const [first, ...rest] of paths) {
    if (first === undefined) continue;
    const others = below.get(String(first));
    if (others) others.push(rest);
    else below.set(String(first), [rest]);
  }
  const kept = (key: string, value: DataNode): readonly DataNode[] => {
    const inner = below.get(key);
    if (!inner) return [value];
    return inner.some((rest) => rest.length === 0) ? [] : [withoutPaths(value, inner)];
  };
  if (root.kind === 'scalar') return root;
  if (root.kind === 'list') return { ...root, items: root.items.flatMap((item, at) => kept(String(at), item)) };
  const entries = root.entries.flatMap((entry) => kept(entry.key, entry.value).map((value) => ({ ...entry, value })));
  return { ...root, entries };
}
