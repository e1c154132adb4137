import type { PythonExpression, PythonKeyword } from '../../syntax/python/python-syntax.js';
import type { Evaluate, Frame } from '../run/runtime.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';
import type { Context } from './context.js';

type CallNode = Extract<PythonExpression, { nodeType: 'Call' }>;

export function compileCall(context: Context, node: CallNode): Evaluate {
  const { runtime, compiler } = context;
  const callee = compiler.expression(context, node.func);
  const collect = compileArguments(context, node.args, node.keywords);
  if (node.keywords.length === 0 && node.args.every(({ nodeType }) => nodeType !== 'Starred')) {
    return compilePlainCall(context, node, callee);
  }
  return (frame) => {
    const target = callee(frame);
    const given = collect(frame);
    frame.at = node;
    return given.unknown ?? runtime.call(target, given.values, given.keywords);
  };
}

function compilePlainCall(context: Context, node: CallNode, callee: Evaluate): Evaluate {
  const { runtime, compiler } = context;
  const values = node.args.map((item) => compiler.expression(context, item));
  const [first, second] = values;
  if (values.length === 0) {
    return (frame) => {
      const target = callee(frame);
      frame.at = node;
      return runtime.call(target, []);
    };
  }
  if (values.length === 1 && first) {
    return (frame) => {
      const target = callee(frame);
      const value = first(frame);
      frame.at = node;
      return runtime.call(target, [value]);
    };
  }
  if (values.length === 2 && first && second) {
    return (frame) => {
      const target = callee(frame);
      const given = [first(frame), second(frame)];
      frame.at = node;
      return runtime.call(target, given);
    };
  }
  return (frame) => {
    const target = callee(frame);
    const given = values.map((value) => value(frame));
    frame.at = node;
    return runtime.call(target, given);
  };
}

export interface Given {
  readonly values: Value[];
  readonly keywords: Map<string, Value> | undefined;
  /** Set when `*` or `**` spreads what is not known. */
  unknown: Unknown | undefined;
}

/** Evaluates arguments from left to right. */
export function compileArguments(
  context: Context,
  args: readonly PythonExpression[],
  keywords: readonly PythonKeyword[],
): (frame: Frame) => Given {
  const { compiler } = context;
  const positional = args.map((item) =>
    item.nodeType === 'Starred'
      ? { isSpread: true, value: compiler.expression(context, item.value) }
      : { isSpread: false, value: compiler.expression(context, item) },
  );
  const named = keywords.map((item) => ({ name: item.arg, value: compiler.expression(context, item.value) }));
  return (frame) => {
    const given: Given = { values: [], keywords: named.length > 0 ? new Map() : undefined, unknown: undefined };
    for (const { isSpread, value } of positional) {
      if (isSpread) spreadValues(context, given, value(frame));
      else given.values.push(value(frame));
    }
    for (const { name, value } of named) {
      if (name !== undefined) addKeyword(context, given, name, value(frame));
      else spreadKeywords(context, given, value(frame));
    }
    return given;
  };
}

function spreadValues(context: Context, given: Given, value: Value): void {
  const items = context.runtime.listItems(value);
  if (isUnknown(items)) given.unknown ??= items;
  else for (const item of items) given.values.push(item);
}

function spreadKeywords(context: Context, given: Given, value: Value): void {
  const { runtime } = context;
  const dict = isKind(value, 'instance') && isKind(value.payload, 'dict') ? value.payload : value;
  if (isKind(dict, 'dict')) {
    if (dict.rest) given.unknown ??= dict.rest;
    for (const [key, item] of dict.entries.values()) {
      if (typeof key !== 'string') runtime.raise('TypeError', 'keywords must be strings');
      else addKeyword(context, given, key, item);
    }
    return;
  }
  if (isUnknown(value) || isKind(value, 'external')) {
    given.unknown ??= isUnknown(value) ? value : runtime.unknown(`${value.path} is not known here`);
    return;
  }
  if (runtime.findAttribute(value, 'keys') === undefined) {
    runtime.raise('TypeError', 'argument after ** must be a mapping');
  }
  const keys = runtime.listItems(runtime.callMethod(value, 'keys'));
  if (isUnknown(keys)) given.unknown ??= keys;
  else for (const key of keys) addKeyword(context, given, String(key), runtime.getItem(value, key));
}

function addKeyword(context: Context, given: Given, name: string, value: Value): void {
  if (given.keywords?.has(name)) {
    context.runtime.raise('TypeError', `got multiple values for keyword argument '${name}'`);
  }
  given.keywords?.set(name, value);
}
