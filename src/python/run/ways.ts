import { isUnknown } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';
import { tryWay } from './decide.js';
import {
  type Changeable,
  closeJournal,
  contentOf,
  followWay,
  mergeContents,
  mergeValues,
  takeContents,
} from './journal.js';
import {
  BREAK,
  CONTINUE,
  type Completion,
  type Execute,
  type Frame,
  NORMAL,
  type Pending,
  Raised,
  RETURN,
  type Runtime,
} from './runtime.js';

/** Ways that may wait in one call until it is clear what the others do; more are not followed. */
const MOST_PENDING = 12;

interface Way {
  readonly completion: Completion;
  readonly returned: Value;
  readonly contents: Map<object, unknown>;
  readonly journal: Map<object, unknown>;
}

/** Runs statements as one of two ways. */
export function follow(runtime: Runtime, frame: Frame, run: Execute): Way | Raised {
  const kept = frame.returned;
  const { result, contents, journal } = followWay(runtime, () => tryWay(() => run(frame)));
  const returned = frame.returned;
  frame.returned = kept;
  return result instanceof Raised ? result : { completion: result, returned, contents, journal };
}

/** `if` on a condition that is not known: see `decide.ts`; here the ways may also leave the loop or the function. */
export function splitWays(runtime: Runtime, frame: Frame, reason: Unknown, yes: Execute, no: Execute): Completion {
  return joinWays(runtime, frame, reason, follow(runtime, frame, yes), follow(runtime, frame, no));
}

export function joinWays(
  runtime: Runtime,
  frame: Frame,
  reason: Unknown,
  one: Way | Raised,
  other: Way | Raised,
): Completion {
  if (one instanceof Raised && other instanceof Raised) throw one;
  if (one instanceof Raised || other instanceof Raised) {
    if (runtime.tryDepth > 0) runtime.report('undecided', reason.reason);
    return takeWay(runtime, frame, one instanceof Raised ? (other as Way) : one);
  }
  if (one.completion !== other.completion) return postpone(runtime, frame, reason, one, other);
  const before = (thing: object): unknown => (one.journal.has(thing) ? one.journal : other.journal).get(thing);
  mergeContents(runtime, reason, one.contents, other.contents, before);
  if (one.completion === RETURN) frame.returned = mergeValues(runtime, one.returned, other.returned, reason);
  return one.completion;
}

export function takeWay(runtime: Runtime, frame: Frame, way: Way): Completion {
  takeContents(runtime, way.contents);
  if (way.completion === RETURN) frame.returned = way.returned;
  return way.completion;
}

const ORDER: readonly Completion[] = [NORMAL, CONTINUE, BREAK, RETURN];

/** One way leaves, the other goes on: what the first left waits until the other comes to the same point. */
function postpone(runtime: Runtime, frame: Frame, reason: Unknown, one: Way, other: Way): Completion {
  const isFirst = ORDER.indexOf(one.completion) < ORDER.indexOf(other.completion);
  const [live, left] = isFirst ? [one, other] : [other, one];
  frame.pending ??= [];
  if (frame.isGenerator || frame.pending.length >= MOST_PENDING) {
    runtime.report('undecided', reason.reason);
    return takeWay(runtime, frame, live);
  }
  addPending(runtime, frame, reason, left);
  return takeWay(runtime, frame, live);
}

function addPending(runtime: Runtime, frame: Frame, reason: Unknown, way: Way): void {
  const journal = new Map<object, unknown>();
  runtime.journals.push(journal);
  const pending: Pending = { until: way.completion, reason, contents: way.contents, journal, returned: way.returned };
  frame.pending = [...(frame.pending ?? []), pending];
}

/** Merges the ways that waited for this point: the end of an iteration, of a loop or of the call. */
export function resolvePending(
  runtime: Runtime,
  frame: Frame,
  until: Completion,
  from: number,
  live: Completion,
): void {
  const all = frame.pending;
  if (!all || all.length <= from) return;
  frame.pending = all.filter((item, at) => at < from || item.until !== until);
  for (const item of all.slice(from).reverse()) {
    if (item.until !== until) continue;
    closeJournal(runtime, item.journal);
    mergePending(runtime, item);
    if (until === RETURN) frame.returned = mergeValues(runtime, item.returned, frame.returned, item.reason);
    else if (live === RETURN || (until === CONTINUE && live === BREAK)) leaveUndecided(runtime, frame, item, live);
  }
}

function leaveUndecided(runtime: Runtime, frame: Frame, item: Pending, live: Completion): void {
  runtime.report('undecided', item.reason.reason);
  if (live === RETURN) frame.returned = item.reason;
}

function mergePending(runtime: Runtime, item: Pending): void {
  const now = new Map<object, unknown>();
  for (const thing of [...item.contents.keys(), ...item.journal.keys()]) now.set(thing, contentOf(thing as Changeable));
  mergeContents(runtime, item.reason, item.contents, now, (thing) => item.journal.get(thing));
}

/** The way that goes on raised: then the one that has returned is what a program that runs through does. */
export function returnInstead(runtime: Runtime, frame: Frame): boolean {
  const item = frame.pending?.findLast(({ until }) => until === RETURN);
  if (!item) return false;
  if (runtime.tryDepth > 0) runtime.report('undecided', item.reason.reason);
  closeJournal(runtime, item.journal);
  takeContents(runtime, item.journal);
  takeContents(runtime, item.contents);
  frame.pending = frame.pending?.filter((other) => other !== item);
  frame.returned = item.returned;
  return true;
}

export function dropPending(runtime: Runtime, frame: Frame): void {
  for (const { journal } of frame.pending ?? []) closeJournal(runtime, journal);
  frame.pending = undefined;
}

/** Rounds after which what a loop changes, and what hangs on that, has become unknown. */
const ROUNDS = 3;

/** A loop of which it is not known how often it runs: perhaps never, perhaps often. */
export function loopUnknown(runtime: Runtime, frame: Frame, reason: Unknown, body: Execute): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    runtime.spend(1);
    const way = follow(runtime, frame, body);
    if (way instanceof Raised) return;
    mergeContents(runtime, reason, way.contents, new Map(), (thing) => way.journal.get(thing));
    if (way.completion !== RETURN) continue;
    if (frame.isGenerator) runtime.report('undecided', reason.reason);
    else addPending(runtime, frame, reason, { ...way, returned: isUnknown(way.returned) ? way.returned : reason });
    return;
  }
}
