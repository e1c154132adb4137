import { isKind, isUnknown, makeBound, makeBytes, makeList, makeRange, makeTuple } from '../values/make.js';
import type { HeapValue, Range, Slice, Unknown, Value } from '../values/value.js';
import { doToEach } from './each-way.js';
import { asIndex } from './numbers.js';
import { plain, typeName } from './operators.js';
import { Raised, type Runtime } from './runtime.js';

/** `object[key]` */
export function readItem(runtime: Runtime, object: Value, key: Value): Value {
  if (isUnknown(object)) return doToEach(runtime, object, (item) => readItem(runtime, item, key));
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

export function raiseKey(runtime: Runtime, key: Value): never {
  const error = runtime.call(runtime.builtin('KeyError'), [key]);
  if (!isKind(error, 'instance')) throw new Error('KeyError is not a class');
  throw new Raised(error, runtime.site());
}

/** Python's characters are code points. */
export function characters(text: string): readonly string[] {
  return /[\ud800-\udfff]/.test(text) ? [...text] : text.split('');
}

export function indexOf(runtime: Runtime, key: Value): number | Unknown | undefined {
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

export function rangeLength({ start, stop, step }: Range): number {
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

export function takeSlice<T>(
  items: readonly T[],
  { start, stop, step }: { start: number; stop: number; step: number },
): T[] {
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

export function callMeta(
  runtime: Runtime,
  cls: Extract<HeapValue, { kind: 'class' }>,
  name: string,
  values: readonly Value[] = [],
): Value | undefined {
  const own = cls.metaclass && runtime.lookup(cls.metaclass, name);
  return own === undefined ? undefined : runtime.call(own, [cls, ...values]);
}
