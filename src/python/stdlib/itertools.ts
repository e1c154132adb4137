import { mapIterators } from '../builtins/iteration-functions.js';
import { plainFunction, rawFunction } from '../builtins/methods.js';
import type { Machine, NativeModule } from '../machine.js';
import { defineModule } from '../natives.js';
import { asIndex } from '../run/numbers.js';
import { isUnknown, makeIterator, makeTuple } from '../values/make.js';
import type { PythonIterator, Unknown, Value } from '../values/value.js';

export function itertools(): NativeModule {
  return defineModule('itertools', {
    chain: () => {
      const chain = rawFunction('chain', (machine, values) => chained(machine, values));
      chain.attributes.set(
        'from_iterable',
        rawFunction('from_iterable', (machine, [items]) => {
          const parts = machine.listItems(items ?? null);
          return isUnknown(parts) ? parts : chained(machine, parts);
        }),
      );
      return chain;
    },
    count: plainFunction('count', 'start=0, step=1', (bound, machine) =>
      makeIterator('count', count(machine, bound.get('start'), bound.get('step'))),
    ),
    cycle: rawFunction('cycle', (machine, [items]) =>
      fromList(machine, items, 'cycle', (list) => cycle(machine, list)),
    ),
    repeat: plainFunction('repeat', 'object, times=None', (bound, machine) =>
      makeIterator('repeat', repeat(machine, bound.get('object'), asIndex(bound.get('times')))),
    ),
    islice: rawFunction('islice', (machine, [items, ...bounds]) => slice(machine, items ?? null, bounds)),
    product: rawFunction('product', (machine, values, keywords) => {
      const times = asIndex(keywords?.get('repeat')) ?? 1;
      const lists: (readonly Value[])[] = [];
      for (const value of values) {
        const list = machine.listItems(value);
        if (isUnknown(list)) return list;
        lists.push(list);
      }
      return makeIterator('product', product(machine, Array.from({ length: times }, () => lists).flat()));
    }),
    combinations: rawFunction('combinations', (machine, [items, size]) =>
      fromList(machine, items, 'combinations', (list) => combinations(machine, list, asIndex(size) ?? 0, 0, [])),
    ),
    permutations: rawFunction('permutations', (machine, [items, size]) =>
      fromList(machine, items, 'permutations', (list) => permutations(machine, list, asIndex(size) ?? list.length, [])),
    ),
    accumulate: plainFunction('accumulate', 'iterable, func=None, *, initial=None', (bound, machine) =>
      fromList(machine, bound.get('iterable'), 'accumulate', (list) =>
        accumulate(machine, bound.get('initial') === null ? list : [bound.get('initial'), ...list], bound.get('func')),
      ),
    ),
    zip_longest: rawFunction('zip_longest', (machine, values, keywords) =>
      longest(machine, values, keywords?.get('fillvalue') ?? null),
    ),
    starmap: rawFunction('starmap', (machine, [callee, items]) =>
      mapIterators(machine, 'starmap', [items ?? null], ([item]) => {
        const values = machine.listItems(item ?? null);
        return isUnknown(values) ? values : machine.call(callee ?? null, values);
      }),
    ),
    pairwise: rawFunction('pairwise', (machine, [items]) =>
      fromList(machine, items, 'pairwise', (list) =>
        list.slice(1).map((item, at) => makeTuple([list[at] ?? null, item])),
      ),
    ),
    takewhile: rawFunction('takewhile', (machine, [test, items]) =>
      whileTrue(machine, test ?? null, items ?? null, true),
    ),
    dropwhile: rawFunction('dropwhile', (machine, [test, items]) =>
      whileTrue(machine, test ?? null, items ?? null, false),
    ),
    filterfalse: rawFunction('filterfalse', (machine, [test, items]) =>
      machine.call(machine.builtin('filter'), [
        rawFunction('not', (_machine, [item]) => {
          const truth = machine.truth(test === null ? (item ?? null) : machine.call(test ?? null, [item ?? null]));
          return isUnknown(truth) ? truth : !truth;
        }),
        items ?? null,
      ]),
    ),
    groupby: plainFunction('groupby', 'iterable, key=None', (bound, machine) =>
      fromList(machine, bound.get('iterable'), 'groupby', (list) => groups(machine, list, bound.get('key'))),
    ),
    tee: rawFunction('tee', (machine, [items, times]) => {
      const list = machine.listItems(items ?? null);
      if (isUnknown(list)) return list;
      return makeTuple(Array.from({ length: asIndex(times) ?? 2 }, () => makeIterator('tee', list)));
    }),
  });
}

function fromList(
  machine: Machine,
  value: Value | undefined,
  name: string,
  make: (list: readonly Value[]) => Iterable<Value>,
): Value {
  const list = machine.listItems(value ?? null);
  return isUnknown(list) ? list : makeIterator(name, make(list));
}

function chained(machine: Machine, parts: readonly Value[]): PythonIterator {
  let at = 0;
  let current: PythonIterator | undefined;
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'chain',
    rest: undefined,
    next: () => {
      while (at < parts.length || current) {
        if (!current) {
          const opened: PythonIterator | Unknown = machine.iterate(parts[at] ?? null);
          at += 1;
          if (isUnknown(opened)) {
            made.rest ??= opened;
            return undefined;
          }
          current = opened;
        }
        const item = current.next();
        if (item !== undefined) return item;
        if (current.rest) {
          made.rest ??= current.rest;
          return undefined;
        }
        current = undefined;
      }
      return undefined;
    },
  };
  return made;
}

