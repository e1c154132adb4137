import { directoryOf, joinPath } from '../../base/paths.js';
import { createSourceText, type SourceText } from '../../base/text.js';
import type { InterpreterOptions, RunFile } from '../interpreter.js';
import { standardSource } from '../stdlib/standard-library.js';
import { isKind, isUnknown, makeExternal, makeList, makeUnknown } from '../values/make.js';
import type { Module, Problem, Value } from '../values/value.js';
import { createDeferrer, type Deferrer } from './defer-imports.js';
import { setInAllWays } from './journal.js';
import { makeModuleFrame } from './module-frame.js';
import { type Frame, Raised, type Runtime } from './runtime.js';

/** How `import` finds things: natives first, then files under the roots, else a name and nothing more. */
export interface Importer {
  importModule(name: string): Value;
  importFrom(frame: Frame, level: number, module: string | undefined): Value;
  importMember(module: Value, name: string): Value;
  /** True when the names of a `from` are bound to be loaded when they are asked for: only among files of libraries. */
  deferFrom(frame: Frame, level: number, module: string | undefined, names: readonly ImportedName[]): boolean;
  import(name: string): Value;
  /** The text of a module that has a file, which is not run for it. */
  moduleText(name: string): string | undefined;
  /** Runs a file under the name that `import` would give it. */
  runFile(path: string, how: RunFile): { module: Module; ended: Problem | undefined };
}

export interface ImportedName {
  readonly name: string;
  readonly alias: string;
}

/** Packages among the modules of Python's library. */
const PACKAGES: ReadonlySet<string> = new Set(['collections', 'importlib', 'logging', 'os']);

interface Found {
  readonly source: SourceText | undefined;
  readonly path: string | undefined;
  readonly isPackage: boolean;
}

export function createImporter(runtime: Runtime, options: InterpreterOptions): Importer {
  const deferrer = createDeferrer({
    runtime,
    find: (name) => find(state, name),
    isGiven: (name) => runtime.natives.module(name) !== undefined || standardSource(name) !== undefined,
    isLibrary: (path) => path !== undefined && isInLibrary(options, path),
    importModule: (name) => importByName(state, name),
    importMember: (module, name) => importMember(state, module, name),
  });
  const state: State = { runtime, options, roots: [...options.roots], sources: new Map(), asked: new Set(), deferrer };
  return {
    deferFrom: (frame, level, module, names) => {
      const full = level === 0 ? module : absoluteName(frame, level, module);
      return full !== undefined && deferrer.deferFrom(frame, full, names);
    },
    importModule: (name) => importByName(state, name),
    importFrom: (frame, level, module) => importFrom(state, frame, level, module),
    importMember: (module, name) => importMember(state, module, name),
    import: (name) => importByName(state, name),
    moduleText: (name) => find(state, name)?.source?.text,
    runFile: (path, how) => runFile(state, path, how),
  };
}

function isInLibrary({ libraries = [] }: InterpreterOptions, path: string): boolean {
  return libraries.some((folder) => path.startsWith(`${folder}/`));
}

interface State {
  readonly deferrer: Deferrer;
  readonly runtime: Runtime;
  readonly options: InterpreterOptions;
  readonly roots: string[];
  /** Names that a module from outside is being asked for. */
  readonly asked: Set<string>;
  /** By path; undefined: there is none. */
  readonly sources: Map<string, SourceText | undefined>;
}

function readSource(state: State, path: string): SourceText | undefined {
  if (state.sources.has(path)) return state.sources.get(path);
  const { sources } = state.options;
  const given = sources.source?.(path);
  const text = given ? given.text : sources.read(path);
  const isFine = text !== undefined && text.length <= state.runtime.budget.fileLength;
  const source = isFine ? (given ?? createSourceText(path, text)) : undefined;
  if (text !== undefined && !isFine) {
    state.runtime.problems.push({ kind: 'budget', reason: `${path} is too long to be read`, site: undefined });
  }
  state.sources.set(path, source);
  return source;
}

