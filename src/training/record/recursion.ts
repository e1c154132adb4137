import { isKind, isUnknown } from '../../python/values/make.js';
import type { Unknown, Value } from '../../python/values/value.js';
import type { WatchedCall } from '../../python/watcher.js';

/** Calls of one function within itself, of which none was given anything that is known. */
const DEEPEST = 2;

/**
 * Ends functions that call themselves with what is not known, as `repackage_hidden(h)` does with the parts of a hidden state:
 * where they would stop hangs on what nobody knows, and what they give comes from what they are given.
 */
export function createRecursionGuard(): (call: WatchedCall, run: () => Value) => Value {
  const depths = new Map<Value, number>();
  return ({ callee, values, keywords }, run) => {
    const [first] = values;
    if (!isKind(callee, 'function') || !isUnknown(first)) return run();
    if (![...values, ...(keywords?.values() ?? [])].every(tellsNothing)) return run();
    const depth = (depths.get(callee) ?? 0) + 1;
    if (depth > DEEPEST) return partOf(first);
    depths.set(callee, depth);
    try {
      return run();
    } finally {
      depths.set(callee, depth - 1);
    }
  };
}

/** No end of a recursion can hang on it: not known, absent, or a list of which nobody knows how long it is. */
function tellsNothing(value: Value): boolean {
  if (value === null || isUnknown(value)) return true;
  return (isKind(value, 'list') || isKind(value, 'tuple') || isKind(value, 'dict')) && value.rest !== undefined;
}

function partOf(of: Unknown): Value {
  return { kind: 'unknown', reason: of.reason, site: of.site, trace: { kind: 'round', of } };
}
