import { isKind, makeDict } from '../values/make.js';
import type { Dict, Key, Module, Value } from '../values/value.js';
import type { Runtime } from './runtime.js';

/** `sys.modules`: a dict that *is* the modules that were imported here. A real Python has loaded others, too. */
export function modulesView(runtime: Runtime): Dict {
  return makeDict(new ModuleEntries(runtime), runtime.unknown('which other modules are loaded is not known'));
}

class ModuleEntries extends Map<Key, readonly [Value, Value]> {
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    super();
    this.#runtime = runtime;
  }

  get #modules(): Map<string, Module> {
    return this.#runtime.modules;
  }

  override get size(): number {
    return this.#modules.size;
  }

  override has(key: Key): boolean {
    return typeof key === 'string' && this.#modules.has(key);
  }

  override get(key: Key): readonly [Value, Value] | undefined {
    const module = typeof key === 'string' ? this.#modules.get(key) : undefined;
    return module && [module.name, module];
  }

  /** An object in the place of a module is asked for what the module itself has not. */
  override set(key: Key, [, value]: readonly [Value, Value]): this {
    if (typeof key !== 'string') return this;
    const module = this.#modules.get(key);
    if (isKind(value, 'module')) this.#modules.set(key, value);
    else if (module)
      module.lookup = (name) => (isKind(value, 'unknown') ? value : this.#runtime.findAttribute(value, name));
    return this;
  }

  override delete(): boolean {
    return false;
  }

  override *entries(): MapIterator<[Key, readonly [Value, Value]]> {
    for (const [name, module] of this.#modules) yield [name, [name, module]];
  }

  override *keys(): MapIterator<Key> {
    yield* this.#modules.keys();
  }

  override *values(): MapIterator<readonly [Value, Value]> {
    for (const entry of this.#modules) yield entry;
  }

  override [Symbol.iterator](): MapIterator<[Key, readonly [Value, Value]]> {
    return this.entries();
  }
}
