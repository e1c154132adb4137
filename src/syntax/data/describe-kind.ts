import type { DataNode } from './data-node.js';

/** What a value is, in the words of a message: `a list`, `a text`. */
export function describeKind(node: DataNode): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'a map' : 'a list';
  if (node.value === null) return 'empty';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof node.value as 'string'] ?? 'a value';
}
