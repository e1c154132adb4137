import { plainKey, writeKey } from '../values/keys.js';
import {
  isKind,
  isUnknown,
  makeBound,
  makeBytes,
  makeIterator,
  makeList,
  makeRange,
  makeTuple,
} from '../values/make.js';
import type { HeapValue, Key, PythonIterator, Range, Slice, Unknown, Value } from '../values/value.js';
import { asIndex } from './numbers.js';
import { isBuiltinFirst, plain, typeName } from './operators.js';
import { Raised, type Runtime } from './runtime.js';

/** `object[key]` */
export function readItem(runtime: Runtime, object: Value, key: Value): Value {
  if (isUnknown(object)) return object;
  if (isKind(object, 'external')) return runtime.unknown(`${object.path}[…] is not known here`);
  if (isKind(object, 'instance')) {
    const result = runtime.callSpecial(object, '__getitem__', [key]);
    if (result !== undefined) return result;
    if (object.payload === undefined) return raiseNoItems(runtime, object);
    return readMissing(runtime, object, object.payload, key);
  }
  if (isKind(object, 'class')) return readClassItem(runtime, object, key);
  return readBuiltinItem(runtime, object, key);
}

/** A subclass of `dict` may have `__missing__`. */
function readMissing(
  runtime: Runtime,
  object: Extract<HeapValue, { kind: 'instance' }>,
  payload: Value,
  key: Value,
): Value {
  if (isKind(payload, 'dict')) {
    const name = runtime.keyOf(key);
    if (!isUnknown(name) && !payload.entries.has(name) && !payload.rest) {
      const result = runtime.callSpecial(object, '__missing__', [key]);
      if (result !== undefined) return result;
    }
  }
  return readBuiltinItem(runtime, payload, key);
}

function raiseNoItems(runtime: Runtime, object: Value): Value {
  if (isKind(object, 'instance') && object.cls.unknownBase) return object.cls.unknownBase;
  return runtime.raise('TypeError', `'${typeName(runtime, object)}' object is not subscriptable`);
}

/** `Enum['NAME']`, `list[int]`, `Generic[T]`. */
function readClassItem(runtime: Runtime, cls: Extract<HeapValue, { kind: 'class' }>, key: Value): Value {
  const own = cls.metaclass && runtime.lookup(cls.metaclass, '__getitem__');
  if (own !== undefined) return runtime.call(own, [cls, key]);
  const generic = runtime.lookup(cls, '__class_getitem__');
  if (generic === undefined) return cls.unknownBase ?? cls;
  return runtime.call(isKind(generic, 'wrapped') ? makeBound(cls, generic.callee) : makeBound(cls, generic), [key]);
}

function readBuiltinItem(runtime: Runtime, object: Value, key: Value): Value {
  if (isUnknown(key)) return key;
  if (isKind(object, 'dict')) {
    const name = runtime.keyOf(key);
    if (isUnknown(name)) return name;
    const entry = object.entries.get(name);
    if (entry) return entry[1];
    if (object.rest) return object.rest;
    return raiseKey(runtime, key);
  }
  if (isKind(key, 'slice')) return readSlice(runtime, object, key);
  if (isKind(object, 'list') || isKind(object, 'tuple'))
    return readAt(runtime, object.kind, object.items, key, object.rest);
  if (typeof object === 'string') return readAt(runtime, 'string', characters(object), key, undefined);
  if (isKind(object, 'bytes')) {
    return readAt(
      runtime,
      'index',
      [...object.text].map((item) => item.charCodeAt(0)),
      key,
      undefined,
    );
  }
  if (isKind(object, 'range')) return readRange(runtime, object, key);
  return raiseNoItems(runtime, object);
}

function raiseKey(runtime: Runtime, key: Value): never {
  const error = runtime.call(runtime.builtin('KeyError'), [key]);
  if (!isKind(error, 'instance')) throw new Error('KeyError is not a class');
  throw new Raised(error, runtime.site());
}

/** Python's characters are code points. */
export function characters(text: string): readonly string[] {
  return /[\ud800-\udfff]/.test(text) ? [...text] : text.split('');
}

function indexOf(runtime: Runtime, key: Value): number | Unknown | undefined {
  const index = asIndex(plain(key));
  if (index !== undefined || typeof key === 'bigint') return index ?? Number.POSITIVE_INFINITY;
  if (!isKind(key, 'instance')) return undefined;
  const own = runtime.callSpecial(key, '__index__');
  if (isUnknown(own)) return own;
  return asIndex(own) ?? key.cls.unknownBase;
}

