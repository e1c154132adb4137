import type { Machine } from '../machine.js';
import { blurEntries, blurValues } from '../values/blur.js';
import { isKind, isUnknown, makeDict, makeList, makeSet, makeTuple } from '../values/make.js';
import type { Dict, Key, Keywords, NativeFunction, PythonSet, Unknown, Value } from '../values/value.js';
import { inner, methods } from './methods.js';

function dictOf(machine: Machine, self: Value): Dict {
  const dict = inner(self);
  return isKind(dict, 'dict') ? dict : machine.raise('TypeError', "descriptor requires a 'dict' object");
}

function put(machine: Machine, dict: Dict, name: Value, value: Value): void {
  const key = machine.keyOf(name);
  if (isUnknown(key)) blurValues(dict, key);
  else dict.entries.set(key, [dict.entries.get(key)?.[0] ?? name, value]);
}

/** `dict.update`: from a mapping, from pairs and from keywords. */
export function updateDict(machine: Machine, dict: Dict, from: Value | undefined, keywords: Keywords): void {
  machine.touch(dict);
  if (from !== undefined && from !== null) updateFrom(machine, dict, from);
  for (const [key, value] of keywords ?? []) dict.entries.set(key, [key, value]);
}

function updateFrom(machine: Machine, dict: Dict, from: Value): void {
  const other = inner(from);
  if (isKind(other, 'dict')) {
    if (other.rest) blurValues(dict, other.rest);
    for (const [key, [name, value]] of Array.from(other.entries))
      dict.entries.set(key, [dict.entries.get(key)?.[0] ?? name, value]);
    return;
  }
  if (isUnknown(from)) {
    blurValues(dict, from);
    return;
  }
  if (isKind(from, 'instance') && machine.findAttribute(from, 'keys') !== undefined) {
    const keys = machine.listItems(machine.callMethod(from, 'keys'));
    if (isUnknown(keys)) blurValues(dict, keys);
    else for (const key of keys) put(machine, dict, key, machine.getItem(from, key));
    return;
  }
  const pairs = machine.listItems(from);
  if (isUnknown(pairs)) blurValues(dict, pairs);
  else for (const pair of pairs) putPair(machine, dict, pair);
}

function putPair(machine: Machine, dict: Dict, pair: Value): void {
  const items = machine.listItems(pair);
  if (isUnknown(items)) blurValues(dict, items);
  else if (items.length !== 2) {
    machine.raise('ValueError', `dictionary update sequence element #0 has length ${items.length}; 2 is required`);
  } else put(machine, dict, items[0] ?? null, items[1] ?? null);
}

/** The value of a key, its absence, or that it is not known. */
function peek(machine: Machine, dict: Dict, name: Value): Value | undefined {
  const key = machine.keyOf(name);
  if (isUnknown(key)) return key;
  const entry = dict.entries.get(key);
  return entry ? entry[1] : dict.rest;
}

function viewOf(machine: Machine, self: Value, pick: (entry: readonly [Value, Value]) => Value, name: string): Value {
  const dict = dictOf(machine, self);
  const view = machine.makeInstance(machine.builtinClass(name));
  view.state = { dict, pick };
  return view;
}

export const DICT_METHODS: Readonly<Record<string, NativeFunction>> = methods({
  __init__: (machine, [self, from], keywords) => {
    updateDict(machine, dictOf(machine, self), from, keywords);
    return null;
  },
  get: (machine, [self, key, fallback]) =>
    peek(machine, dictOf(machine, self), key ?? null) ?? nullish(machine, self, key, fallback),
  keys: (machine, [self]) => viewOf(machine, self, ([key]) => key, 'dict_keys'),
  values: (machine, [self]) => viewOf(machine, self, ([, value]) => value, 'dict_values'),
  items: (machine, [self]) => viewOf(machine, self, (entry) => makeTuple(entry), 'dict_items'),
  pop: (machine, [self, key, fallback]) => {
    const dict = dictOf(machine, self);
    const name = machine.keyOf(key ?? null);
    machine.touch(dict);
    if (isUnknown(name)) {
      blurEntries(dict, name);
      return name;
    }
    const entry = dict.entries.get(name);
    dict.entries.delete(name);
    if (entry) return entry[1];
    if (dict.rest) return dict.rest;
    return fallback === undefined ? machine.getItem(dict, key ?? null) : fallback;
  },
  popitem: (machine, [self]) => {
    const dict = dictOf(machine, self);
    machine.touch(dict);
    if (dict.rest) {
      blurEntries(dict, dict.rest);
      return dict.rest;
    }
    const last = [...dict.entries.entries()].at(-1);
    if (!last) return machine.raise('KeyError', 'popitem(): dictionary is empty');
    dict.entries.delete(last[0]);
    return makeTuple(last[1]);
  },
  setdefault: (machine, [self, key, fallback]) => {
    const dict = dictOf(machine, self);
    const value = peek(machine, dict, key ?? null);
    machine.touch(dict);
    if (isUnknown(value)) dict.rest ??= value;
    if (value !== undefined) return value;
    put(machine, dict, key ?? null, fallback ?? null);
    return fallback ?? null;
  },
  update: (machine, [self, from], keywords) => {
    updateDict(machine, dictOf(machine, self), from, keywords);
    return null;
  },
  clear: (machine, [self]) => {
    const dict = dictOf(machine, self);
    machine.touch(dict);
    dict.entries.clear();
    dict.rest = undefined;
    return null;
  },
  copy: (machine, [self]) => {
    const dict = dictOf(machine, self);
    return makeDict(new Map(dict.entries), dict.rest);
  },
  __reversed__: (machine, [self]) => {
    const names = [...dictOf(machine, self).entries.values()].map(([name]) => name);
    return machine.iterate(makeList(names.reverse()));
  },
  move_to_end: (machine, [self, key, last]) => {
    const dict = dictOf(machine, self);
    const name = machine.keyOf(key ?? null);
    const entry = isUnknown(name) ? undefined : dict.entries.get(name);
    if (isUnknown(name) || (!entry && dict.rest)) return null;
    if (!entry) return machine.raise('KeyError', String(key));
    machine.touch(dict);
    dict.entries.delete(name);
    if (last === false) dict.entries = new Map([[name, entry], ...dict.entries]);
    else dict.entries.set(name, entry);
    return null;
  },
});

