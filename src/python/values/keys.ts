import type { Key, Value } from './value.js';

/** Starts the keys of what is not a text, so that no text is equal to them. */
const MARK = '\u0000';

/**
 * The key under which JavaScript's `Map` finds what Python finds: `1`, `1.0` and `True` are one key, equal tuples are one key.
 * undefined: the value cannot be a key (`list`), or only the interpreter can tell (instances with `__hash__`).
 */
export function plainKey(value: Value): Key | undefined {
  switch (typeof value) {
    case 'string':
      return value.startsWith(MARK) ? `${MARK}s${value}` : value;
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value === null ? null : heapKey(value);
  }
}

function heapKey(value: Exclude<Value, null | string | number | bigint | boolean>): Key | undefined {
  switch (value.kind) {
    case 'float':
      return Number.isInteger(value.value) && !Number.isSafeInteger(value.value)
        ? BigInt(value.value)
        : value.value + 0;
    case 'tuple':
      return value.rest ? undefined : joinKeys('t', value.items);
    case 'set':
      return value.isFrozen && !value.rest ? joinKeys('f', [...value.entries.values()], true) : undefined;
    case 'bytes':
      return `${MARK}b${value.text}`;
    case 'complex':
      return `${MARK}c${value.real},${value.imaginary}`;
    case 'range':
      return `${MARK}r${value.start},${value.stop},${value.step}`;
    case 'bound':
      return joinKeys('m', [value.self, value.callee]);
    case 'external':
      return `${MARK}e${value.path}`;
    case 'list':
    case 'dict':
    case 'unknown':
    case 'slice':
    case 'instance':
      return undefined;
    default:
      return value;
  }
}

function joinKeys(mark: string, items: readonly Value[], isSorted = false): Key | undefined {
  const keys = items.map(plainKey);
  if (keys.includes(undefined)) return undefined;
  const parts = keys.map((key) => writeKey(key ?? null));
  if (isSorted) parts.sort();
  return `${MARK}${mark}${parts.map((part) => `${part.length}:${part}`).join('')}`;
}

/** A key as text that no other key has. */
export function writeKey(key: Key): string {
  if (typeof key === 'string') return `s${key}`;
  if (key === null) return 'n';
  return typeof key === 'object' ? `o${identityOf(key)}` : `i${key}`;
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number that stays with an object, as Python's `id`. */
export function identityOf(thing: object): number {
  const kept = identities.get(thing);
  if (kept !== undefined) return kept;
  lastIdentity += 1;
  identities.set(thing, lastIdentity);
  return lastIdentity;
}