function find(state: State, name: string): Found | undefined {
  const own = standardSource(name);
  if (own) return { source: own, path: own.path, isPackage: PACKAGES.has(name) };
  const path = name.replaceAll('.', '/');
  for (const root of state.roots) {
    const base = joinPath(root, path);
    const init = joinPath(base, '__init__.py');
    const inside = readSource(state, init);
    if (inside) return { source: inside, path: init, isPackage: true };
    const file = readSource(state, `${base}.py`);
    if (file) return { source: file, path: `${base}.py`, isPackage: false };
  }
  const isFolder = state.roots.some((root) => state.options.sources.isFolder?.(joinPath(root, path)) === true);
  return isFolder ? { source: undefined, path: undefined, isPackage: true } : findKnown(state, name);
}

/** A library that is not in reach, of which as much is known as models use. */
function findKnown({ runtime, sources }: State, name: string): Found | undefined {
  const text = runtime.natives.source?.(name);
  // Of a package that is here, what its sources do not have is not there.
  const whole = runtime.modules.get(name.split('.', 1)[0] ?? name);
  if (text === undefined || (whole && whole.path?.startsWith('<python>/') !== true)) return undefined;
  // Whether it is installed is not known.
  runtime.externals.push(name);
  const path = `<python>/${name.replaceAll('.', '/')}.py`;
  const source = sources.get(path) ?? createSourceText(path, text);
  sources.set(path, source);
  return { source, path, isPackage: true };
}

/** Parents first, as CPython does: what a package's `__init__` does must be done before its modules run. */
function importByName(state: State, name: string): Value {
  const { runtime } = state;
  const kept = runtime.modules.get(name);
  if (kept) {
    if (kept.path?.startsWith('<python>/') && runtime.natives.source?.(name) !== undefined)
      runtime.externals.push(name);
    return kept;
  }
  const dot = name.lastIndexOf('.');
  const parentName = dot < 0 ? undefined : name.slice(0, dot);
  const parent = parentName === undefined ? undefined : importByName(state, parentName);
  const again = runtime.modules.get(name);
  if (again) return again;
  const native = importNative(state, name);
  const made = native ?? (parent === undefined || isKind(parent, 'module') ? importFile(state, name) : undefined);
  if (made === undefined) {
    return askParent(state, parent, name) ?? importMissing(state, name, parent);
  }
  const own = name.slice(dot + 1);
  if (isKind(parent, 'module') && isKind(made, 'module') && state.deferrer.mayAttach(parent, own))
    attach(runtime, parent, own, made);
  return made;
}

/** A member of a module from outside, which may itself have been asked to import the name. */
function askParent({ asked }: State, parent: Value | undefined, name: string): Value | undefined {
  if (!isKind(parent, 'module') || !parent.lookup || asked.has(name)) return undefined;
  asked.add(name);
  try {
    return parent.lookup(name.slice(name.lastIndexOf('.') + 1));
  } finally {
    asked.delete(name);
  }
}

function attach(runtime: Runtime, parent: Module, name: string, made: Module): void {
  setInAllWays(runtime, parent.attributes, name, made);
}

function importNative({ runtime }: State, name: string): Module | undefined {
  const native = runtime.natives.module(name);
  if (!native) return undefined;
  const module: Module = {
    kind: 'module',
    name,
    attributes: new Map<string, Value>([['__name__', name]]),
    path: undefined,
    lookup: (key) => {
      const member = native.member(key, runtime);
      if (member !== undefined || key !== '__all__') return member ?? importNativeSub(runtime, name, key);
      return makeList([...native.names()]);
    },
  };
  runtime.modules.set(name, module);
  return module;
}

/** What a module from outside does not know is known by its name only; a submodule that is known is found without an import. */
function importNativeSub(runtime: Runtime, name: string, key: string): Value | undefined {
  if (key.startsWith('__') && key.endsWith('__')) return undefined;
  return runtime.natives.module(`${name}.${key}`)
    ? runtime.importModule(`${name}.${key}`)
    : makeExternal(`${name}.${key}`, runtime.site());
}

