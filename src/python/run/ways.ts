import { reasonOf } from '../values/among.js';
import type { Unknown, Value } from '../values/value.js';
import { type Changeable, contentOf } from './content.js';
import {
  closeJournal,
  contentsOf,
  followWay,
  type Journal,
  joinContents,
  mergeContents,
  takeContents,
} from './journal.js';
import { mergeValues } from './merge-content.js';
import {
  BREAK,
  CONTINUE,
  type Completion,
  type Execute,
  type Frame,
  NORMAL,
  type Pending,
  RAISED,
  Raised,
  RETURN,
  type Runtime,
} from './runtime.js';
import { tryWay } from './try-way.js';

/** A way that was followed and taken back: `contents` is told from the state that holds now. */
export interface Way {
  readonly until: Pending['until'];
  readonly returned: Value;
  readonly error: Raised | undefined;
  readonly contents: Map<object, unknown>;
}

/** How what runs on has ended so far: as a statement does, or with an exception. */
export type Live = Completion | Raised;

const NOTHING: Map<object, unknown> = new Map();
const ORDER: readonly Completion[] = [NORMAL, CONTINUE, BREAK, RETURN];

/** Runs statements as one of two ways. */
export function follow(runtime: Runtime, frame: Frame, run: Execute): Way {
  const kept = frame.returned;
  const { result, contents } = followWay(runtime, () => tryWay(() => run(frame)));
  const { returned } = frame;
  frame.returned = kept;
  const isRaised = result instanceof Raised;
  return { until: isRaised ? RAISED : result, error: isRaised ? result : undefined, returned, contents };
}

/** `if` on a condition that is not known: see `decide.ts`; here the ways may also leave the loop or the function. */
export function splitWays(runtime: Runtime, frame: Frame, reason: Unknown, yes: Execute, no: Execute): Completion {
  const one = follow(runtime, frame, yes);
  return joinWays(runtime, frame, reason, one, follow(runtime, frame, no));
}

export function joinWays(runtime: Runtime, frame: Frame, reason: Unknown, one: Way, other: Way): Completion {
  const pending = hold(runtime, one, reason, frame.loops);
  return finish(meet(runtime, frame, takeWay(runtime, frame, other), pending));
}

/** Makes what a way left the state that goes on. */
export function takeWay(runtime: Runtime, frame: Frame, way: Way): Live {
  takeContents(runtime, way.contents);
  if (way.until === RETURN) frame.returned = way.returned;
  return liveOf(way);
}

function liveOf({ until, error }: Way | Pending): Live {
  return error ?? (until as Completion);
}

export function finish(live: Live): Completion {
  if (live instanceof Raised) throw live;
  return live;
}

/** Lets a way wait: from now on it is told how what runs on changes the state that it is told from. */
function hold(runtime: Runtime, way: Way, unknown: Unknown, level: number): Pending {
  const reason = reasonOf(unknown);
  const journal: Journal = { before: new Map(), waiting: way.contents };
  runtime.journals.push(journal);
  return { until: way.until, returned: way.returned, error: way.error, reason, level, journal };
}

/** Ends its waiting: what it left, told from now. */
function release(runtime: Runtime, pending: Pending): Way {
  closeJournal(runtime, pending.journal);
  const { until, returned, error, journal } = pending;
  return { until, returned, error, contents: contentsOf(journal) };
}

/**
 * What runs on and a way that waited are at the same point. Those that end alike are merged; otherwise the one that leaves waits
 * further and the other goes on. A way that raises is not the one taken by a program that runs through, unless a `try` is near.
 */
export function meet(runtime: Runtime, frame: Frame, live: Live, pending: Pending): Live {
  const { reason } = pending;
  const way = release(runtime, pending);
  if (way.until === RAISED) {
    if (runtime.tryDepth > 0) add(runtime, frame, way, reason);
    return live;
  }
  if (live === way.until) {
    mergeContents(runtime, reason, way.contents, NOTHING);
    if (live === RETURN) frame.returned = mergeValues(runtime, frame.returned, way.returned, reason);
    return live;
  }
  if (!(live instanceof Raised) && ORDER.indexOf(live) < ORDER.indexOf(way.until)) {
    add(runtime, frame, way, reason);
    return live;
  }
  const mine = new Map([...way.contents.keys()].map((thing) => [thing, contentOf(thing as Changeable)]));
  const { returned } = frame;
  takeWay(runtime, frame, way);
  const isRaised = live instanceof Raised;
  const left: Way = { until: isRaised ? RAISED : live, error: isRaised ? live : undefined, returned, contents: mine };
  if (!isRaised || runtime.tryDepth > 0) add(runtime, frame, left, reason);
  return way.until;
}

