import type { Dict, List, PythonSet, Unknown } from './value.js';

/**
 * A container with `rest` is known in part: the items of a list are those that it begins with, the entries of a dict or set are
 * certainly in it. What changes it at a place that is not known must leave no more than that.
 */

/** Something was taken out, or its order changed, at a place that is not known. */
export function blurItems(list: List, reason: Unknown): void {
  list.items = [];
  list.rest ??= reason;
}

/** Something was set under a key that is not known: any value may have been replaced. */
export function blurValues(dict: Dict, reason: Unknown): void {
  for (const [key, [name]] of dict.entries) dict.entries.set(key, [name, reason]);
  dict.rest ??= reason;
}

/** Something was taken out under a key that is not known. */
export function blurEntries(container: Dict | PythonSet, reason: Unknown): void {
  container.entries.clear();
  container.rest ??= reason;
}
