import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Watcher } from '../../python/watcher.js';

/** Switches of one expression that are remembered. */
const MOST_READS = 100;

export type SwitchReads = Pick<Watcher, 'reads' | 'readsSince' | 'read' | 'bound' | 'loaded'>;

/** Follows which switches of a program an expression hangs on, also through names that were computed from them. */
export function createSwitchReads(): SwitchReads {
  const known = new WeakMap<object, Map<string, readonly string[]>>();
  /** Names that were read last; `reads` counts all. */
  const names: string[] = [];
  let reads = 0;
  const note = (name: string): void => {
    reads += 1;
    names.push(name);
    if (names.length > 2 * MOST_READS) names.splice(0, MOST_READS);
  };
  return {
    get reads() {
      return reads;
    },
    readsSince: (before) => (before === reads ? [] : [...new Set(names.slice(-Math.min(reads - before, MOST_READS)))]),
    read: (holder, name) => {
      if (isOptions(holder)) note(name);
    },
    bound: (where, name, from) => {
      const own = known.get(where) ?? new Map<string, readonly string[]>();
      if (from.length > 0) own.set(name, from);
      else own.delete(name);
      known.set(where, own);
    },
    loaded: (where, name) => {
      for (const item of known.get(where)?.get(name) ?? []) note(item);
    },
  };
}

/** Objects whose attributes are the switches of a program: what `argparse` gives, and classes that are called a configuration. */
function isOptions(value: Value): boolean {
  if (!isKind(value, 'instance')) return false;
  const { name, module } = value.cls;
  return (
    (module === 'argparse' && name === 'Namespace') ||
    (!value.cls.isNative && /(?:Config|Args|Arguments|Options|Opts|Settings|Hyperparameters|HParams)$/i.test(name))
  );
}