/** `get` of a key that is not there. A stored None does not come here: it is a value. */
function nullish(machine: Machine, self: Value, key: Value | undefined, fallback: Value | undefined): Value {
  const stored = peek(machine, dictOf(machine, self), key ?? null);
  return stored === undefined ? (fallback ?? null) : stored;
}

export interface DictView {
  readonly dict: Dict;
  readonly pick: (entry: readonly [Value, Value]) => Value;
}

function itemsOfView(machine: Machine, self: Value): Value {
  if (!isKind(self, 'instance')) return makeList([]);
  const { dict, pick } = self.state as DictView;
  machine.spend(dict.entries.size);
  return makeList([...dict.entries.values()].map(pick), dict.rest);
}

function viewSet(machine: Machine, value: Value): Value {
  return machine.call(machine.builtin('set'), [value]);
}

export const VIEW_METHODS: Readonly<Record<string, NativeFunction>> = methods({
  __iter__: (machine, [self]) => machine.iterate(itemsOfView(machine, self)),
  __len__: (machine, [self]) => {
    const items = itemsOfView(machine, self);
    return machine.length(items);
  },
  __contains__: (machine, [self, item]) => machine.contains(itemsOfView(machine, self), item ?? null),
  __reversed__: (machine, [self]) => machine.call(machine.builtin('reversed'), [itemsOfView(machine, self)]),
  __repr__: (machine, [self]) => {
    const text = machine.repr(itemsOfView(machine, self));
    return isUnknown(text) || !isKind(self, 'instance') ? text : `${self.cls.name}(${text})`;
  },
  __or__: (machine, [self, other]) => machine.binary('|', viewSet(machine, self), viewSet(machine, other ?? null)),
  __and__: (machine, [self, other]) => machine.binary('&', viewSet(machine, self), viewSet(machine, other ?? null)),
  __sub__: (machine, [self, other]) => machine.binary('-', viewSet(machine, self), viewSet(machine, other ?? null)),
  __rsub__: (machine, [self, other]) => machine.binary('-', viewSet(machine, other ?? null), viewSet(machine, self)),
  __xor__: (machine, [self, other]) => machine.binary('^', viewSet(machine, self), viewSet(machine, other ?? null)),
  __le__: (machine, [self, other]) => machine.compare('<=', viewSet(machine, self), viewSet(machine, other ?? null)),
  __lt__: (machine, [self, other]) => machine.compare('<', viewSet(machine, self), viewSet(machine, other ?? null)),
  __ge__: (machine, [self, other]) => machine.compare('>=', viewSet(machine, self), viewSet(machine, other ?? null)),
  __gt__: (machine, [self, other]) => machine.compare('>', viewSet(machine, self), viewSet(machine, other ?? null)),
  __eq__: (machine, [self, other]) => machine.equals(viewSet(machine, self), viewSet(machine, other ?? null)),
});

function setOf(machine: Machine, self: Value | undefined): PythonSet {
  const set = inner(self);
  if (isKind(set, 'set')) return set;
  const made = newSet(machine, set, false);
  return isKind(made, 'set') ? made : makeSet(new Map(), false, isUnknown(made) ? made : undefined);
}

/** `set(value)` and `frozenset(value)` */
export function newSet(machine: Machine, value: Value | undefined, isFrozen: boolean): Value {
  const set = makeSet(new Map(), isFrozen);
  if (value !== undefined) addAll(machine, set, value);
  return set;
}

