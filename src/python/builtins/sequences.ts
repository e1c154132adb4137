import type { Machine } from '../machine.js';
import { asIndex } from '../run/numbers.js';
import { blurItems } from '../values/blur.js';
import { isKind, isUnknown, makeList, makeTuple } from '../values/make.js';
import type { List, NativeFunction, Unknown, Value } from '../values/value.js';
import { inner, method, methods } from './methods.js';

function listOf(machine: Machine, self: Value): List {
  const list = inner(self);
  return isKind(list, 'list') ? list : machine.raise('TypeError', "descriptor requires a 'list' object");
}

export const LIST_METHODS: Readonly<Record<string, NativeFunction>> = {
  ...methods({
    __init__: (machine, [self, items]) => {
      const list = listOf(machine, self);
      machine.touch(list);
      list.items = [];
      list.rest = undefined;
      if (items !== undefined) extend(machine, list, items);
      return null;
    },
    append: (machine, [self, item]) => {
      const list = listOf(machine, self);
      machine.touch(list);
      if (list.rest) return null;
      if (machine.mayAllocate(1)) list.items.push(item ?? null);
      else list.rest = machine.unknown('a list that is too long');
      return null;
    },
    extend: (machine, [self, items]) => {
      const list = listOf(machine, self);
      machine.touch(list);
      extend(machine, list, items ?? null);
      return null;
    },
    insert: (machine, [self, index, item]) => {
      const list = listOf(machine, self);
      machine.touch(list);
      const at = asIndex(index);
      if (at === undefined)
        blurItems(list, isUnknown(index) ? index : machine.unknown('inserted at a place that is not known'));
      else if (!list.rest || (at >= 0 && at <= list.items.length)) list.items.splice(at, 0, item ?? null);
      else if (at < 0) blurItems(list, list.rest);
      return null;
    },
    pop: (machine, [self, index]) => pop(machine, listOf(machine, self), index ?? -1),
    remove: (machine, [self, item]) => {
      const list = listOf(machine, self);
      const at = find(machine, list.items, item ?? null);
      machine.touch(list);
      if (isUnknown(at)) blurItems(list, at);
      else if (at < 0) return list.rest ?? machine.raise('ValueError', 'list.remove(x): x not in list');
      else list.items.splice(at, 1);
      return null;
    },
    clear: (machine, [self]) => {
      const list = listOf(machine, self);
      machine.touch(list);
      list.items = [];
      list.rest = undefined;
      return null;
    },
    copy: (machine, [self]) => {
      const list = listOf(machine, self);
      return makeList(list.items.slice(), list.rest);
    },
    reverse: (machine, [self]) => {
      const list = listOf(machine, self);
      machine.touch(list);
      if (list.rest) blurItems(list, list.rest);
      else list.items.reverse();
      return null;
    },
  }),
  ...searching(),
  sort: method('sort', 'self, *, key=None, reverse=False', (bound, machine) => {
    const list = listOf(machine, bound.get('self'));
    const sorted = list.rest ?? sortItems(machine, list.items, bound.get('key'), bound.get('reverse'));
    machine.touch(list);
    if (!isUnknown(sorted)) list.items = sorted;
    else if (list.rest) blurItems(list, list.rest);
    else list.items = list.items.map(() => sorted);
    return null;
  }),
};

export const TUPLE_METHODS: Readonly<Record<string, NativeFunction>> = searching();

function searching(): Record<string, NativeFunction> {
  return methods({
    index: (machine, [self, item]) => {
      const sequence = inner(self);
      if (!isKind(sequence, 'list') && !isKind(sequence, 'tuple')) return -1;
      const at = find(machine, sequence.items, item ?? null);
      if (isUnknown(at) || at >= 0) return at;
      if (sequence.rest) return sequence.rest;
      const text = machine.repr(item ?? null);
      const name =
        sequence.kind === 'tuple' ? 'tuple.index(x): x not in tuple' : `${isUnknown(text) ? '' : text} is not in list`;
      return machine.raise('ValueError', name);
    },
    count: (machine, [self, item]) => {
      const items = machine.listItems(inner(self));
      if (isUnknown(items)) return items;
      let count = 0;
      for (const other of items) {
        const equal = machine.equals(other, item ?? null);
        if (isUnknown(equal)) return equal;
        if (equal) count += 1;
      }
      return count;
    },
  });
}

function extend(machine: Machine, list: List, value: Value): void {
  const items = machine.listItems(value);
  if (isUnknown(items)) list.rest ??= items;
  else if (!machine.mayAllocate(items.length)) list.rest ??= machine.unknown('a list that is too long');
  else if (!list.rest) for (const item of items) list.items.push(item);
}

function pop(machine: Machine, list: List, index: Value): Value {
  machine.touch(list);
  const at = asIndex(index);
  if (at === undefined) {
    const reason = isUnknown(index) ? index : machine.unknown('taken from a place that is not known');
    blurItems(list, reason);
    return reason;
  }
  if (list.rest && at >= list.items.length) return list.rest;
  if (list.rest && at < 0) {
    // The last of the items that are known may be the one, and so may those before it.
    list.items = list.items.slice(0, Math.max(0, list.items.length + at));
    return list.rest;
  }
  if (list.items.length === 0) return machine.raise('IndexError', 'pop from empty list');
  const place = at < 0 ? list.items.length + at : at;
  if (place < 0 || place >= list.items.length) return machine.raise('IndexError', 'pop index out of range');
  return list.items.splice(place, 1)[0] ?? null;
}

function find(machine: Machine, items: readonly Value[], wanted: Value): number | Unknown {
  for (const [at, item] of items.entries()) {
    const equal = item === wanted && !isUnknown(item) ? true : machine.equals(item, wanted);
    if (isUnknown(equal)) return equal;
    if (equal) return at;
  }
  return -1;
}

/** `sorted`: stable; keys are computed once. */
export function sortItems(machine: Machine, items: readonly Value[], key: Value, reverse: Value): Value[] | Unknown {
  const keyed = items.map((item) => ({ item, key: key === null ? item : machine.call(key, [item]) }));
  const open = keyed.find((entry) => isUnknown(entry.key))?.key;
  if (isUnknown(open) && items.length > 1) return open;
  const isDown = machine.truth(reverse);
  if (isUnknown(isDown)) return isDown;
  let reason: Unknown | undefined;
  const isLess = (a: Value, b: Value): boolean => {
    machine.spend(1);
    const truth = machine.truth(machine.compare('<', a, b));
    if (isUnknown(truth)) reason ??= truth;
    return truth === true;
  };
  if (isDown) keyed.reverse();
  keyed.sort((a, b) => (isLess(a.key, b.key) ? -1 : isLess(b.key, a.key) ? 1 : 0));
  if (isDown) keyed.reverse();
  return reason ?? keyed.map(({ item }) => item);
}

/** `list(value)` */
export function newList(machine: Machine, value: Value | undefined): Value {
  const list = makeList([]);
  if (value !== undefined) extend(machine, list, value);
  return list;
}

/** `tuple(value)` */
export function newTuple(machine: Machine, value: Value | undefined): Value {
  if (value === undefined) return makeTuple([]);
  if (isKind(value, 'tuple')) return value;
  const items = machine.listItems(value);
  return isUnknown(items) ? items : makeTuple(items);
}
