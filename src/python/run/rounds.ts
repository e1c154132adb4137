import { reasonOf } from '../values/among.js';
import { makeUnknown } from '../values/make.js';
import type { Unknown } from '../values/value.js';
import { forgetContents, mergeContents } from './journal.js';
import {
  BREAK,
  CONTINUE,
  type Completion,
  type Execute,
  type Frame,
  NORMAL,
  RAISED,
  Raised,
  type Runtime,
} from './runtime.js';
import { add, finish, follow, type Live, meet, take } from './ways.js';

/** Rounds of a `while` that goes on in one of many ways, after which it is taken for one of unknown length. */
export const MOST_ROUNDS_WITH_EXITS = 50;

/** Rounds after which what a loop of unknown length leaves must be settled. */
const MOST_ROUNDS = 12;

/** A watcher wants to know what is done, which the first rounds show, more than what comes of it. */
const MOST_ROUNDS_WATCHED = 1;

const NOTHING: Map<object, unknown> = new Map();

/** A loop, its `break`s and its `else`. */
export function runLoop(runtime: Runtime, frame: Frame, rounds: Execute, otherwise: Execute): Completion {
  const level = frame.loops + 1;
  frame.loops = level;
  let live: Live;
  try {
    live = attempt(frame, rounds);
  } finally {
    frame.loops = level - 1;
  }
  if (live === NORMAL) live = attempt(frame, otherwise);
  else if (live === BREAK) live = NORMAL;
  const waits = take(frame, BREAK, level);
  return finish(waits ? meet(runtime, frame, live, { ...waits, until: NORMAL }) : live);
}

/** One round: the ways that wait for its end go on together. */
export function runRound(runtime: Runtime, frame: Frame, body: Execute): Completion {
  const live = attempt(frame, body);
  const waits = frame.pending && take(frame, CONTINUE, frame.loops);
  const result = waits ? meet(runtime, frame, live === CONTINUE ? NORMAL : live, { ...waits, until: NORMAL }) : live;
  return result === CONTINUE ? NORMAL : finish(result);
}

/** An exception is kept for the ways that wait. */
function attempt(frame: Frame, run: Execute): Live {
  try {
    return run(frame);
  } catch (error) {
    if (!(error instanceof Raised) || !frame.pending) throw error;
    return error;
  }
}

/**
 * Rounds of which it is not known how many there are: perhaps none, perhaps many. `isSeen`: some were gone through already, and who
 * watches has seen in them what there is to see; one more says what may be another thing in the end.
 */
export function loopUnknown(runtime: Runtime, frame: Frame, unknown: Unknown, body: Execute, isSeen = false): void {
  const reason = reasonOf(unknown);
  for (let round = 0; ; round += 1) {
    runtime.spend(1);
    const way = follow(runtime, frame, (inner) => runRound(runtime, inner, body));
    if (way.until === NORMAL) {
      if (!mergeContents(runtime, reason, way.contents, NOTHING)) return;
      if (isSeen) return;
      if (round < (runtime.watcher ? MOST_ROUNDS_WATCHED : MOST_ROUNDS)) continue;
      forgetContents(runtime, way.contents, makeUnknown(`a loop that does not settle: ${reason.reason}`, reason.site));
      return;
    }
    if (way.until !== RAISED || runtime.tryDepth > 0) add(runtime, frame, way, reason);
    return;
  }
}
