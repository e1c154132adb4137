import { withAmong } from '../values/among.js';
import { isKind, isUnknown, makeTuple, makeUnknown } from '../values/make.js';
import type {
  Dict,
  HeapValue,
  Instance,
  Key,
  List,
  Problem,
  PythonIterator,
  PythonSet,
  Unknown,
  Value,
} from '../values/value.js';
import { COSTS } from './costs.js';
import type { Env, Runtime } from './runtime.js';

/** One way that is followed, or that has left and waits. */
export interface Journal {
  /** What changeable things held before, by the thing; of a way that waits: before what others changed since. */
  readonly before: Map<object, unknown>;
  /** What a way that waits has left. Undefined while it is followed. */
  readonly waiting: Map<object, unknown> | undefined;
}

/** Things that change: variables, attributes and containers. */
export type Changeable = Env | Map<string, Value> | HeapValue;

/**
 * Where a condition is not known, both ways are followed from the same state and what they leave is merged: equal stays,
 * different becomes unknown. Before a thing is changed, `touch` notes what it held, in every way that is open.
 *
 * What holds at any time for a way that waits: take back what is noted in its `before`, then lay `waiting` over it, and there is the
 * state that it left.
 */
export function touch(runtime: Runtime, thing: Changeable): void {
  let content: unknown;
  let isRead = false;
  for (const { before } of runtime.journals) {
    if (before.has(thing)) continue;
    if (!isRead) content = contentOf(thing);
    isRead = true;
    before.set(thing, content);
  }
}

/** Follows one way and takes its changes back; what it left is kept for `mergeContents`. */
export function followWay<T>(
  runtime: Runtime,
  way: () => T,
): { result: T; before: Map<object, unknown>; contents: Map<object, unknown> } {
  const before = new Map<object, unknown>();
  const journal: Journal = { before, waiting: undefined };
  runtime.journals.push(journal);
  try {
    const result = way();
    const contents = new Map<object, unknown>();
    let cost = 0;
    for (const thing of before.keys()) {
      contents.set(thing, contentOf(thing as Changeable));
      cost += COSTS.changedThing + sizeOf(thing as Changeable);
    }
    runtime.spend(cost);
    return { result, before, contents };
  } finally {
    closeJournal(runtime, journal);
    takeBack(runtime, before);
  }
}

/** Entries that are copied when a thing is kept, given back and merged. */
function sizeOf(thing: Changeable): number {
  if (thing instanceof Map) return thing.size;
  if ('slots' in thing) return thing.slots.length;
  if (thing.kind === 'list') return thing.items.length;
  return thing.kind === 'dict' || thing.kind === 'set' ? thing.entries.size : 0;
}

export function closeJournal(runtime: Runtime, journal: Journal): void {
  const at = runtime.journals.lastIndexOf(journal);
  if (at >= 0) runtime.journals.splice(at, 1);
}

/** Undoes a way. What waits keeps what it left, told anew from the state that is now. */
function takeBack(runtime: Runtime, before: Map<object, unknown>): void {
  for (const { waiting, before: noted } of runtime.journals) {
    if (!waiting) continue;
    for (const thing of before.keys()) {
      if (!waiting.has(thing)) waiting.set(thing, noted.has(thing) ? noted.get(thing) : contentOf(thing as Changeable));
      noted.delete(thing);
    }
  }
  for (const [thing, content] of before) setContent(thing as Changeable, content);
}

/** What a way that waits left of a thing. */
function leftOf({ before, waiting }: Journal, thing: object): unknown {
  if (waiting?.has(thing)) return waiting.get(thing);
  return before.has(thing) ? before.get(thing) : contentOf(thing as Changeable);
}

/** All that a way that waits left otherwise than it is now. */
export function contentsOf(journal: Journal): Map<object, unknown> {
  const things = new Set([...journal.before.keys(), ...(journal.waiting?.keys() ?? [])]);
  return new Map([...things].map((thing) => [thing, leftOf(journal, thing)]));
}

/** Makes what one way left the state that goes on. */
export function takeContents(runtime: Runtime, contents: Map<object, unknown>): void {
  for (const [thing, content] of contents) {
    touch(runtime, thing as Changeable);
    setContent(thing as Changeable, content);
  }
}

/** Merges what two ways left; a thing that a way has not touched is there what it is now. True when that changes anything. */
export function mergeContents(
  runtime: Runtime,
  reason: Unknown,
  one: Map<object, unknown>,
  other: Map<object, unknown>,
): boolean {
  let isChanged = false;
  for (const thing of new Set([...one.keys(), ...other.keys()])) {
    const now = contentOf(thing as Changeable);
    const a = one.has(thing) ? one.get(thing) : now;
    const b = other.has(thing) ? other.get(thing) : now;
    touch(runtime, thing as Changeable);
    const merged = mergeContent(runtime, thing as Changeable, a, b, reason);
    isChanged ||= !isSameContent(runtime, thing as Changeable, now, merged);
    setContent(thing as Changeable, merged);
  }
  return isChanged;
}