function addAll(machine: Machine, set: PythonSet, value: Value): void {
  const items = machine.listItems(value);
  if (isUnknown(items)) set.rest ??= items;
  else for (const item of items) add(machine, set, item);
}

function add(machine: Machine, set: PythonSet, item: Value): void {
  const key = machine.keyOf(item);
  if (isUnknown(key)) set.rest ??= key;
  else if (!set.entries.has(key)) set.entries.set(key, item);
}

type Combine = (a: PythonSet, b: PythonSet) => [Key, Value][];
const COMBINE: Readonly<Record<string, Combine>> = {
  union: (a, b) => [...a.entries, ...[...b.entries].filter(([key]) => !a.entries.has(key))],
  intersection: (a, b) => [...a.entries].filter(([key]) => b.entries.has(key)),
  difference: (a, b) => (b.rest ? [] : [...a.entries].filter(([key]) => !b.entries.has(key))),
  symmetric_difference: (a, b) =>
    a.rest || b.rest
      ? []
      : [
          ...[...a.entries].filter(([key]) => !b.entries.has(key)),
          ...[...b.entries].filter(([key]) => !a.entries.has(key)),
        ],
};

function combineAll(machine: Machine, how: Combine, values: readonly (Value | undefined)[]): PythonSet {
  const [first, ...others] = values;
  let result = setOf(machine, first);
  for (const other of others) {
    const set = setOf(machine, other);
    result = makeSet(new Map(how(result, set)), result.isFrozen, result.rest ?? set.rest);
  }
  return others.length === 0 ? makeSet(new Map(result.entries), result.isFrozen, result.rest) : result;
}

function changeAll(how: Combine): (machine: Machine, values: readonly [Value, ...(Value | undefined)[]]) => Value {
  return (machine, values) => {
    const set = setOf(machine, values[0]);
    const result = combineAll(machine, how, values);
    machine.touch(set);
    set.entries = result.entries;
    set.rest = result.rest;
    return null;
  };
}

function isIn(a: PythonSet, b: PythonSet): boolean | Unknown {
  return a.rest ?? b.rest ?? [...a.entries.keys()].every((key) => b.entries.has(key));
}

export const SET_METHODS: Readonly<Record<string, NativeFunction>> = methods({
  __init__: (machine, [self, items]) => {
    const set = setOf(machine, self);
    if (!set.isFrozen && items !== undefined) addAll(machine, set, items);
    return null;
  },
  add: (machine, [self, item]) => {
    const set = setOf(machine, self);
    machine.touch(set);
    add(machine, set, item ?? null);
    return null;
  },
  discard: (machine, [self, item]) => {
    const set = setOf(machine, self);
    const key = machine.keyOf(item ?? null);
    machine.touch(set);
    if (isUnknown(key)) blurEntries(set, key);
    else set.entries.delete(key);
    return null;
  },
  remove: (machine, [self, item]) => {
    const set = setOf(machine, self);
    const key = machine.keyOf(item ?? null);
    machine.touch(set);
    if (isUnknown(key)) blurEntries(set, key);
    else if (!set.entries.delete(key) && !set.rest) return machine.getItem(makeDict(), item ?? null);
    return null;
  },
  pop: (machine, [self]) => {
    const set = setOf(machine, self);
    machine.touch(set);
    const [first] = set.entries;
    if (set.rest) {
      blurEntries(set, set.rest);
      return set.rest;
    }
    if (!first) return machine.raise('KeyError', 'pop from an empty set');
    set.entries.delete(first[0]);
    return first[1];
  },
  clear: (machine, [self]) => {
    const set = setOf(machine, self);
    machine.touch(set);
    set.entries.clear();
    set.rest = undefined;
    return null;
  },
  copy: (machine, [self]) => combineAll(machine, COMBINE['union'] as Combine, [self]),
  update: changeAll(COMBINE['union'] as Combine),
  difference_update: changeAll(COMBINE['difference'] as Combine),
  intersection_update: changeAll(COMBINE['intersection'] as Combine),
  symmetric_difference_update: changeAll(COMBINE['symmetric_difference'] as Combine),
  union: (machine, values) => combineAll(machine, COMBINE['union'] as Combine, values),
  intersection: (machine, values) => combineAll(machine, COMBINE['intersection'] as Combine, values),
  difference: (machine, values) => combineAll(machine, COMBINE['difference'] as Combine, values),
  symmetric_difference: (machine, values) => combineAll(machine, COMBINE['symmetric_difference'] as Combine, values),
  issubset: (machine, [self, other]) => isIn(setOf(machine, self), setOf(machine, other)),
  issuperset: (machine, [self, other]) => isIn(setOf(machine, other), setOf(machine, self)),
  isdisjoint: (machine, [self, other]) => {
    const common = combineAll(machine, COMBINE['intersection'] as Combine, [self, other]);
    return common.entries.size > 0 ? false : (common.rest ?? true);
  },
});
