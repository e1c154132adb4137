import { isKind, isUnknown, makeUnknown } from '../values/make.js';
import type {
  Dict,
  HeapValue,
  Instance,
  Key,
  List,
  PythonIterator,
  PythonSet,
  Unknown,
  Value,
} from '../values/value.js';
import type { Env, Runtime } from './runtime.js';

/** Things that change: variables, attributes and containers. */
export type Changeable = Env | Map<string, Value> | HeapValue;

export function contentOf(thing: Changeable): unknown {
  if (thing instanceof Map) return new Map(thing);
  if ('slots' in thing) return thing.slots.slice();
  switch (thing.kind) {
    case 'list':
      return { items: thing.items.slice(), rest: thing.rest };
    case 'dict':
    case 'set':
      return { entries: new Map<Key, unknown>(thing.entries), rest: thing.rest };
    case 'instance':
      return { cls: thing.cls, payload: thing.payload, state: thing.state, partial: thing.partial };
    default:
      return undefined;
  }
}

export function setContent(thing: Changeable, content: unknown): void {
  if (thing instanceof Map) {
    thing.clear();
    for (const [key, value] of content as Map<string, Value>) thing.set(key, value);
  } else if ('slots' in thing) thing.slots = (content as Env['slots']).slice();
  else if (thing.kind === 'list') {
    const { items, rest } = content as List;
    thing.items = items.slice();
    thing.rest = rest;
  } else if (thing.kind === 'dict' || thing.kind === 'set') {
    const { entries, rest } = content as { entries: Map<Key, never>; rest: Unknown | undefined };
    thing.entries = new Map(entries);
    thing.rest = rest;
  } else if (thing.kind === 'instance') Object.assign(thing, content);
  else if (thing.kind === 'iterator') endIterator(thing);
}

/** Entries that are copied when a thing is kept, given back and merged. */
export function sizeOf(thing: Changeable): number {
  if (thing instanceof Map) return thing.size;
  if ('slots' in thing) return thing.slots.length;
  if (thing.kind === 'list') return thing.items.length;
  return thing.kind === 'dict' || thing.kind === 'set' ? thing.entries.size : 0;
}

/** What an iterator would give next cannot be taken back: from here on it is not known. */
export function endIterator(iterator: PythonIterator): void {
  const changed: { -readonly [K in keyof PythonIterator]: PythonIterator[K] } = iterator;
  changed.next = () => undefined;
  changed.rest ??= makeUnknown('it was moved on in one of two possible ways', undefined);
}

/** False when nothing that a program can see has changed. */
export function isSameContent(runtime: Runtime, thing: Changeable, a: unknown, b: unknown): boolean {
  const isSame = (x: Value | undefined, y: Value | undefined): boolean => isSameValue(runtime, x, y);
  const isSameItems = (x: readonly (Value | undefined)[], y: readonly (Value | undefined)[]): boolean =>
    x.length === y.length && x.every((item, at) => isSame(item, y[at]));
  if (thing instanceof Map) return isSameMap(a as Map<string, Value>, b as Map<string, Value>, isSame);
  if ('slots' in thing) return isSameItems(a as Env['slots'], b as Env['slots']);
  switch (thing.kind) {
    case 'list':
      return isSameItems((a as List).items, (b as List).items) && isSameRest(a as List, b as List);
    case 'dict':
      return (
        isSameMap((a as Dict).entries, (b as Dict).entries, (x, y) => isSame(x[1], y[1])) &&
        isSameRest(a as Dict, b as Dict)
      );
    case 'set':
      return (
        (a as PythonSet).entries.size === (b as PythonSet).entries.size && isSameRest(a as PythonSet, b as PythonSet)
      );
    case 'instance': {
      const [one, other] = [a as Instance, b as Instance];
      return one.cls === other.cls && one.state === other.state && isSame(one.payload, other.payload);
    }
    default:
      return true;
  }
}

function isSameRest(a: { rest?: unknown }, b: { rest?: unknown }): boolean {
  return (a.rest === undefined) === (b.rest === undefined);
}

function isSameMap<T>(a: Map<unknown, T>, b: Map<unknown, T>, isSame: (x: T, y: T) => boolean): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !isSame(value, other)) return false;
  }
  return true;
}

/** As far as a program can tell by computing with them; two tensors of which the same is known are the same, too. */
export function isSameValue(runtime: Runtime, a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (isUnknown(a) && isUnknown(b)) return true;
  if (isKind(a, 'float') && isKind(b, 'float')) return Object.is(a.value, b.value);
  if (isKind(a, 'tuple') && isKind(b, 'tuple'))
    return a.items.length === b.items.length && a.items.every((item, at) => isSameValue(runtime, item, b.items[at]));
  return runtime.natives.isAlike?.(a, b) === true;
}
