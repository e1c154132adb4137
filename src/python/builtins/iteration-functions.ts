import type { Machine } from '../machine.js';
import { Raised } from '../run/runtime.js';
import { isKind, isUnknown, makeTuple } from '../values/make.js';
import type { PythonIterator, Unknown, Value } from '../values/value.js';

export function nextOr(machine: Machine, value: Value, fallback: Value | undefined): Value {
  if (isUnknown(value)) return value;
  if (isKind(value, 'iterator')) {
    machine.touch(value);
    const item = value.next();
    if (item !== undefined) return item;
    if (value.rest) return value.rest;
    return fallback === undefined ? machine.callMethod(value, '__next__') : fallback;
  }
  try {
    return machine.callMethod(value, '__next__');
  } catch (error) {
    const isStop = error instanceof Raised && error.error.cls.mro.includes(machine.builtinClass('StopIteration'));
    if (isStop && fallback !== undefined) return fallback;
    throw error;
  }
}

export function callUntil(machine: Machine, callee: Value, sentinel: Value): Value {
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'callable_iterator',
    rest: undefined,
    next: () => {
      const item = machine.call(callee, []);
      const isEnd = machine.equals(item, sentinel);
      if (isUnknown(isEnd)) made.rest = isEnd;
      return isEnd === false ? item : undefined;
    },
  };
  return made;
}

/** Goes through several iterables at once, until the shortest ends. */
export function mapIterators(
  machine: Machine,
  name: string,
  values: readonly Value[],
  make: (items: readonly Value[]) => Value,
): PythonIterator | Unknown {
  const iterators: PythonIterator[] = [];
  for (const value of values) {
    const iterator = machine.iterate(value);
    if (isUnknown(iterator)) return iterator;
    iterators.push(iterator);
  }
  const made: PythonIterator = {
    kind: 'iterator',
    name,
    rest: undefined,
    next: () => {
      const items: Value[] = [];
      machine.spend(1);
      for (const iterator of iterators) {
        const item = iterator.next();
        if (item === undefined) {
          made.rest ??= iterator.rest;
          return undefined;
        }
        items.push(item);
      }
      return iterators.length === 0 ? undefined : make(items);
    },
  };
  return made;
}

export function zip(machine: Machine, values: readonly Value[], isStrict: boolean): Value {
  if (!isStrict) return mapIterators(machine, 'zip', values, (items) => makeTuple(items));
  const lists = values.map((value) => machine.listItems(value));
  const open = lists.find((items) => isUnknown(items));
  if (isUnknown(open)) return open;
  const known = lists as readonly (readonly Value[])[];
  const wrong = known.findIndex((items) => items.length !== known[0]?.length);
  if (wrong > 0) {
    const word = (known[wrong]?.length ?? 0) < (known[0]?.length ?? 0) ? 'shorter' : 'longer';
    machine.raise(
      'ValueError',
      `zip() argument ${wrong + 1} is ${word} than argument ${wrong === 1 ? '1' : `s 1-${wrong}`}`,
    );
  }
  return mapIterators(
    machine,
    'zip',
    known.map((items) => makeTuple(items)),
    (items) => makeTuple(items),
  );
}

export function filter(machine: Machine, callee: Value, value: Value): Value {
  const iterator = machine.iterate(value);
  if (isUnknown(iterator)) return iterator;
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'filter',
    rest: undefined,
    next: () => {
      for (;;) {
        machine.spend(1);
        const item = iterator.next();
        if (item === undefined) {
          made.rest ??= iterator.rest;
          return undefined;
        }
        const truth = machine.truth(callee === null ? item : machine.call(callee, [item]));
        if (isUnknown(truth)) {
          made.rest ??= truth;
          return undefined;
        }
        if (truth) return item;
      }
    },
  };
  return made;
}

/** `any` (a true one decides) and `all` (a false one decides). */
export function some(machine: Machine, value: Value, wanted: boolean): Value {
  const iterator = machine.iterate(value);
  if (isUnknown(iterator)) return iterator;
  let open: Unknown | undefined;
  for (;;) {
    const item = iterator.next();
    if (item === undefined) return open ?? iterator.rest ?? !wanted;
    machine.spend(1);
    const truth = machine.truth(item);
    if (truth === wanted) return wanted;
    if (isUnknown(truth)) open ??= truth;
  }
}

export function sum(machine: Machine, value: Value, start: Value): Value {
  const items = machine.listItems(value);
  if (isUnknown(items)) return items;
  let total = start;
  for (const item of items) total = machine.binary('+', total, item);
  return total;
}

export function extreme(
  machine: Machine,
  name: string,
  operator: '<' | '>',
  values: readonly Value[],
  keywords: ReadonlyMap<string, Value> | undefined,
): Value {
  const items = values.length === 1 ? machine.listItems(values[0] ?? null) : values;
  if (isUnknown(items)) return items;
  const key = keywords?.get('key') ?? null;
  const [first, ...others] = items;
  if (first === undefined) {
    const fallback = keywords?.get('default');
    return fallback === undefined ? machine.raise('ValueError', `${name}() arg is an empty sequence`) : fallback;
  }
  const keyOf = (item: Value): Value => (key === null ? item : machine.call(key, [item]));
  let best = first;
  let bestKey = keyOf(first);
  for (const item of others) {
    const itemKey = keyOf(item);
    const better = machine.truth(machine.compare(operator, itemKey, bestKey));
    if (isUnknown(better)) return better;
    if (better) [best, bestKey] = [item, itemKey];
  }
  return best;
}
