import type { Unknown, Value } from '../values/value.js';
import { type Changeable, contentOf, endIterator, isSameContent, isSameValue, setContent, sizeOf } from './content.js';
import { COSTS } from './costs.js';
import { mergeContent } from './merge-content.js';
import type { Env, Runtime } from './runtime.js';

/** One way that is followed, or that has left and waits. */
export interface Journal {
  /** What changeable things held before, by the thing; of a way that waits: before what others changed since. */
  readonly before: Map<object, unknown>;
  /** What a way that waits has left. Undefined while it is followed. */
  readonly waiting: Map<object, unknown> | undefined;
}

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
