import { reasonOf } from '../values/among.js';
import type { Unknown, Value } from '../values/value.js';
import { followWay, mergeContents, takeContents } from './journal.js';
import { mergeValues } from './merge-content.js';
import { RAISED, Raised, type Runtime } from './runtime.js';
import { tryWay } from './try-way.js';
import { add } from './ways.js';

/**
 * Follows both ways of a condition that is not known and merges what they give and leave. A way that raises is not the one taken by
 * a program that runs through; inside of `try` it waits for the handler.
 */
export function decide(runtime: Runtime, unknown: Unknown, yes: () => Value, no: () => Value): Value {
  const reason = reasonOf(unknown);
  const one = followWay(runtime, () => tryWay(yes));
  const other = followWay(runtime, () => tryWay(no));
  const a = one.result;
  const b = other.result;
  if (a instanceof Raised && b instanceof Raised) throw a;
  if (a instanceof Raised || b instanceof Raised) {
    const [left, live, value] = a instanceof Raised ? [one, other, b as Value] : [other, one, a];
    const error = left.result as Raised;
    if (runtime.tryDepth > 0 && runtime.frame)
      add(runtime, runtime.frame, { until: RAISED, error, returned: null, contents: left.contents }, reason);
    takeContents(runtime, live.contents);
    return value;
  }
  mergeContents(runtime, reason, one.contents, other.contents);
  return mergeValues(runtime, a, b, reason);
}
