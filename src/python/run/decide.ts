import { reasonOf } from '../values/among.js';
import type { Unknown, Value } from '../values/value.js';
import { followWay, mergeContents, mergeValues, takeContents } from './journal.js';
import { Raised, type Runtime } from './runtime.js';

/**
 * Follows both ways of a condition that is not known and merges what they give and leave. A way that raises is not the one taken by
 * a program that runs through; inside of `try` that does not follow, which is then reported.
 */
export function decide(runtime: Runtime, unknown: Unknown, yes: () => Value, no: () => Value): Value {
  const reason = reasonOf(unknown);
  const one = followWay(runtime, () => tryWay(yes));
  const other = followWay(runtime, () => tryWay(no));
  const a = one.result;
  const b = other.result;
  if (a instanceof Raised && b instanceof Raised) throw a;
  if (a instanceof Raised || b instanceof Raised) {
    if (runtime.tryDepth > 0) runtime.report('undecided', reason.reason);
    takeContents(runtime, a instanceof Raised ? other.contents : one.contents);
    return a instanceof Raised ? (b as Value) : a;
  }
  mergeContents(runtime, reason, one.contents, other.contents);
  return mergeValues(runtime, a, b, reason);
}

export function tryWay<T>(way: () => T): T | Raised {
  try {
    return way();
  } catch (error) {
    if (error instanceof Raised) return error;
    throw error;
  }
}
