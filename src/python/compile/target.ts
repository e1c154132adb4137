import type { PythonExpression } from '../../syntax/python/python-syntax.js';
import { type Frame, Unsupported } from '../run/runtime.js';
import { isKind, isUnknown, makeList } from '../values/make.js';
import type { Value } from '../values/value.js';
import type { Assign, Context } from './context.js';
import { compileBind, compileUnbind } from './names.js';

/** What stands left of `=`, after `for` or after `as`. */
export function compileTarget(context: Context, node: PythonExpression): Assign {
  const { runtime, compiler } = context;
  switch (node.nodeType) {
    case 'Name':
      return compileBind(context, node.id);
    case 'Attribute': {
      const object = compiler.expression(context, node.value);
      return (frame, value) => {
        const owner = object(frame);
        frame.at = node;
        runtime.setAttribute(owner, node.attr, value);
      };
    }
    case 'Subscript': {
      const object = compiler.expression(context, node.value);
      const key = compiler.expression(context, node.slice);
      return (frame, value) => {
        const owner = object(frame);
        const at = key(frame);
        frame.at = node;
        runtime.setItem(owner, at, value);
      };
    }
    case 'Tuple':
    case 'List':
      return compileUnpack(context, node.elts);
    case 'Starred':
      return compileTarget(context, node.value);
    default:
      return () => {
        throw new Unsupported(`assigning to ${node.nodeType} is not understood`);
      };
  }
}

function compileUnpack(context: Context, nodes: readonly PythonExpression[]): Assign {
  const targets = nodes.map((item) => compileTarget(context, item));
  const star = nodes.findIndex(({ nodeType }) => nodeType === 'Starred');
  return (frame, value) => {
    const items = unpack(context, value, targets.length, star);
    for (const [at, target] of targets.entries()) target(frame, items[at] ?? null);
  };
}

/** As many values as there are targets; the starred one gets a list. */
function unpack(context: Context, value: Value, count: number, star: number): readonly Value[] {
  const { runtime } = context;
  const items = limitedItems(context, value, star < 0 ? count + 1 : Number.POSITIVE_INFINITY);
  if (!Array.isArray(items)) return listParts(context, items, count);
  if (star < 0) {
    if (items.length > count) runtime.raise('ValueError', `too many values to unpack (expected ${count})`);
    if (items.length < count) {
      runtime.raise('ValueError', `not enough values to unpack (expected ${count}, got ${items.length})`);
    }
    return items;
  }
  const after = count - star - 1;
  if (items.length < star + after) {
    runtime.raise('ValueError', `not enough values to unpack (expected at least ${star + after}, got ${items.length})`);
  }
  const end = items.length - after;
  return [...items.slice(0, star), makeList(items.slice(star, end)), ...items.slice(end)];
}

/** Each target gets the whole that is not known, unless somebody wants to know which part of it that is. */
function listParts({ runtime }: Context, whole: Value, count: number): readonly Value[] {
  const { watcher } = runtime;
  if (!watcher || !isUnknown(whole)) return new Array(count).fill(whole);
  return Array.from({ length: count }, (_, at) => watcher.item(whole, at, whole));
}

/** Stops early, so that an endless iterator with too many values is an error and not a hang. */
function limitedItems(context: Context, value: Value, most: number): Value[] | Value {
  const { runtime } = context;
  if (isKind(value, 'tuple') && !value.rest) return value.items.slice();
  const iterator = runtime.iterate(value);
  if (isUnknown(iterator)) return iterator;
  const items: Value[] = [];
  while (items.length < most) {
    const item = iterator.next();
    if (item === undefined) return iterator.rest ?? items;
    runtime.spend(1);
    items.push(item);
  }
  return items;
}

/** `del target` */
export function compileDelete(context: Context, node: PythonExpression): (frame: Frame) => void {
  const { runtime, compiler } = context;
  switch (node.nodeType) {
    case 'Name':
      return compileUnbind(context, node.id);
    case 'Attribute': {
      const object = compiler.expression(context, node.value);
      return (frame) => runtime.deleteAttribute(object(frame), node.attr);
    }
    case 'Subscript': {
      const object = compiler.expression(context, node.value);
      const key = compiler.expression(context, node.slice);
      return (frame) => {
        const owner = object(frame);
        runtime.deleteItem(owner, key(frame));
      };
    }
    case 'Tuple':
    case 'List': {
      const parts = node.elts.map((item) => compileDelete(context, item));
      return (frame) => {
        for (const part of parts) part(frame);
      };
    }
    default:
      return () => {
        throw new Unsupported(`del ${node.nodeType} is not understood`);
      };
  }
}