function readAt(runtime: Runtime, name: string, items: readonly Value[], key: Value, rest: Unknown | undefined): Value {
  const index = indexOf(runtime, key);
  if (isUnknown(index)) return index;
  if (index === undefined) {
    const what = name === 'string' ? 'string' : name;
    return runtime.raise(
      'TypeError',
      `${what} indices must be integers or slices, not ${typeName(runtime, key)}`
        .replace('string indices must be integers or slices, not', 'string indices must be integers, not')
        .replace(/^(string.*) (\w+)$/, "$1 '$2'"),
    );
  }
  if (index < 0 && rest) return rest;
  const item = items[index < 0 ? items.length + index : index];
  if (item !== undefined) return item;
  return rest ?? runtime.raise('IndexError', `${name}${name === 'index' ? '' : ' index'} out of range`);
}

function readRange(runtime: Runtime, range: Range, key: Value): Value {
  const index = indexOf(runtime, key);
  if (index === undefined || isUnknown(index)) return index ?? raiseNoItems(runtime, key);
  const length = rangeLength(range);
  const at = index < 0 ? length + index : index;
  return at >= 0 && at < length
    ? range.start + at * range.step
    : runtime.raise('IndexError', 'range object index out of range');
}

function rangeLength({ start, stop, step }: Range): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}

/** The positions that a slice takes of a sequence: Python's `slice.indices`. */
export function sliceBounds(
  runtime: Runtime,
  slice: Slice,
  length: number,
): { start: number; stop: number; step: number } | Unknown {
  const parts = [slice.start, slice.stop, slice.step].map((part) => (part === null ? null : indexOf(runtime, part)));
  for (const part of parts) {
    if (isUnknown(part)) return part;
    if (part === undefined) {
      const open = [slice.start, slice.stop, slice.step].find((item) => isUnknown(item));
      if (isUnknown(open)) return open;
      return runtime.raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
    }
  }
  const [first, last, by] = parts as (number | null)[];
  const step = by ?? 1;
  if (step === 0) return runtime.raise('ValueError', 'slice step cannot be zero');
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  const clamp = (value: number): number => Math.max(low, Math.min(high, value < 0 ? value + length : value));
  return {
    start: first == null ? (step < 0 ? high : low) : clamp(first),
    stop: last == null ? (step < 0 ? low : high) : clamp(last),
    step,
  };
}

function takeSlice<T>(items: readonly T[], { start, stop, step }: { start: number; stop: number; step: number }): T[] {
  if (step === 1) return items.slice(start, Math.max(start, stop));
  const taken: T[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) {
    const item = items[at];
    if (item !== undefined) taken.push(item);
  }
  return taken;
}

function readSlice(runtime: Runtime, object: Value, slice: Slice): Value {
  const length = builtinLength(object);
  if (length === undefined) return raiseNoItems(runtime, object);
  const bounds = sliceBounds(runtime, slice, length);
  if (isUnknown(bounds)) return bounds;
  if (typeof object === 'string') return takeSlice(characters(object), bounds).join('');
  if (isKind(object, 'bytes')) return makeBytes(takeSlice([...object.text], bounds).join(''));
  if (isKind(object, 'list')) return object.rest ?? makeList(takeSlice(object.items, bounds));
  if (isKind(object, 'tuple')) return object.rest ?? makeTuple(takeSlice(object.items, bounds));
  if (!isKind(object, 'range')) return raiseNoItems(runtime, object);
  const { start, step } = object;
  return makeRange(start + bounds.start * step, start + bounds.stop * step, step * bounds.step);
}

/** Length of a built-in sequence, as far as it is known. */
export function builtinLength(value: Value): number | undefined {
  if (typeof value === 'string') return characters(value).length;
  if (typeof value !== 'object' || value === null) return undefined;
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return value.items.length;
    case 'dict':
    case 'set':
      return value.entries.size;
    case 'bytes':
      return value.text.length;
    case 'range':
      return rangeLength(value);
    default:
      return undefined;
  }
}