/** What is done in one of two ways but holds in both, as an import does. */
export function setInAllWays(runtime: Runtime, names: Map<string, Value>, name: string, value: Value): void {
  for (const { before, waiting } of runtime.journals) {
    for (const content of [before.get(names), waiting?.get(names)])
      if (content instanceof Map && !content.has(name)) content.set(name, value);
  }
  names.set(name, value);
}

/**
 * Nothing of what a way changed is known any more, and of what it may still change: all names of a scope in which it changed one.
 * For a watcher, which wants to know what is done, names whose values are as they were stay.
 */
export function forgetContents(runtime: Runtime, contents: Map<object, unknown>, reason: Unknown): void {
  for (const [key, content] of contents) {
    const thing = key as Changeable;
    touch(runtime, thing);
    if (thing instanceof Map) forgetNames(runtime, thing, content as Map<string, Value>, reason);
    else if ('slots' in thing) {
      const left = content as Env['slots'];
      const stays = (value: Value | undefined, at: number): boolean =>
        runtime.watcher !== undefined && isSameValue(runtime, value, left[at]);
      thing.slots = thing.slots.map((value, at) => (stays(value, at) ? value : reason));
    } else if (thing.kind === 'list') Object.assign(thing, { items: [], rest: reason });
    else if (thing.kind === 'dict' || thing.kind === 'set') Object.assign(thing, { entries: new Map(), rest: reason });
    else if (thing.kind === 'instance') {
      thing.partial = [...(thing.partial ?? []), { kind: 'undecided', reason: reason.reason, site: reason.site }];
      if (thing.payload !== undefined) thing.payload = reason;
    } else if (thing.kind === 'iterator') endIterator(thing);
  }
}

function forgetNames(runtime: Runtime, names: Map<string, Value>, left: Map<string, Value>, reason: Unknown): void {
  for (const [name, value] of names) {
    if (!runtime.watcher || !isSameValue(runtime, value, left.get(name))) names.set(name, reason);
  }
  for (const name of left.keys()) if (!names.has(name)) names.set(name, reason);
}

/** What two ways left as what one way left. */
export function joinContents(
  runtime: Runtime,
  reason: Unknown,
  one: Map<object, unknown>,
  other: Map<object, unknown>,
): Map<object, unknown> {
  const joined = new Map<object, unknown>();
  for (const thing of new Set([...one.keys(), ...other.keys()])) {
    const now = contentOf(thing as Changeable);
    const a = one.has(thing) ? one.get(thing) : now;
    const b = other.has(thing) ? other.get(thing) : now;
    joined.set(thing, mergeContent(runtime, thing as Changeable, a, b, reason));
  }
  return joined;
}

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

function setContent(thing: Changeable, content: unknown): void {
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

/** What an iterator would give next cannot be taken back: from here on it is not known. */
function endIterator(iterator: PythonIterator): void {
  const changed: { -readonly [K in keyof PythonIterator]: PythonIterator[K] } = iterator;
  changed.next = () => undefined;
  changed.rest ??= makeUnknown('it was moved on in one of two possible ways', undefined);
}

/** False when nothing that a program can see has changed. */
function isSameContent(runtime: Runtime, thing: Changeable, a: unknown, b: unknown): boolean {
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
function isSameValue(runtime: Runtime, a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (isUnknown(a) && isUnknown(b)) return true;
  if (isKind(a, 'float') && isKind(b, 'float')) return Object.is(a.value, b.value);
  if (isKind(a, 'tuple') && isKind(b, 'tuple'))
    return a.items.length === b.items.length && a.items.every((item, at) => isSameValue(runtime, item, b.items[at]));
  return runtime.natives.isAlike?.(a, b) === true;
}

function mergeContent(runtime: Runtime, thing: Changeable, a: unknown, b: unknown, reason: Unknown): unknown {
  if (thing instanceof Map) return mergeMaps(runtime, a as Map<string, Value>, b as Map<string, Value>, reason);
  if ('slots' in thing) return mergeSlots(runtime, a as Env['slots'], b as Env['slots'], reason);
  switch (thing.kind) {
    case 'list':
      return mergeLists(runtime, a as List, b as List, reason);
    case 'dict':
      return mergeDicts(runtime, a as Dict, b as Dict, reason);
    case 'set':
      return mergeSets(a as PythonSet, b as PythonSet, reason);
    case 'instance':
      return mergeInstances(runtime, a as Instance, b as Instance, reason);
    default:
      return a as PythonIterator | undefined;
  }
}

function mergeSlots(runtime: Runtime, a: Env['slots'], b: Env['slots'], reason: Unknown): Env['slots'] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, at) => mergeMaybe(runtime, a[at], b[at], reason));
}

