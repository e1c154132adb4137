import type {
  BoundMethod,
  Bytes,
  Dict,
  External,
  Float,
  HeapValue,
  Key,
  List,
  PythonIterator,
  PythonSet,
  Range,
  Singleton,
  Site,
  Slice,
  Tuple,
  Unknown,
  Value,
} from './value.js';

export const ELLIPSIS: Singleton = { kind: 'singleton', name: 'Ellipsis' };
export const NOT_IMPLEMENTED: Singleton = { kind: 'singleton', name: 'NotImplemented' };

export function makeFloat(value: number): Float {
  return { kind: 'float', value };
}

/** An int: a JavaScript number as long as that is exact. */
export function makeInt(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

export function makeBytes(text: string): Bytes {
  return { kind: 'bytes', text };
}

export function makeList(items: Value[], rest?: Unknown): List {
  return { kind: 'list', items, rest };
}

export function makeTuple(items: readonly Value[], rest?: Unknown): Tuple {
  return { kind: 'tuple', items, rest };
}

export function makeDict(entries: Map<Key, readonly [Value, Value]> = new Map(), rest?: Unknown): Dict {
  return { kind: 'dict', entries, rest };
}

/** A dict whose keys are texts. */
export function makeTextDict(entries: Iterable<readonly [string, Value]>): Dict {
  const dict = makeDict();
  for (const entry of entries) dict.entries.set(entry[0], entry);
  return dict;
}

export function makeSet(entries: Map<Key, Value>, isFrozen = false, rest?: Unknown): PythonSet {
  return { kind: 'set', isFrozen, entries, rest };
}

export function makeSlice(start: Value, stop: Value, step: Value): Slice {
  return { kind: 'slice', start, stop, step };
}

export function makeRange(start: number, stop: number, step: number): Range {
  return { kind: 'range', start, stop, step };
}

export function makeBound(self: Value, callee: Value): BoundMethod {
  return { kind: 'bound', self, callee };
}

export function makeUnknown(reason: string, site: Site | undefined): Unknown {
  return { kind: 'unknown', reason, site };
}

export function makeExternal(path: string, site: Site | undefined): External {
  return { kind: 'external', path, site };
}

/** An iterator over what JavaScript iterates. */
export function makeIterator(name: string, items: Iterable<Value>): PythonIterator {
  const iterator = items[Symbol.iterator]();
  return {
    kind: 'iterator',
    name,
    next: () => {
      const step = iterator.next();
      return step.done ? undefined : step.value;
    },
    rest: undefined,
  };
}

/** `isKind(value, 'list')` narrows a value to lists. */
export function isKind<K extends HeapValue['kind']>(
  value: Value | undefined | boolean | number | string,
  kind: K,
): value is Extract<HeapValue, { kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unknown';
}
