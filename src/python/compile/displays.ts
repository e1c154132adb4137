import type { PythonExpression } from '../../syntax/python/python-syntax.js';
import { COSTS } from '../run/costs.js';
import type { Evaluate, Frame } from '../run/runtime.js';
import { blurValues } from '../values/blur.js';
import { isKind, isUnknown, makeDict, makeList, makeSet, makeTuple } from '../values/make.js';
import type { Dict, PythonSet, Unknown, Value } from '../values/value.js';
import type { Context } from './context.js';

type Node<K extends PythonExpression['nodeType']> = Extract<PythonExpression, { nodeType: K }>;

export function compileList(context: Context, node: Node<'List'>): Evaluate {
  const collect = compileItems(context, node.elts);
  return (frame) => {
    context.runtime.spend(COSTS.container);
    const { items, rest } = collect(frame);
    return makeList(items, rest);
  };
}

export function compileTuple(context: Context, node: Node<'Tuple'>): Evaluate {
  const collect = compileItems(context, node.elts);
  return (frame) => {
    context.runtime.spend(COSTS.container);
    const { items, rest } = collect(frame);
    return makeTuple(items, rest);
  };
}

export function compileSet(context: Context, node: Node<'Set'>): Evaluate {
  const collect = compileItems(context, node.elts);
  return (frame) => {
    context.runtime.spend(COSTS.container);
    const { items, rest } = collect(frame);
    const set = makeSet(new Map(), false, rest);
    for (const item of items) addToSet(context, set, item);
    return set;
  };
}

export function addToSet(context: Context, set: PythonSet, item: Value): void {
  const key = context.runtime.keyOf(item);
  if (isUnknown(key)) set.rest ??= key;
  else if (!set.entries.has(key)) set.entries.set(key, item);
}

function compileItems(
  context: Context,
  nodes: readonly PythonExpression[],
): (frame: Frame) => { items: Value[]; rest: Unknown | undefined } {
  const { compiler, runtime } = context;
  const parts = nodes.map((item) => compiler.expression(context, item.nodeType === 'Starred' ? item.value : item));
  if (nodes.every(({ nodeType }) => nodeType !== 'Starred')) {
    return (frame) => ({ items: parts.map((part) => part(frame)), rest: undefined });
  }
  return (frame) => {
    const items: Value[] = [];
    let rest: Unknown | undefined;
    for (const [at, part] of parts.entries()) {
      const value = part(frame);
      if (rest) continue;
      if (nodes[at]?.nodeType !== 'Starred') items.push(value);
      else {
        const spread = runtime.listItems(value);
        if (isUnknown(spread)) rest = spread;
        else for (const item of spread) items.push(item);
      }
    }
    return { items, rest };
  };
}

export function compileDict(context: Context, node: Node<'Dict'>): Evaluate {
  const { compiler } = context;
  const pairs = node.values.map((value, at) => {
    const key = node.keys[at];
    return { key: key ? compiler.expression(context, key) : undefined, value: compiler.expression(context, value) };
  });
  return (frame) => {
    context.runtime.spend(COSTS.container);
    const dict = makeDict();
    for (const { key, value } of pairs) {
      if (key) putInDict(context, dict, key(frame), value(frame));
      else spreadDict(context, dict, value(frame));
    }
    return dict;
  };
}

export function putInDict(context: Context, dict: Dict, name: Value, value: Value): void {
  const key = context.runtime.keyOf(name);
  if (isUnknown(key)) blurValues(dict, key);
  else dict.entries.set(key, [dict.entries.get(key)?.[0] ?? name, value]);
}

function spreadDict(context: Context, dict: Dict, value: Value): void {
  const { runtime } = context;
  const other = isKind(value, 'instance') && isKind(value.payload, 'dict') ? value.payload : value;
  if (isKind(other, 'dict')) {
    if (other.rest) blurValues(dict, other.rest);
    for (const [key, [name, item]] of other.entries) dict.entries.set(key, [dict.entries.get(key)?.[0] ?? name, item]);
  } else if (isUnknown(value)) blurValues(dict, value);
  else {
    const keys = runtime.listItems(runtime.callMethod(value, 'keys'));
    if (isUnknown(keys)) blurValues(dict, keys);
    else for (const key of keys) putInDict(context, dict, key, runtime.getItem(value, key));
  }
}
