import { isKind, isUnknown, makeIterator, makeTuple } from '../values/make.js';
import type { HeapValue, PythonIterator, Range, Unknown, Value } from '../values/value.js';
import { catchUnsure } from './catch-unsure.js';
import { doToEach } from './each-way.js';
import { callMeta, characters, rangeLength } from './items.js';
import { asIndex } from './numbers.js';
import { plain, typeName } from './operators.js';
import { Raised, type Runtime } from './runtime.js';

/** `item in container` */
export function hasItem(runtime: Runtime, container: Value, item: Value): boolean | Unknown {
  if (isUnknown(container)) return container;
  if (isKind(container, 'external')) return runtime.unknown(`${container.path} is not known here`);
  if (isKind(container, 'instance')) {
    const own = runtime.callSpecial(container, '__contains__', [item]);
    if (own !== undefined) return runtime.truth(own);
  }
  if (isKind(container, 'class')) {
    const own = callMeta(runtime, container, '__contains__', [item]);
    if (own !== undefined) return runtime.truth(own);
  }
  if (isUnknown(item)) return item;
  const inner = plain(container);
  if (typeof inner === 'string') return hasText(runtime, inner, plain(item));
  if (isKind(inner, 'dict') || isKind(inner, 'set')) {
    const key = runtime.keyOf(item);
    if (isUnknown(key)) return key;
    return inner.entries.has(key) ? true : (inner.rest ?? false);
  }
  if (isKind(inner, 'range')) {
    const index = asIndex(item);
    if (index !== undefined) {
      const at = (index - inner.start) / inner.step;
      return Number.isInteger(at) && at >= 0 && at < rangeLength(inner);
    }
  }
  return searchItems(runtime, inner, item);
}

function hasText(runtime: Runtime, container: string, item: Value): boolean {
  if (typeof item === 'string') return container.includes(item);
  return runtime.raise('TypeError', `'in <string>' requires string as left operand, not ${typeName(runtime, item)}`);
}

function searchItems(runtime: Runtime, container: Value, item: Value): boolean | Unknown {
  const iterator = runtime.iterate(container);
  if (isUnknown(iterator)) return iterator;
  let open: Unknown | undefined;
  for (;;) {
    const next = iterator.next();
    if (next === undefined) return open ?? iterator.rest ?? false;
    runtime.spend(1);
    const equal = next === item ? true : runtime.equals(next, item);
    if (equal === true) return true;
    if (isUnknown(equal)) open ??= equal;
  }
}

/** `iter(value)` */
export function iterateValue(runtime: Runtime, value: Value): PythonIterator | Unknown {
  if (isUnknown(value)) return itemsOfEach(runtime, value);
  if (isKind(value, 'external')) return runtime.unknown(`${value.path} is not known here`);
  if (isKind(value, 'iterator')) {
    // Whoever asks will move it on.
    runtime.touch(value);
    return value;
  }
  if (isKind(value, 'instance')) return iterateInstance(runtime, value);
  if (isKind(value, 'class')) {
    const own = callMeta(runtime, value, '__iter__');
    if (own !== undefined) return iterateValue(runtime, own);
  }
  return iterateBuiltin(runtime, value) ?? raiseNotIterable(runtime, value);
}

function itemsOfEach(runtime: Runtime, unknown: Unknown): Unknown {
  return doToEach(runtime, unknown, (item) => {
    if (isKind(item, 'bound') || isKind(item, 'function')) return null;
    const items = collectItems(runtime, item);
    return isUnknown(items) ? items : makeTuple(items);
  });
}

function raiseNotIterable(runtime: Runtime, value: Value): never {
  return runtime.raise('TypeError', `'${typeName(runtime, value)}' object is not iterable`);
}

function iterateInstance(runtime: Runtime, value: Extract<HeapValue, { kind: 'instance' }>): PythonIterator | Unknown {
  const own = runtime.callSpecial(value, '__iter__');
  if (own !== undefined) {
    if (isUnknown(own) || isKind(own, 'iterator')) return own;
    return isKind(own, 'instance') ? wrapIterator(runtime, own) : iterateValue(runtime, own);
  }
  if (value.payload !== undefined) return iterateValue(runtime, value.payload);
  if (runtime.lookup(value.cls, '__getitem__') !== undefined) return iterateByIndex(runtime, value);
  if (value.cls.unknownBase) return value.cls.unknownBase;
  return raiseNotIterable(runtime, value);
}