export function readLength(runtime: Runtime, value: Value): number | Unknown {
  if (isUnknown(value)) return value;
  if (isKind(value, 'external')) return runtime.unknown(`${value.path} is not known here`);
  if (isKind(value, 'instance') || isKind(value, 'class')) {
    const own = isKind(value, 'instance') ? runtime.callSpecial(value, '__len__') : callMeta(runtime, value, '__len__');
    if (isUnknown(own)) return own;
    const length = asIndex(own);
    if (length !== undefined) return length;
  }
  const inner = plain(value);
  if ((isKind(inner, 'list') || isKind(inner, 'tuple') || isKind(inner, 'dict') || isKind(inner, 'set')) && inner.rest)
    return inner.rest;
  const length = builtinLength(inner);
  if (length !== undefined) return length;
  if (isKind(value, 'instance') && value.cls.unknownBase) return value.cls.unknownBase;
  return runtime.raise('TypeError', `object of type '${typeName(runtime, value)}' has no len()`);
}

function callMeta(
  runtime: Runtime,
  cls: Extract<HeapValue, { kind: 'class' }>,
  name: string,
  values: readonly Value[] = [],
): Value | undefined {
  const own = cls.metaclass && runtime.lookup(cls.metaclass, name);
  return own === undefined ? undefined : runtime.call(own, [cls, ...values]);
}

/** `object[key] = value` */
export function writeItem(runtime: Runtime, object: Value, key: Value, value: Value): void {
  if (isUnknown(object) || isKind(object, 'external')) return;
  if (isKind(object, 'instance') && runtime.callSpecial(object, '__setitem__', [key, value]) !== undefined) return;
  const inner = plain(object);
  if (!isKind(inner, 'list') && !isKind(inner, 'dict')) {
    if (isKind(object, 'instance') && object.cls.unknownBase) return;
    runtime.raise('TypeError', `'${typeName(runtime, object)}' object does not support item assignment`);
  }
  runtime.touch(inner);
  if (isKind(inner, 'dict')) {
    const name = runtime.keyOf(key);
    if (isUnknown(name)) blur(inner, name);
    else inner.entries.set(name, [inner.entries.get(name)?.[0] ?? key, value]);
  } else if (isKind(inner, 'list')) writeListItem(runtime, inner, key, value);
}

/** After a change at a place that is not known, no value of the container is. */
function blur(container: Extract<HeapValue, { kind: 'list' | 'dict' }>, reason: Unknown): void {
  container.rest ??= reason;
  if (container.kind === 'list') container.items = container.items.map(() => reason);
  else for (const [key, [name]] of container.entries) container.entries.set(key, [name, reason]);
}

function writeListItem(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Value, value: Value): void {
  if (isUnknown(key)) {
    list.items = list.items.map(() => key);
    return;
  }
  if (isKind(key, 'slice')) {
    writeSlice(runtime, list, key, value);
    return;
  }
  const index = indexOf(runtime, key);
  if (isUnknown(index)) list.items = list.items.map(() => index);
  else if (index === undefined) {
    runtime.raise('TypeError', `list indices must be integers or slices, not ${typeName(runtime, key)}`);
  } else {
    const at = index < 0 ? list.items.length + index : index;
    if (at >= 0 && at < list.items.length) list.items[at] = value;
    else if (!list.rest) runtime.raise('IndexError', 'list assignment index out of range');
  }
}

function writeSlice(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Slice, value: Value): void {
  const bounds = sliceBounds(runtime, key, list.items.length);
  const items = runtime.listItems(value);
  if (isUnknown(bounds)) blur(list, bounds);
  else if (isUnknown(items)) blur(list, items);
  else if (bounds.step === 1) list.items.splice(bounds.start, Math.max(0, bounds.stop - bounds.start), ...items);
  else {
    let next = 0;
    for (let at = bounds.start; bounds.step > 0 ? at < bounds.stop : at > bounds.stop; at += bounds.step) {
      list.items[at] = items[next] ?? null;
      next += 1;
    }
    if (next !== items.length) {
      runtime.raise(
        'ValueError',
        `attempt to assign sequence of size ${items.length} to extended slice of size ${next}`,
      );
    }
  }
}

/** `del object[key]` */
export function removeItem(runtime: Runtime, object: Value, key: Value): void {
  if (isUnknown(object) || isKind(object, 'external')) return;
  if (isKind(object, 'instance') && runtime.callSpecial(object, '__delitem__', [key]) !== undefined) return;
  const inner = plain(object);
  if (!isKind(inner, 'list') && !isKind(inner, 'dict')) {
    runtime.raise('TypeError', `'${typeName(runtime, object)}' object doesn't support item deletion`);
  }
  runtime.touch(inner);
  if (isKind(inner, 'dict')) {
    const name = runtime.keyOf(key);
    if (isUnknown(name)) blur(inner, name);
    else if (!inner.entries.delete(name) && !inner.rest) raiseKey(runtime, key);
  } else if (isKind(inner, 'list')) removeListItem(runtime, inner, key);
}

