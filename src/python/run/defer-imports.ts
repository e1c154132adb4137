import type { SourceText } from '../../base/text.js';
import { type FileOutline, type OutlinedImport, outlineFile } from '../../syntax/python/outline-file.js';
import { LazyNames } from '../values/lazy-names.js';
import { isKind } from '../values/make.js';
import type { Module, Value } from '../values/value.js';
import { type DecoratorEffect, effectOfDecorator } from './registries.js';
import { type Frame, Raised, type Runtime } from './runtime.js';

/** What the importer knows and does. */
export interface ImportWays {
  readonly runtime: Runtime;
  /** The file of a module; undefined when there is none, or it is known without one. */
  find(
    name: string,
  ):
    | { readonly source: SourceText | undefined; readonly path: string | undefined; readonly isPackage: boolean }
    | undefined;
  /** It needs no file: it is native, or of Python's own library. */
  isGiven(name: string): boolean;
  isLibrary(path: string | undefined): boolean;
  importModule(name: string): Value;
  importMember(module: Value, name: string): Value;
}

export interface Deferrer {
  /** `from module import names` in a file of a library: true when they are bound to be loaded later. */
  deferFrom(frame: Frame, full: string, names: readonly { readonly name: string; readonly alias: string }[]): boolean;
  /** Whether a module may become an attribute of its package: one that was put off already is, or was. */
  mayAttach(parent: Module, name: string): boolean;
  /** The names of a module that is about to run. */
  namesFor(name: string, path: string | undefined): Map<string, Value>;
}

interface Part {
  readonly outline: FileOutline;
  readonly text: string;
  readonly isPackage: boolean;
}

/**
 * Files of libraries that are imported by files of libraries are run when a name of theirs is asked for: of a package that imports all
 * that it has, one model needs a tenth. That is only done where nobody can tell the difference: a file that does more than bind names
 * (calls, writes to what others hold) is run where it stands, and so is what it takes to run it. A file whose decorators enter its
 * functions in a registry is run before the registry is read. The user's own files are never put off.
 */
export function createDeferrer(ways: ImportWays): Deferrer {
  const state: State = {
    ways,
    parts: new Map(),
    noisy: new Map(),
    done: new Set(),
    guards: new Map(),
    made: new Map(),
    effects: new Map(),
    attached: new Set(),
  };
  return {
    deferFrom: (frame, full, names) => canDefer(ways, frame) && deferFrom(state, frame, full, names),
    mayAttach: ({ name: parent, attributes }, name) =>
      !(attributes instanceof LazyNames && attributes.has(name) && state.noisy.has(`${parent}.${name}`)),
    namesFor: (name, path) => namesFor(state, name, path),
  };
}

interface State {
  readonly ways: ImportWays;
  readonly parts: Map<string, Part | undefined>;
  /** By module: those that must run where they stand, among what it would load. */
  readonly noisy: Map<string, readonly string[]>;
  /** Modules whose noisy ones have run. */
  readonly done: Set<string>;
  /** By module and name: what may still write there, and who does it. */
  readonly guards: Map<string, Map<string, Guard>>;
  readonly made: Map<string, LazyNames>;
  /** By module and decorator. */
  readonly effects: Map<string, DecoratorEffect>;
  /** Modules that are attributes of their packages, loaded or not: that happens once. */
  readonly attached: Set<string>;
}

interface Guard {
  readonly waiting: Set<string>;
  readonly writers: Set<string>;
}

function canDefer({ runtime }: ImportWays, frame: Frame): boolean {
  const { tryDepth, withDepth, journals } = runtime;
  const isTop = frame.namespace === frame.module.attributes && frame.callee === undefined;
  return isTop && frame.namespace instanceof LazyNames && tryDepth === 0 && withDepth === 0 && journals.length === 0;
}

function namesFor(state: State, name: string, path: string | undefined): Map<string, Value> {
  if (!state.ways.isLibrary(path)) return new Map();
  const names = new LazyNames((member) => findUnloaded(state, `${name}.${member}`));
  state.made.set(name, names);
  for (const [word, guard] of state.guards.get(name) ?? []) setGuard(state, names, name, word, guard);
  return names;
}