/** An object with `__next__` as an iterator. */
function wrapIterator(runtime: Runtime, value: Extract<HeapValue, { kind: 'instance' }>): PythonIterator | Unknown {
  if (runtime.lookup(value.cls, '__next__') === undefined) {
    return runtime.raise('TypeError', `iter() returned non-iterator of type '${value.cls.name}'`);
  }
  const made: PythonIterator = {
    kind: 'iterator',
    name: value.cls.name,
    rest: undefined,
    next: () => {
      const item = untilStop(runtime, made, 'StopIteration', () => runtime.callSpecial(value, '__next__'));
      if (isUnknown(item)) made.rest ??= item;
      return isUnknown(item) ? undefined : item;
    },
  };
  return made;
}

function untilStop(
  runtime: Runtime,
  made: PythonIterator,
  name: string,
  step: () => Value | undefined,
): Value | undefined {
  const end = (reason: Unknown): undefined => {
    made.rest ??= reason;
  };
  try {
    const item = made.rest ? undefined : catchUnsure(runtime, step, end);
    return made.rest ? undefined : item;
  } catch (error) {
    if (error instanceof Raised && error.error.cls.mro.includes(runtime.builtinClass(name))) return undefined;
    throw error;
  }
}

function iterateByIndex(runtime: Runtime, value: Value): PythonIterator {
  let index = -1;
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'iterator',
    rest: undefined,
    next: () => {
      index += 1;
      return untilStop(runtime, made, 'IndexError', () => runtime.getItem(value, index));
    },
  };
  return made;
}

function iterateBuiltin(runtime: Runtime, value: Value): PythonIterator | undefined {
  if (typeof value === 'string') return makeIterator('str_ascii_iterator', characters(value));
  if (typeof value !== 'object' || value === null) return undefined;
  switch (value.kind) {
    case 'list':
      return iterateList(value);
    case 'tuple':
      return { ...makeIterator('tuple_iterator', value.items), rest: value.rest };
    case 'dict':
      return { ...makeIterator('dict_keyiterator', dictKeys(runtime, value)), rest: value.rest };
    case 'set':
      return { ...makeIterator('set_iterator', [...value.entries.values()]), rest: value.rest };
    case 'range':
      return iterateRange(value);
    case 'bytes':
      return makeIterator(
        'bytes_iterator',
        [...value.text].map((item) => item.charCodeAt(0)),
      );
    default:
      return undefined;
  }
}

/** A list that grows while it is iterated gives the new items too. */
function iterateList(list: Extract<HeapValue, { kind: 'list' }>): PythonIterator {
  let at = -1;
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'list_iterator',
    rest: undefined,
    next: () => {
      at += 1;
      const item = list.items[at];
      if (item === undefined) made.rest ??= list.rest;
      return item;
    },
  };
  return made;
}

function* dictKeys(runtime: Runtime, dict: Extract<HeapValue, { kind: 'dict' }>): Generator<Value> {
  const size = dict.entries.size;
  for (const [name] of dict.entries.values()) {
    if (dict.entries.size !== size) runtime.raise('RuntimeError', 'dictionary changed size during iteration');
    yield name;
  }
}

function iterateRange({ start, stop, step }: Range): PythonIterator {
  let next = start;
  return {
    kind: 'iterator',
    name: 'range_iterator',
    rest: undefined,
    next: () => {
      if (step > 0 ? next >= stop : next <= stop) return undefined;
      const value = next;
      next += step;
      return value;
    },
  };
}

/** Everything that iterating gives. */
export function collectItems(runtime: Runtime, value: Value): readonly Value[] | Unknown {
  if ((isKind(value, 'list') || isKind(value, 'tuple')) && !value.rest) return value.items.slice();
  if (isKind(value, 'range') && !runtime.mayAllocate(rangeLength(value)))
    return runtime.unknown('a range that is too long');
  const iterator = iterateValue(runtime, value);
  if (isUnknown(iterator)) return iterator;
  const items: Value[] = [];
  for (;;) {
    const item = iterator.next();
    if (item === undefined) break;
    runtime.spend(1);
    if (!runtime.mayAllocate(1)) return runtime.unknown('it has too many items');
    items.push(item);
  }
  return iterator.rest ?? items;
}
