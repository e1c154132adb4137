import { plainKey, writeKey } from '../values/keys.js';
import { isKind, isUnknown } from '../values/make.js';
import type { HeapValue, Key, Unknown, Value } from '../values/value.js';
import { isBuiltinFirst, typeName } from './operators.js';
import type { Runtime } from './runtime.js';

/** The key of a dict or set; raises TypeError for what cannot be one. */
export function readKey(runtime: Runtime, value: Value): Key | Unknown {
  const key = plainKey(value);
  if (key !== undefined) return key;
  if (isUnknown(value)) return value;
  if (isKind(value, 'tuple')) return tupleKey(runtime, value);
  if (isKind(value, 'set') && value.isFrozen) return frozenKey(runtime, value);
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

function frozenKey(runtime: Runtime, value: Extract<HeapValue, { kind: 'set' }>): Key | Unknown {
  if (value.rest) return value.rest;
  const items = [...value.entries.values()].map((item) => readKey(runtime, item));
  const open = items.find((item) => isUnknown(item));
  if (open !== undefined) return open;
  if (items.some((item) => typeof item === 'object' && item !== null))
    return runtime.unknown('a set of objects as a key');
  return `\u0000F${items
    .map((item) => (isUnknown(item) ? '' : writeKey(item)))
    .sort()
    .join(',')}`;
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
