import { spanOfNode } from '../../syntax/python/node-span.js';
import type { PythonNode } from '../../syntax/python/python-syntax.js';
import type { Site } from '../values/value.js';
import type { Context } from './context.js';

/** Where a node stands. */
export function siteOfNode({ source }: Context, node: PythonNode): Site {
  return { source, ...spanOfNode(source, node) };
}
