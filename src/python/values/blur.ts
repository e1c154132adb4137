import { withAmong } from './among.js';
import type { Dict, List, PythonSet, Unknown } from './value.js';

/**
 * A container with `rest` is known in part: the items of a list are those that it begins with, the entries of a dict or set are
 * certainly in it. What changes it at a place that is not known must leave no more than that.
 */

/** Something was taken out, or its order changed, at a place that is not known. */
export function blurItems(list: List, reason: Unknown): void {
  list.rest = withAmong(list.rest ?? reason, list.items);
  list.items = [];
}

/** Something was set under a key that is not known: any value may have been replaced. */
export function blurValues(dict: Dict, reason: Unknown): void {
  const { entries } = dict;
  if ('blur' in entries && typeof entries.blur === 'function') entries.blur(reason);
  for (const [key, [name, value]] of dict.entries) dict.entries.set(key, [name, withAmong(reason, [value])]);
  dict.rest ??= reason;
}

/** Something was taken out under a key that is not known. */
export function blurEntries(container: Dict | PythonSet, reason: Unknown): void {
  const values = container.kind === 'set' ? container.entries.values() : [...container.entries.values()].flat();
  container.rest = withAmong(container.rest ?? reason, values);
  container.entries.clear();
}