function* count(machine: Machine, start: Value, step: Value): Generator<Value> {
  for (let value = start; ; value = machine.binary('+', value, step)) {
    machine.spend(1);
    yield value;
  }
}

function* cycle(machine: Machine, list: readonly Value[]): Generator<Value> {
  while (list.length > 0) {
    machine.spend(1);
    yield* list;
  }
}

function* repeat(machine: Machine, value: Value, times: number | undefined): Generator<Value> {
  for (let at = 0; times === undefined || at < times; at += 1) {
    machine.spend(1);
    yield value;
  }
}

function slice(machine: Machine, items: Value, bounds: readonly Value[]): Value {
  const numbers = bounds.map((bound) => (bound === null ? undefined : asIndex(bound)));
  const [start, stop, step] =
    numbers.length === 1 ? [0, numbers[0], 1] : [numbers[0] ?? 0, numbers[1], numbers[2] ?? 1];
  const iterator = machine.iterate(items);
  if (isUnknown(iterator)) return iterator;
  function* run(): Generator<Value> {
    for (let at = 0; stop === undefined || at < stop; at += 1) {
      const item = isUnknown(iterator) ? undefined : iterator.next();
      if (item === undefined) return;
      machine.spend(1);
      if (at >= (start ?? 0) && (at - (start ?? 0)) % (step ?? 1) === 0) yield item;
    }
  }
  const made = makeIterator('islice', run());
  made.rest = iterator.rest;
  return made;
}

function* product(
  machine: Machine,
  lists: readonly (readonly Value[])[],
  chosen: readonly Value[] = [],
): Generator<Value> {
  const list = lists[chosen.length];
  machine.spend(1);
  if (!list) yield makeTuple(chosen);
  else for (const item of list) yield* product(machine, lists, [...chosen, item]);
}

function* combinations(
  machine: Machine,
  list: readonly Value[],
  size: number,
  from: number,
  chosen: readonly Value[],
): Generator<Value> {
  machine.spend(1);
  if (chosen.length === size) yield makeTuple(chosen);
  else
    for (let at = from; at < list.length; at += 1)
      yield* combinations(machine, list, size, at + 1, [...chosen, list[at] ?? null]);
}

function* permutations(
  machine: Machine,
  list: readonly Value[],
  size: number,
  chosen: readonly number[],
): Generator<Value> {
  machine.spend(1);
  if (chosen.length === size) yield makeTuple(chosen.map((at) => list[at] ?? null));
  else
    for (const at of list.keys()) if (!chosen.includes(at)) yield* permutations(machine, list, size, [...chosen, at]);
}

function* accumulate(machine: Machine, list: readonly Value[], callee: Value): Generator<Value> {
  let total: Value | undefined;
  for (const item of list) {
    if (total === undefined) total = item;
    else total = callee === null ? machine.binary('+', total, item) : machine.call(callee, [total, item]);
    yield total;
  }
}

function longest(machine: Machine, values: readonly Value[], filler: Value): Value {
  const lists: (readonly Value[])[] = [];
  for (const value of values) {
    const list = machine.listItems(value);
    if (isUnknown(list)) return list;
    lists.push(list);
  }
  const length = Math.max(0, ...lists.map((list) => list.length));
  return makeIterator(
    'zip_longest',
    Array.from({ length }, (_, at) => makeTuple(lists.map((list) => (at < list.length ? (list[at] ?? null) : filler)))),
  );
}

function whileTrue(machine: Machine, test: Value, items: Value, isTaking: boolean): Value {
  const iterator = machine.iterate(items);
  if (isUnknown(iterator)) return iterator;
  const source = iterator;
  let isOpen = true;
  const made: PythonIterator = {
    kind: 'iterator',
    name: isTaking ? 'takewhile' : 'dropwhile',
    rest: undefined,
    next: () => {
      for (;;) {
        const item = isTaking && !isOpen ? undefined : source.next();
        if (item === undefined) {
          made.rest ??= source.rest;
          return undefined;
        }
        if (!isTaking && !isOpen) return item;
        machine.spend(1);
        const truth = machine.truth(machine.call(test, [item]));
        if (isUnknown(truth)) {
          made.rest ??= truth;
          return undefined;
        }
        if (!truth) isOpen = false;
        if (isTaking && truth) return item;
        if (isTaking) return undefined;
        if (!truth) return item;
      }
    },
  };
  return made;
}

function* groups(machine: Machine, list: readonly Value[], key: Value): Generator<Value> {
  let current: Value[] = [];
  let name: Value | undefined;
  for (const item of list) {
    const next = key === null ? item : machine.call(key, [item]);
    if (name !== undefined && machine.equals(name, next) !== true) {
      yield makeTuple([name, makeIterator('_grouper', current)]);
      current = [];
    }
    name = next;
    current.push(item);
  }
  if (name !== undefined) yield makeTuple([name, makeIterator('_grouper', current)]);
}
