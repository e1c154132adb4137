import { ownerOfView } from '../../python/run/attributes-view.js';
import type { CompiledFunction } from '../../python/run/runtime.js';
import { isKind } from '../../python/values/make.js';
import type { Class, Value } from '../../python/values/value.js';
import type { WatchedArgument, WatchedCall, Watcher } from '../../python/watcher.js';
import type { OptionBook } from '../options/option-book.js';
import { isBrought } from './outside.js';

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
  /** Names that were read last; `reads` counts all. */
  const names: string[] = [];
  let reads = 0;
  const note = (name: string): void => {
    reads += 1;
    names.push(name);
    if (names.length > 2 * MOST_READS) names.splice(0, MOST_READS);
  };
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
    const stored = typeof object === 'object' && object !== null ? known.get(object)?.get(name) : undefined;
    if (stored) return stored;
    const held = book.heldAt(object, name)?.key;
    if (held !== undefined) return [held];
    const prefix = inner.get(object as object) ?? (isOptions(object) ? '' : undefined);
    if (prefix === undefined || name.startsWith('_')) return [];
    const value = fieldOf(object, name);
    if (value === undefined && !isNamespace(object)) return [];
    if ((isKind(value, 'instance') && isOwn(value.cls)) || isKind(value, 'dict')) inner.set(value, `${prefix}${name}.`);
    else if (!CALLED.has(kindOf(value)) && !isKind(value, 'instance')) {
      if (!asked.has(prefix + name) && !book.declared.has(prefix + name)) declareField(book, object, name, prefix);
      asked.add(prefix + name);
      return [prefix + name];
    }
    return [];
  };
  return {
    get reads() {
      return reads;
    },
    readsSince: (before) => (before === reads ? [] : [...new Set(names.slice(-Math.min(reads - before, MOST_READS)))]),
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

/** `f(**vars(args))` as if it were `f(lr=args.lr, …)`. */
function listSpread(
  call: WatchedCall,
  switchesAt: (holder: Value, name: string) => readonly string[],
  book: OptionBook,
): WatchedCall {
  const written = new Set(call.arguments.map(({ name }) => name));
  const spread = call.arguments.filter(({ name, isSpread, value }) => isSpread && name === undefined && value);
  const brought = [...(call.keywords ?? [])].flatMap(([name]): WatchedArgument[] => {
    if (written.has(name)) return [];
    for (const { site, value } of spread) {
      const switches = switchesAt(value ?? null, name);
      const [first] = switches;
      // Where a library spreads it, it is written in the file that the library has read.
      const said = isBrought(site) && first !== undefined ? book.declared.get(first)?.site : undefined;
      if (first !== undefined) return [{ name, isSpread: false, site: said ?? site, switches }];
    }
    return [];
  });
  return brought.length === 0 ? call : { ...call, arguments: [...call.arguments, ...brought] };
}

type Bind = (where: object, name: string, from: readonly string[], value: Value | undefined) => void;

function bindParameters(call: WatchedCall, bind: Bind, isBound: (where: object) => boolean): void {
  const { callee, arguments: given, keywords, values } = call;
  const target = functionOf(callee);
  if (!target) {
    if (isKind(callee, 'native') && callee.name === 'setattr') bindAttribute(given, values, bind);
    return;
  }
  const { code } = target.callee;
  if (given.every(({ switches }) => switches.length === 0) && !isBound(code)) return;
  const positional = given.filter(({ name, isSpread }) => name === undefined && !isSpread);
  const { parameters } = code.signature;
  for (let at = target.offset; at < parameters.length; at += 1) {
    const name = parameters[at]?.name ?? '';
    const own = given.find((item) => item.name === name) ?? positional[at - target.offset];
    bind(code, name, own?.switches ?? [], keywords?.get(name) ?? values[at - target.offset]);
  }
}

/** `setattr(args, name, value)` */
function bindAttribute(given: readonly WatchedArgument[], [owner, name]: readonly Value[], bind: Bind): void {
  if (isBrought(given[0]?.site)) return;
  if (isKind(owner ?? null, 'instance') && typeof name === 'string')
    bind(owner as object, name, given[2]?.switches ?? [], undefined);
}

/** The function of the program that a call runs, and how many of its parameters are given without being written. */
function functionOf(callee: Value): { readonly callee: CompiledFunction; readonly offset: number } | undefined {
  if (isKind(callee, 'function')) return { callee: callee as CompiledFunction, offset: 0 };
  if (isKind(callee, 'bound') && isKind(callee.callee, 'function'))
    return { callee: callee.callee as CompiledFunction, offset: 1 };
  if (!isKind(callee, 'class') || callee.isNative) return undefined;
  const init = callee.mro.find(({ attributes }) => attributes.has('__init__'))?.attributes.get('__init__');
  return isKind(init, 'function') ? { callee: init as CompiledFunction, offset: 1 } : undefined;
}

const CONFIGURATION = /(?:Config|Cfg|Args|Arguments|Options|Opts|Settings|Hyperparameters|HParams)$/i;

/** Objects whose attributes are the switches of a program: what `argparse` gives, and classes that are called a configuration. */
function isOptions(value: Value): boolean {
  if (isNamespace(value)) return true;
  const cls = isKind(value, 'instance') ? value.cls : value;
  return isKind(cls, 'class') && !cls.isNative && CONFIGURATION.test(cls.name);
}

function isNamespace(value: unknown): boolean {
  if (!isKind(value as Value, 'instance')) return false;
  const { name, module } = (value as Extract<Value, { kind: 'instance' }>).cls;
  return (module === 'argparse' && name === 'Namespace') || (module === 'types' && name === 'SimpleNamespace');
}

/** Written in the program, and not in what we bring along. */
function isOwn({ site, module }: Class): boolean {
  return module !== 'dataclasses' && !isBrought(site);
}

function fieldOf(holder: Value, name: string): Value | undefined {
  if (isKind(holder, 'dict')) return holder.entries.get(name)?.[1];
  if (isKind(holder, 'class')) return holder.attributes.get(name);
  if (!isKind(holder, 'instance')) return undefined;
  const own = holder.attributes.get(name);
  if (own !== undefined) return own;
  if (isKind(holder.payload, 'dict')) return fieldOf(holder.payload, name);
  return holder.cls.mro.find(({ attributes }) => attributes.has(name))?.attributes.get(name);
}

/** Values that have parts: their parts may be switches. */
const PARTED: ReadonlySet<string> = new Set(['instance', 'dict', 'module', 'function', 'bound', 'class']);

/** Members of a configuration that are no settings. */
const CALLED: ReadonlySet<string> = new Set(['function', 'native', 'property', 'wrapped', 'bound', 'class']);

function kindOf(value: Value | undefined): string {
  return typeof value === 'object' && value !== null ? value.kind : '';
}

/** The field of a configuration that is read, at the place where its class says it. */
function declareField(book: OptionBook, holder: Value, name: string, prefix: string): void {
  const cls = isKind(holder, 'instance') ? holder.cls : holder;
  const value = fieldOf(holder, name);
  if (!isKind(cls, 'class') || !isOwn(cls) || value === undefined) return;
  const owner = cls.mro.find(({ attributes, site }) => site && (attributes.has(name) || siteOfName(site, name)));
  const site = owner?.site && siteOfName(owner.site, name);
  // One that stands nowhere is a library's.
  if (site) book.declare(prefix + name, { name: prefix + name, value, isGiven: false, source: 'constant', site });
}

/** Where a name is first given a value or a type in a part of the program. */
export function siteOfName(
  { source, start, end }: NonNullable<Class['site']>,
  name: string,
): NonNullable<Class['site']> | undefined {
  const pattern = new RegExp(`(?<![\\w.])(?:self\\.)?${name.replace(/\W/g, '')}\\s*(?::(?!=)|=(?!=))`);
  const found = pattern.exec(source.text.slice(start, end));
  return found ? { source, start: start + found.index, end: start + found.index + name.length } : undefined;
}