function removeListItem(runtime: Runtime, list: Extract<HeapValue, { kind: 'list' }>, key: Value): void {
  if (isKind(key, 'slice')) {
    const bounds = sliceBounds(runtime, key, list.items.length);
    if (isUnknown(bounds)) blur(list, bounds);
    else {
      const gone = new Set(takeSlice([...list.items.keys()], bounds));
      list.items = list.items.filter((_, at) => !gone.has(at));
    }
    return;
  }
  const index = isUnknown(key) ? key : indexOf(runtime, key);
  if (isUnknown(index)) blur(list, index);
  else {
    const at = (index ?? 0) < 0 ? list.items.length + (index ?? 0) : (index ?? 0);
    if (at < 0 || at >= list.items.length) runtime.raise('IndexError', 'list assignment index out of range');
    list.items.splice(at, 1);
  }
}

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
  if (isUnknown(value)) return value;
  if (isKind(value, 'external')) return runtime.unknown(`${value.path} is not known here`);
  if (isKind(value, 'iterator')) return value;
  if (isKind(value, 'instance')) return iterateInstance(runtime, value);
  if (isKind(value, 'class')) {
    const own = callMeta(runtime, value, '__iter__');
    if (own !== undefined) return iterateValue(runtime, own);
  }
  return iterateBuiltin(runtime, value) ?? raiseNotIterable(runtime, value);
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
      const item = untilStop(runtime, 'StopIteration', () => runtime.callSpecial(value, '__next__'));
      if (isUnknown(item)) made.rest ??= item;
      return isUnknown(item) ? undefined : item;
    },
  };
  return made;
}

function untilStop(runtime: Runtime, name: string, step: () => Value | undefined): Value | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof Raised && error.error.cls.mro.includes(runtime.builtinClass(name))) return undefined;
    throw error;
  }
}

function iterateByIndex(runtime: Runtime, value: Value): PythonIterator {
  let index = -1;
  return {
    kind: 'iterator',
    name: 'iterator',
    rest: undefined,
    next: () => {
      index += 1;
      return untilStop(runtime, 'IndexError', () => runtime.getItem(value, index));
    },
  };
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

/** The key of a dict or set; raises TypeError for what cannot be one. */
export function readKey(runtime: Runtime, value: Value): Key | Unknown {
  const key = plainKey(value);
  if (key !== undefined) return key;
  if (isUnknown(value)) return value;
  if (isKind(value, 'tuple')) return tupleKey(runtime, value);
  if (isKind(value, 'instance')) return instanceKey(runtime, value);
  return runtime.raise('TypeError', `unhashable type: '${typeName(runtime, value)}'`);
}

function tupleKey(runtime: Runtime, value: Extract<HeapValue, { kind: 'tuple' }>): Key | Unknown {
  if (value.rest) return value.rest;
  const keys: string[] = [];
  for (const item of value.items) {
    const key = readKey(runtime, item);
    if (isUnknown(key)) return key;
    keys.push(writeKey(key));
  }
  return `\u0000t${keys.map((part) => `${part.length}:${part}`).join('')}`;
}

/**
 * Instances are keys by identity, those of subclasses of `str` or `int` by value. With `__hash__` and `__eq__` of their own they are
 * taken to be equal when class and hash are, as the hash is computed from what is compared.
 */
function instanceKey(runtime: Runtime, value: Extract<HeapValue, { kind: 'instance' }>): Key | Unknown {
  const own = runtime.lookup(value.cls, '__hash__');
  if (isBuiltinFirst(runtime, value.cls, value, '__hash__')) return readKey(runtime, value.payload ?? null);
  const isEqualOwn = runtime.lookup(value.cls, '__eq__') !== undefined;
  if (own === null) return runtime.raise('TypeError', `unhashable type: '${value.cls.name}'`);
  if (own === undefined || !isEqualOwn) return value.payload === undefined ? value : readKey(runtime, value.payload);
  const hash = runtime.call(own, [value]);
  return isUnknown(hash) ? hash : `\u0000h${value.cls.name}:${String(hash)}`;
}