/** A module that would have been loaded, had nothing been put off, is an attribute of its package. */
function findUnloaded(state: State, full: string): Value | undefined {
  const { runtime, importModule } = state.ways;
  return state.noisy.has(full) && partOf(state, full) && !runtime.modules.has(full) ? importModule(full) : undefined;
}

function deferFrom(
  state: State,
  frame: Frame,
  full: string,
  names: readonly { readonly name: string; readonly alias: string }[],
): boolean {
  const { ways } = state;
  const own = frame.namespace as LazyNames;
  if (ways.isGiven(full)) return false;
  const loaded = ways.runtime.modules.get(full);
  if (isKind(loaded, 'module')) return names[0]?.name !== '*' && deferMembers(state, own, loaded, names);
  const part = partOf(state, full);
  const all = names[0]?.name === '*' ? part?.outline.all?.map((name) => ({ name, alias: name })) : names;
  if (!part || !all) return false;
  const inner = part.isPackage ? all.map(({ name }) => `${full}.${name}`).filter((name) => partOf(state, name)) : [];
  if (![full, ...inner].every((name) => prepare(state, name))) return false;
  // What ran meanwhile may have loaded it.
  attachLater(state, full);
  const member = (name: string) => (): Value => ways.importMember(ways.importModule(full), name);
  for (const { name, alias } of all) own.bindLater(alias, member(name));
  return true;
}

/** As the import of a module makes it an attribute of its package, before anything else is bound. */
function attachLater(state: State, full: string): void {
  const { runtime, importModule } = state.ways;
  const dot = full.lastIndexOf('.');
  if (dot < 0 || runtime.modules.has(full) || state.attached.has(full)) return;
  state.attached.add(full);
  const parentName = full.slice(0, dot);
  attachLater(state, parentName);
  const parent = runtime.modules.get(parentName);
  if (isKind(parent, 'module') && parent.attributes instanceof LazyNames)
    parent.attributes.bindLater(full.slice(dot + 1), () => importModule(full));
}

/** Of a module that is there: what it has is taken at once, what it has not yet when it is asked for. */
function deferMembers(
  state: State,
  own: LazyNames,
  module: Module,
  names: readonly { readonly name: string; readonly alias: string }[],
): boolean {
  const { ways } = state;
  for (const { name, alias } of names) {
    const { attributes } = module;
    const full = `${module.name}.${name}`;
    const isLater = attributes.has(name)
      ? attributes instanceof LazyNames && attributes.isWaiting(name)
      : attributes.has('__path__') && !ways.runtime.modules.has(full) && !ways.isGiven(full) && prepare(state, full);
    if (isLater && !attributes.has(name)) attachLater(state, full);
    if (isLater) own.bindLater(alias, () => ways.importMember(module, name));
    else own.set(alias, ways.importMember(module, name));
  }
  return true;
}

/** Runs what cannot wait; false when the module has no file in a library. */
function prepare(state: State, name: string): boolean {
  if (!partOf(state, name)) return false;
  for (const noisy of listNoisy(state, name)) {
    if (state.done.has(noisy)) continue;
    state.done.add(noisy);
    tryImport(state, noisy);
  }
  return true;
}

/** What fails fails again for whoever asks for it. */
function tryImport({ ways }: State, name: string): void {
  try {
    ways.importModule(name);
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
  }
}

function partOf(state: State, name: string): Part | undefined {
  if (state.parts.has(name)) return state.parts.get(name);
  const { ways } = state;
  const found = ways.isGiven(name) ? undefined : ways.find(name);
  const part: Part | undefined =
    found?.source && ways.isLibrary(found.path)
      ? { outline: outlineFile(found.source.text), text: found.source.text, isPackage: found.isPackage }
      : undefined;
  state.parts.set(name, part);
  return part;
}