function mergeMaps(
  runtime: Runtime,
  a: Map<string, Value>,
  b: Map<string, Value>,
  reason: Unknown,
): Map<string, Value> {
  const merged = new Map<string, Value>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    merged.set(key, mergeMaybe(runtime, a.get(key), b.get(key), reason) ?? reason);
  }
  return merged;
}

function mergeLists(runtime: Runtime, a: List, b: List, reason: Unknown): Partial<List> {
  const length = Math.min(a.items.length, b.items.length);
  const items = Array.from({ length }, (_, at) =>
    mergeValues(runtime, a.items[at] ?? null, b.items[at] ?? null, reason),
  );
  const rest = a.rest ?? b.rest ?? (a.items.length === b.items.length ? undefined : reason);
  const others = [...a.items.slice(length), ...b.items.slice(length)];
  return { items, rest: rest && withAmong(rest, [...others, b.rest ?? null]) };
}

function mergeDicts(runtime: Runtime, a: Dict, b: Dict, reason: Unknown): Partial<Dict> {
  const entries: Dict['entries'] = new Map();
  let rest = a.rest ?? b.rest;
  const others: Value[] = b.rest ? [b.rest] : [];
  for (const [key, [name, value]] of a.entries) {
    const other = b.entries.get(key);
    if (other) entries.set(key, [name, mergeValues(runtime, value, other[1], reason)]);
    else others.push(value);
  }
  for (const [key, [, value]] of b.entries) if (!a.entries.has(key)) others.push(value);
  if (entries.size < a.entries.size || entries.size < b.entries.size) rest ??= reason;
  return { entries, rest: rest && withAmong(rest, others) };
}

function mergeSets(a: PythonSet, b: PythonSet, reason: Unknown): Partial<PythonSet> {
  const entries = new Map([...a.entries].filter(([key]) => b.entries.has(key)));
  const isSame = entries.size === a.entries.size && entries.size === b.entries.size;
  return { entries, rest: a.rest ?? b.rest ?? (isSame ? undefined : reason) };
}

function mergeInstances(runtime: Runtime, a: Instance, b: Instance, reason: Unknown): Partial<Instance> {
  const isSame = a.state === b.state && a.cls === b.cls;
  const payload = mergeMaybe(runtime, a.payload, b.payload, reason);
  const undecided: Problem[] = isSame ? [] : [{ kind: 'undecided', reason: reason.reason, site: reason.site }];
  return { ...a, payload, partial: joinProblems(a.partial, [...(b.partial ?? []), ...undecided]) };
}

/** Problems of one object that are kept; they are merged as often as ways meet, so each is kept once. */
const MOST_PROBLEMS = 20;

function joinProblems(
  some: readonly Problem[] | undefined,
  others: readonly Problem[],
): readonly Problem[] | undefined {
  const joined = [...(some ?? [])];
  for (const problem of others) {
    if (joined.length >= MOST_PROBLEMS) break;
    if (!joined.some((known) => known === problem || isSameProblem(known, problem))) joined.push(problem);
  }
  return joined.length === (some?.length ?? 0) ? some : joined;
}

function isSameProblem(a: Problem, b: Problem): boolean {
  return (
    a.kind === b.kind && a.reason === b.reason && a.site?.start === b.site?.start && a.site?.source === b.site?.source
  );
}

function mergeMaybe(runtime: Runtime, a: Value | undefined, b: Value | undefined, reason: Unknown): Value | undefined {
  if (a === b) return a;
  if (a === undefined || b === undefined) return withAmong(reason, [a ?? b ?? null]);
  return mergeValues(runtime, a, b, reason);
}

/** What is true of a value that is one or the other. */
export function mergeValues(runtime: Runtime, a: Value, b: Value, reason: Unknown): Value {
  if (a === b) return a;
  const merged = mergeUnequal(runtime, a, b, reason);
  return runtime.watcher && isUnknown(merged) ? runtime.watcher.either(a, b, merged) : merged;
}

function mergeUnequal(runtime: Runtime, a: Value, b: Value, reason: Unknown): Value {
  if (isUnknown(a)) return withAmong(a, [b]);
  if (isUnknown(b)) return withAmong(b, [a]);
  if (isKind(a, 'float') && isKind(b, 'float') && Object.is(a.value, b.value)) return a;
  if (isKind(a, 'external') && isKind(b, 'external') && a.path === b.path) return a;
  if (isKind(a, 'bytes') && isKind(b, 'bytes') && a.text === b.text) return a;
  if (isKind(a, 'bound') && isKind(b, 'bound') && a.self === b.self && a.callee === b.callee) return a;
  if (isKind(a, 'tuple') && isKind(b, 'tuple') && a.items.length === b.items.length && !a.rest && !b.rest) {
    return makeTuple(a.items.map((item, at) => mergeValues(runtime, item, b.items[at] ?? null, reason)));
  }
  return runtime.natives.merge?.(a, b, reason) ?? withAmong(reason, [a, b]);
}
