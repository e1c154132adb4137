import { isUnknown, makeUnknown } from '../values/make.js';
import type { Unknown, Value } from '../values/value.js';

/** `a is b`; what an unknown is identical with is not known. */
export function isSame(a: Value, b: Value): boolean | Unknown {
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a.kind === 'external' && b.kind === 'external')
    return a.path === b.path ? true : makeUnknown(`whether ${a.path} is ${b.path}`, a.site);
  if (a.kind === 'float' && b.kind === 'float') return Object.is(a.value, b.value);
  if (a.kind === 'tuple' && b.kind === 'tuple') return a.items.length === 0 && b.items.length === 0;
  return false;
}
