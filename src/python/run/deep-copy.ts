import { isKind, makeDict, makeList, makeSet, makeTuple } from '../values/make.js';
import type { Instance, Value } from '../values/value.js';
import type { Runtime } from './runtime.js';

/** `copy.deepcopy`: what occurs twice stays one thing. Classes with `__deepcopy__` do it themselves. */
export function copyDeep(runtime: Runtime, value: Value, memo: Map<object, Value>): Value {
  if (typeof value !== 'object' || value === null) return value;
  const kept = memo.get(value);
  if (kept !== undefined) return kept;
  runtime.spend(1);
  const again = (item: Value): Value => runtime.deepCopy(item, memo);
  switch (value.kind) {
    case 'list': {
      const copy = makeList([], value.rest);
      memo.set(value, copy);
      copy.items = value.items.map(again);
      return copy;
    }
    case 'tuple': {
      const items = value.items.map(again);
      const copy = items.every((item, at) => item === value.items[at]) ? value : makeTuple(items, value.rest);
      memo.set(value, copy);
      return copy;
    }
    case 'dict': {
      const copy = makeDict(new Map(), value.rest);
      memo.set(value, copy);
      for (const [key, [name, item]] of value.entries) copy.entries.set(key, [name, again(item)]);
      return copy;
    }
    case 'set': {
      const copy = makeSet(new Map(value.entries), value.isFrozen, value.rest);
      memo.set(value, copy);
      return copy;
    }
    case 'bound': {
      const copy = { ...value, self: again(value.self) };
      memo.set(value, copy);
      return copy;
    }
    case 'instance':
      return copyInstance(runtime, value, memo);
    default:
      return value;
  }
}

function copyInstance(runtime: Runtime, value: Instance, memo: Map<object, Value>): Value {
  const own = runtime.lookup(value.cls, '__deepcopy__');
  if (own !== undefined) {
    const copy = runtime.callSpecial(value, '__deepcopy__', [memoDict(memo)]) ?? null;
    memo.set(value, copy);
    return copy;
  }
  const copy: Instance = { ...value, attributes: new Map() };
  memo.set(value, copy);
  for (const [name, item] of value.attributes) copy.attributes.set(name, runtime.deepCopy(item, memo));
  if (value.payload !== undefined) copy.payload = runtime.deepCopy(value.payload, memo);
  return copy;
}

const memos = new WeakMap<object, Map<object, Value>>();

/** The memo as Python's `__deepcopy__(memo)` gets it; handed on to `deepcopy(x, memo)`, it is the same memo. */
function memoDict(memo: Map<object, Value>): Value {
  const dict = makeDict();
  memos.set(dict, memo);
  return dict;
}

/** The memo that a `__deepcopy__` was given; a new one for any other value. */
export function memoOf(value: Value | undefined): Map<object, Value> {
  return (isKind(value, 'dict') ? memos.get(value) : undefined) ?? new Map();
}

/** `copy.copy` */
export function copyShallow(runtime: Runtime, value: Value): Value {
  if (isKind(value, 'list')) return makeList(value.items.slice(), value.rest);
  if (isKind(value, 'dict')) return makeDict(new Map(value.entries), value.rest);
  if (isKind(value, 'set')) return makeSet(new Map(value.entries), value.isFrozen, value.rest);
  if (!isKind(value, 'instance')) return value;
  const own = runtime.callSpecial(value, '__copy__');
  if (own !== undefined) return own;
  const payload = value.payload === undefined ? undefined : copyShallow(runtime, value.payload);
  return { ...value, attributes: new Map(value.attributes), payload };
}