/** The modules among all that loading one would load that do more than bind names; what is loaded already is left out. */
function listNoisy(state: State, name: string): readonly string[] {
  const kept = state.noisy.get(name);
  if (kept) return kept;
  state.noisy.set(name, []);
  const part = partOf(state, name);
  if (!part || state.ways.runtime.modules.has(name)) return [];
  const found = new Set<string>();
  let isNoisy = part.outline.effects.length > 0;
  const dot = name.lastIndexOf('.');
  if (dot > 0) for (const noisy of listNoisy(state, name.slice(0, dot))) found.add(noisy);
  for (const item of part.outline.imports) {
    for (const target of targetsOf(state, name, part, item)) {
      const inner = partOf(state, target) ? listNoisy(state, target) : isOwnFile(state, target) ? [target] : [];
      // Whether a conditional import is done is found by running the file.
      if (inner.length > 0 && (item.isInBlock || !partOf(state, target))) isNoisy = true;
      else for (const noisy of inner) found.add(noisy);
    }
  }
  isNoisy = !guardDecorators(state, name, part) || isNoisy;
  if (isNoisy) found.add(name);
  const list = [...found];
  state.noisy.set(name, list);
  return list;
}

/** A file that is there, but of no library: the user's own. */
function isOwnFile({ ways }: State, name: string): boolean {
  return !ways.isGiven(name) && ways.find(name)?.source !== undefined;
}

function packageOf(name: string, part: Part): string {
  return part.isPackage ? name : name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

function absoluteName(name: string, part: Part, { level, module }: OutlinedImport): string {
  if (level === 0) return module;
  const base = packageOf(name, part).split('.');
  return [...base.slice(0, base.length - (level - 1)), ...(module === '' ? [] : [module])].join('.');
}

/** The module, and those of its members that are modules. */
function targetsOf(state: State, name: string, part: Part, item: OutlinedImport): readonly string[] {
  const full = absoluteName(name, part, item);
  if (full === '' || state.ways.isGiven(full)) return [];
  const inner = partOf(state, full)?.isPackage ? [...(item.names?.values() ?? [])] : [];
  return [full, ...inner.map((member) => `${full}.${member}`).filter((member) => partOf(state, member) !== undefined)];
}

const BUILT_IN: ReadonlySet<string> = new Set(['staticmethod', 'classmethod', 'property']);

/** Watches over the registries that the decorators of a file write to; false when a decorator may do anything. */
function guardDecorators(state: State, name: string, part: Part): boolean {
  for (const decorator of part.outline.decorators) {
    const [root = '', ...rest] = decorator.split('.');
    const item = part.outline.imports.find(
      ({ names, module }) => names?.has(root) || (names === undefined && module.split('.')[0] === root),
    );
    const full = item ? absoluteName(name, part, item) : name;
    if (BUILT_IN.has(root) || (item && isFromOutside(state, full))) continue;
    const from = item ? partOf(state, full) : part;
    if (!from || rest.length > 0) return false;
    const original = item?.names?.get(root) ?? root;
    const key = `${full}.${original}`;
    const effect = state.effects.get(key) ?? effectOfDecorator(from.text, original);
    state.effects.set(key, effect);
    if (effect.kind === 'unknown') return false;
    if (effect.kind === 'enters') for (const word of effect.names) addGuard(state, full, word, original, name);
  }
  return true;
}

/** Native, or a library whose source is not here. */
function isFromOutside(state: State, full: string): boolean {
  return state.ways.isGiven(full) || (!partOf(state, full) && !isOwnFile(state, full));
}

function addGuard(state: State, module: string, word: string, writer: string, waiting: string): void {
  const words = state.guards.get(module) ?? new Map<string, Guard>();
  state.guards.set(module, words);
  const guard = words.get(word) ?? { waiting: new Set<string>(), writers: new Set<string>() };
  words.set(word, guard);
  guard.waiting.add(waiting);
  guard.writers.add(writer);
  const names = state.made.get(module);
  if (names) setGuard(state, names, module, word, guard);
}

/** Whoever reads a registry, but for the decorator itself, finds it full. */
function setGuard(state: State, names: LazyNames, module: string, word: string, { waiting, writers }: Guard): void {
  names.guard(word, () => {
    if (waiting.size === 0) return;
    const { frame } = state.ways.runtime;
    const [callee = ''] = frame?.callee?.qualifiedName.split('.') ?? [];
    if (frame?.module.name === module && writers.has(callee)) return;
    const all = [...waiting];
    waiting.clear();
    for (const name of all) tryImport(state, name);
  });
}