function importFile(state: State, name: string): Value | undefined {
  const found = find(state, name);
  if (!found) return undefined;
  const module = createModule(name, found, state.deferrer);
  state.runtime.modules.set(name, module);
  if (!found.source) return module;
  try {
    runBody(state, module, found.source, false);
  } catch (error) {
    state.runtime.modules.delete(name);
    throw error;
  }
  return module;
}

function createModule(name: string, found: Found, deferrer?: Deferrer): Module {
  const attributes = deferrer?.namesFor(name, found.path) ?? new Map<string, Value>();
  const given: [string, Value][] = [
    ['__name__', name],
    ['__file__', found.path ?? null],
    ['__doc__', null],
    ['__package__', found.isPackage ? name : name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : ''],
    ['__spec__', makeUnknown('the spec of a module', undefined)],
  ];
  for (const [key, value] of given) attributes.set(key, value);
  if (found.isPackage) attributes.set('__path__', makeList(found.path === undefined ? [] : [directoryOf(found.path)]));
  const module: Module = { kind: 'module', name, attributes, path: found.path, lookup: undefined };
  return module;
}

function runBody({ runtime }: State, module: Module, source: SourceText, isWhole: boolean): void {
  const execute = runtime.compileModule(source, isWhole);
  const caller = runtime.frame;
  const { tryDepth, withDepth, journals } = runtime;
  if (runtime.depth >= runtime.budget.depth) runtime.raise('ImportError', 'imports are nested too deeply');
  runtime.depth += 1;
  // An import that fails inside of `try` goes on: only ImportError leaves a module.
  runtime.tryDepth = 0;
  // What a module defines stays, in whichever of two ways it was imported.
  runtime.journals = [];
  runtime.withDepth = 0;
  runtime.frame = makeModuleFrame(module, source, caller);
  try {
    execute(runtime.frame);
  } finally {
    runtime.frame = caller;
    runtime.tryDepth = tryDepth;
    runtime.journals = journals;
    runtime.withDepth = withDepth;
    runtime.depth -= 1;
  }
}

/** Ours: what is not in it may well be in Python's. */
function isStandard({ path }: Module): boolean {
  return path?.startsWith('<python>/') === true;
}

/** What is not in the sources of an installed library may be in what was compiled for it. */
function mayBeCompiled(options: InterpreterOptions, module: Module): boolean {
  return isStandard(module) || (module.path !== undefined && isInLibrary(options, module.path));
}

/** A module in machine code is there, but nothing can be said of what it has. */
function isCompiled({ options, roots }: State, name: string): boolean {
  const path = name.replaceAll('.', '/');
  return roots.some((root) => options.sources.isCompiled?.(joinPath(root, path)) === true);
}

function importMissing(state: State, name: string, parent: Value | undefined): Value {
  const { runtime, options } = state;
  if (isCompiled(state, name)) return makeExternal(name, runtime.site());
  const isOwn = isKind(parent, 'module') && parent.path !== undefined && !mayBeCompiled(options, parent);
  if (options.isAbsent?.(name) || isOwn) {
    return runtime.raise('ModuleNotFoundError', `No module named '${name}'`);
  }
  runtime.externals.push(name);
  return makeExternal(name, runtime.site());
}

/** `from ..a import` counts packages upwards from the module that runs. */
function importFrom(state: State, frame: Frame, level: number, module: string | undefined): Value {
  const { runtime } = state;
  const full = level === 0 ? (module ?? '') : absoluteName(frame, level, module);
  if (full === undefined) return runtime.raise('ImportError', 'attempted relative import with no known parent package');
  return importByName(state, full);
}

/** undefined when there are more dots than packages. */
function absoluteName(frame: Frame, level: number, module: string | undefined): string | undefined {
  const own = frame.module.attributes.get('__package__');
  const parts = (typeof own === 'string' ? own : '').split('.').filter((part) => part !== '');
  if (parts.length < level - 1 || (parts.length === 0 && module === undefined)) return undefined;
  const base = parts.slice(0, parts.length - (level - 1));
  return [...base, ...(module === undefined ? [] : [module])].join('.');
}