/** Lets a way wait in a call; those that wait for the same point wait as one. */
export function add(runtime: Runtime, frame: Frame, way: Way, reason: Unknown, level: number = frame.loops): void {
  // What a generator yields after it has gone on in one of two ways cannot be told.
  if (frame.isGenerator) {
    frame.rest ??= reason;
    runtime.report('undecided', reason.reason);
    return;
  }
  const others = frame.pending ?? [];
  const same = others.find((other) => isSamePoint(other, way, level));
  const joined = same ? joinPending(runtime, same, way) : way;
  frame.pending = [...others.filter((other) => other !== same), hold(runtime, joined, same?.reason ?? reason, level)];
}

function isSamePoint(pending: Pending, way: Way, level: number): boolean {
  if (pending.until !== way.until) return false;
  if (way.until === RAISED) return pending.error?.error.cls === way.error?.error.cls;
  return way.until === RETURN || pending.level === level;
}

function joinPending(runtime: Runtime, pending: Pending, way: Way): Way {
  const { reason } = pending;
  const other = release(runtime, pending);
  const contents = joinContents(runtime, reason, other.contents, way.contents);
  const { error } = other;
  if (error && error.error !== way.error?.error) blurError(error, reason, contents);
  return { until: way.until, error, returned: mergeValues(runtime, other.returned, way.returned, reason), contents };
}

/** Two exceptions of a class that wait as one: what they say is not known. */
function blurError({ error }: Raised, reason: Unknown, contents: Map<object, unknown>): void {
  const names = [
    ...error.attributes.keys(),
    ...[...((contents.get(error.attributes) as Map<string, Value>) ?? [])].map(([name]) => name),
  ];
  contents.set(error.attributes, new Map(names.map((name) => [name, reason])));
}

/** The way that waits for a point, no longer among those of the call. */
export function take(frame: Frame, until: Pending['until'], level: number): Pending | undefined {
  const found = frame.pending?.find(
    (pending) => pending.until === until && (until === RETURN || until === RAISED || pending.level === level),
  );
  if (found) frame.pending = frame.pending?.filter((other) => other !== found);
  return found;
}

/** The end of a call: ways that have returned meet; those that raised go to who called, where a `try` may be. */
export function endCall(runtime: Runtime, frame: Frame, ended: Live): Live {
  let live = ended;
  for (let waits = take(frame, RETURN, 0); waits; waits = take(frame, RETURN, 0))
    live = meet(runtime, frame, live, waits);
  for (let waits = take(frame, RAISED, 0); waits; waits = take(frame, RAISED, 0)) {
    const way = release(runtime, waits);
    if (frame.caller && runtime.tryDepth > 0) add(runtime, frame.caller, way, waits.reason);
  }
  return live;
}

export function dropPending(runtime: Runtime, frame: Frame): void {
  for (const { journal } of frame.pending ?? []) closeJournal(runtime, journal);
  frame.pending = undefined;
}

/** The ways that came to wait since `kept` did, each gone on with: `run` is given what they ended with. */
export function goOnWith(
  runtime: Runtime,
  frame: Frame,
  ended: Live,
  kept: readonly Pending[] | undefined,
  choose: (pending: Pending) => Execute | undefined,
): Live {
  const mine = frame.pending ?? [];
  frame.pending = kept && [...kept];
  let live = ended;
  for (const pending of mine) {
    const run = choose(pending);
    const { reason, level } = pending;
    const left = release(runtime, pending);
    const way = run
      ? follow(runtime, frame, (inner) => {
          takeWay(runtime, inner, left);
          return run(inner);
        })
      : left;
    if (way.until === NORMAL) live = meet(runtime, frame, live, hold(runtime, way, reason, level));
    else if (way.until !== RAISED || runtime.tryDepth > 0) {
      if (live instanceof Raised && way.until !== RAISED)
        live = meet(runtime, frame, live, hold(runtime, way, reason, level));
      else add(runtime, frame, way, reason, level);
    }
  }
  return live;
}
