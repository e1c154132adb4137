import { makeDict } from '../values/make.js';
import type { Dict, Key, Value } from '../values/value.js';
import type { Runtime } from './runtime.js';

/**
 * `__dict__`, `vars()` and `globals()`: a dict that *is* the attributes. What is put in it is an attribute at once, as in
 * `self.__dict__.update(options)`.
 */
export function attributesView(runtime: Runtime, owner: { readonly attributes: Map<string, Value> }): Dict {
  return makeDict(new AttributeEntries(runtime, owner.attributes));
}

class AttributeEntries extends Map<Key, readonly [Value, Value]> {
  readonly #runtime: Runtime;
  readonly #attributes: Map<string, Value>;

  constructor(runtime: Runtime, attributes: Map<string, Value>) {
    super();
    this.#runtime = runtime;
    this.#attributes = attributes;
  }

  override get size(): number {
    return this.#attributes.size;
  }

  override has(key: Key): boolean {
    return typeof key === 'string' && this.#attributes.has(key);
  }

  override get(key: Key): readonly [Value, Value] | undefined {
    const value = typeof key === 'string' ? this.#attributes.get(key) : undefined;
    return value === undefined ? undefined : [String(key), value];
  }

  override set(key: Key, entry: readonly [Value, Value]): this {
    this.#runtime.touchMap(this.#attributes);
    if (typeof key === 'string') this.#attributes.set(key, entry[1]);
    return this;
  }

  override delete(key: Key): boolean {
    this.#runtime.touchMap(this.#attributes);
    return typeof key === 'string' && this.#attributes.delete(key);
  }

  override clear(): void {
    this.#runtime.touchMap(this.#attributes);
    this.#attributes.clear();
  }

  override *entries(): MapIterator<[Key, readonly [Value, Value]]> {
    for (const [key, value] of this.#attributes) yield [key, [key, value]];
  }

  override *keys(): MapIterator<Key> {
    yield* this.#attributes.keys();
  }

  override *values(): MapIterator<readonly [Value, Value]> {
    for (const entry of this.#attributes) yield entry;
  }

  override [Symbol.iterator](): MapIterator<[Key, readonly [Value, Value]]> {
    return this.entries();
  }
}