/** `from module import name`: an attribute, else a submodule. */
function importMember(state: State, module: Value, name: string): Value {
  const { runtime } = state;
  if (isUnknown(module)) return module;
  if (isKind(module, 'external')) return makeExternal(`${module.path}.${name}`, runtime.site());
  if (!isKind(module, 'module')) return runtime.getAttribute(module, name);
  const own = module.attributes.get(name);
  if (own !== undefined) return own;
  const member = module.lookup?.(name);
  if (isKind(member, 'external')) runtime.externals.push(member.path);
  if (member !== undefined) return member;
  if (module.attributes.has('__path__')) {
    const full = `${module.name}.${name}`;
    if (runtime.modules.has(full) || runtime.natives.module(full) || find(state, full))
      return importByName(state, full);
    if (isCompiled(state, full)) return makeExternal(full, runtime.site());
  }
  const found = runtime.findAttribute(module, name);
  if (found !== undefined) return found;
  if (isStandard(module) || (name.startsWith('_') && mayBeCompiled(state.options, module)))
    return makeExternal(`${module.name}.${name}`, runtime.site());
  return runtime.raise(
    'ImportError',
    `cannot import name '${name}' from '${module.name}' (${module.path ?? 'unknown location'})`,
  );
}

/** The name that a file has when it is imported from the first folder above that is no package. */
function moduleNameOf(state: State, path: string): string {
  const parts = path.replace(/\.py$/, '').split('/');
  const names = [parts.pop() ?? path];
  if (names[0] === '__init__') names.pop();
  while (parts.length > 0 && parts.at(-1) !== '..') {
    if (readSource(state, joinPath(...parts, '__init__.py')) === undefined) break;
    names.unshift(parts.pop() ?? '');
  }
  return names.join('.');
}

function runFile(state: State, path: string, how: RunFile): { module: Module; ended: Problem | undefined } {
  const { runtime } = state;
  const { asMain = false, name = moduleNameOf(state, path) } = how;
  // A script sees its own folder first, unless it belongs to a package.
  if (!name.includes('.') && !state.roots.includes(directoryOf(path))) state.roots.unshift(directoryOf(path));
  const source = readSource(state, path);
  const found: Found = { source, path, isPackage: path.endsWith('__init__.py') };
  if (!source) {
    const problem: Problem = { kind: 'unsupported', reason: `${path} cannot be read`, site: undefined };
    return { module: createModule(name, found), ended: problem };
  }
  const kept = runtime.modules.get(name);
  if (kept && !asMain) return { module: kept, ended: undefined };
  const module = createModule(asMain ? '__main__' : name, found);
  if (asMain) module.attributes.set('__package__', name.slice(0, Math.max(0, name.lastIndexOf('.'))));
  if (name.includes('.')) importParents(state, name);
  const loaded = asMain ? undefined : runtime.modules.get(name);
  if (loaded) return { module: loaded, ended: undefined };
  runtime.modules.set(module.name, module);
  return { module, ended: endOf(runtime, () => runBody(state, module, source, true)) };
}

/** The packages of a file. One whose own file fails is there as a folder: what it holds can be asked for all the same. */
function importParents(state: State, name: string): void {
  const { runtime } = state;
  const parts = name.split('.').slice(0, -1);
  for (let count = 1; count <= parts.length; count += 1) {
    const parent = parts.slice(0, count).join('.');
    const ended = endOf(runtime, () => void importByName(state, parent));
    if (ended && !runtime.modules.has(parent))
      runtime.modules.set(parent, createModule(parent, { source: undefined, path: undefined, isPackage: true }));
  }
}

/** The exception that ended a run, if one did. */
function endOf(runtime: Runtime, run: () => void): Problem | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    const text = runtime.text(error.error);
    const reason = `${error.error.cls.name}: ${isUnknown(text) ? text.reason : text}`;
    const problem: Problem = { kind: 'raised', reason, site: error.site };
    runtime.problems.push(problem);
    return problem;
  }
}
