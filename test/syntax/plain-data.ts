import type { Span } from '../../src/base/text.js';
import type { DataNode } from '../../src/syntax/data/data-node.js';

/** The value alone, without places. */
export function toPlain(node: DataNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, toPlain(value)]));
}

/** Every span of a tree, keys included. */
export function eachSpan(node: DataNode): Span[] {
  if (node.kind === 'scalar') return [node.span];
  if (node.kind === 'list') return [node.span, ...node.items.flatMap(eachSpan)];
  return [node.span, ...node.entries.flatMap(({ keySpan, value }) => [keySpan, ...eachSpan(value)])];
}
