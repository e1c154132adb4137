import { ownerOfView } from '../../python/run/attributes-view.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { WatchedCall, Watcher } from '../../python/watcher.js';
import type { OptionBook } from '../options/option-book.js';
import { type Bind, bindParameters, listSpread } from './bind-parameters.js';
import { CALLED, declareField, fieldOf, isNamespace, isOptions, isOwn, kindOf, PARTED } from './configurations.js';

/** Switches of one expression that are remembered. */
const MOST_READS = 100;

type Heard = 'reads' | 'readsSince' | 'read' | 'bound' | 'loaded' | 'setting' | 'sameSetting' | 'variable';

export interface SwitchReads extends Pick<Watcher, Heard> {
  /** The call with what `**options` brings in listed as if it were written; its parameters are bound to the switches given. */
  readonly expand: (call: WatchedCall) => WatchedCall;
}

/** Follows which switches of a program an expression hangs on, also through names and parameters that were computed from them. */
export function createSwitchReads(book: OptionBook): SwitchReads {
  const known = new WeakMap<object, Map<string, readonly string[]>>();
  /** Fields of configurations that were looked for. */
  const asked = new Set<string>();
  /** Parts of configurations, with the way there: `optim.`. */
  const inner = new WeakMap<object, string>();
  const { note, count, since } = createReads();
  const bound: Bind = (where, name, switches, value) => {
    const own = known.get(where);
    const from = PARTED.has(kindOf(value)) ? [] : switches;
    // What held a switch and gets something else holds it no more.
    const isHeld = isNamespace(where) || book.heldAt(where as Value, name) !== undefined;
    if (from.length > 0 || isHeld) known.set(where, (own ?? new Map()).set(name, from));
    else own?.delete(name);
  };
  const forget = (holder: Value, name: string): void => {
    if (typeof holder === 'object' && holder !== null) known.get(holder)?.delete(name);
  };
  const switchesAt = (holder: Value, name: string): readonly string[] => {
    const object = ownerOfView(holder) ?? holder;
    const stored = known.get(object as object)?.get(name);
    if (stored) return stored;
    const held = book.heldAt(object, name)?.key;
    if (held !== undefined) return [held];
    const prefix = inner.get(object as object) ?? (isOptions(object) ? '' : undefined);
    if (prefix === undefined || name.startsWith('_')) return [];
    const value = fieldOf(object, name);
    if (value === undefined && !isNamespace(object)) return [];
    if ((isKind(value, 'instance') && isOwn(value.cls)) || isKind(value, 'dict')) inner.set(value, `${prefix}${name}.`);
    else if (!CALLED.has(kindOf(value)) && !isKind(value, 'instance')) {
      if (!asked.has(prefix + name)) declareField(book, object, name, prefix);
      asked.add(prefix + name);
      return [prefix + name];
    }
    return [];
  };
  return {
    get reads() {
      return count();
    },
    readsSince: since,
    read: (holder, name) => {
      for (const item of switchesAt(holder, name)) note(item);
    },
    bound,
    loaded: (where, name) => {
      for (const item of known.get(where)?.get(name) ?? []) note(item);
    },
    setting: (holder, name, { key, site: said, value, isGiven = false, isPart = false }) => {
      const site = said ?? book.heldAt(holder, name)?.site;
      if (isKind(holder, 'module')) bound(holder, name, [key], undefined);
      else forget(holder, name);
      book.hold(holder, name, key, site);
      if (isPart || (book.declared.get(key)?.isGiven === true && !isGiven)) return;
      book.declare(key, { name: key, value, isGiven, source: isGiven ? 'command-line' : 'file', site });
    },
    sameSetting: (holder, name, from) => {
      const held = book.heldAt(from, name);
      forget(holder, name);
      if (held) book.hold(holder, name, held.key, held.site);
    },
    variable: (name, value, site) => {
      if (!book.declared.has(name)) book.declare(name, { name, value, isGiven: false, source: 'environment', site });
      note(name);
    },
    expand: (call) => {
      const full = call.arguments.some(({ isSpread }) => isSpread) ? listSpread(call, switchesAt, book) : call;
      bindParameters(full, bound, (where) => known.has(where));
      return full;
    },
  };
}

function createReads(): {
  readonly note: (name: string) => void;
  readonly count: () => number;
  readonly since: (before: number) => readonly string[];
} {
  /** Names that were read last; `reads` counts all. */
  const names: string[] = [];
  let reads = 0;
  return {
    note: (name) => {
      reads += 1;
      names.push(name);
      if (names.length > 2 * MOST_READS) names.splice(0, MOST_READS);
    },
    count: () => reads,
    since: (before) => (before === reads ? [] : [...new Set(names.slice(-Math.min(reads - before, MOST_READS)))]),
  };
}
