import { isKind, makeDict } from '../values/make.js';
import type { Dict, Key, Unknown, Value } from '../values/value.js';
import { blurAttributes } from './blur-attributes.js';
import type { Runtime } from './runtime.js';

/**
 * `__dict__`, `vars()` and `globals()`: a dict that *is* the attributes. What is put in it is an attribute at once, as in
 * `self.__dict__.update(options)`.
 */
export function attributesView(runtime: Runtime, owner: { readonly attributes: Map<string, Value> }): Dict {
  return makeDict(new AttributeEntries(runtime, owner));
}

/** The object whose attributes a dict is; undefined for other dicts. */
export function ownerOfView(value: Value): Value | undefined {
  return isKind(value, 'dict') && value.entries instanceof AttributeEntries ? value.entries.owner : undefined;
}

class AttributeEntries extends Map<Key, readonly [Value, Value]> {
  readonly #runtime: Runtime;
  readonly #attributes: Map<string, Value>;

  readonly #owner: { readonly attributes: Map<string, Value> };

  constructor(runtime: Runtime, owner: { readonly attributes: Map<string, Value> }) {
    super();
    this.#runtime = runtime;
    this.#attributes = owner.attributes;
    this.#owner = owner;
  }

  /** Something was put in it under a name that is not known. */
  blur(reason: Unknown): void {
    const owner = this.#owner as Value;
    if (isKind(owner, 'instance')) blurAttributes(this.#runtime, owner, null, reason);
  }

  get owner(): Value {
    return this.#owner as Value;
  }

  get attributes(): Map<string, Value> {
    return this.#attributes;
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
    for (const entry of this.values()) yield [entry[0] as Key, entry];
  }

  override *keys(): MapIterator<Key> {
    yield* this.#attributes.keys();
  }

  override *values(): MapIterator<readonly [Value, Value]> {
    for (const key of this.#attributes.keys()) {
      const value = this.#attributes.get(key);
      if (value !== undefined) yield [key, value];
    }
  }

  override [Symbol.iterator](): MapIterator<[Key, readonly [Value, Value]]> {
    return this.entries();
  }
}

/** The other way round, for `self.__dict__ = options`: attributes that are the entries of a dict. */
export function attributesOf(runtime: Runtime, dict: Dict): Map<string, Value> {
  return dict.entries instanceof AttributeEntries ? dict.entries.attributes : new EntryAttributes(runtime, dict);
}

class EntryAttributes extends Map<string, Value> {
  readonly #runtime: Runtime;
  readonly #dict: Dict;

  constructor(runtime: Runtime, dict: Dict) {
    super();
    this.#runtime = runtime;
    this.#dict = dict;
  }

  override get size(): number {
    return this.#dict.entries.size;
  }

  override has(key: string): boolean {
    return this.#dict.entries.has(key);
  }

  override get(key: string): Value | undefined {
    return this.#dict.entries.get(key)?.[1];
  }

  override set(key: string, value: Value): this {
    this.#runtime.touch(this.#dict);
    this.#dict.entries.set(key, [key, value]);
    return this;
  }

  override delete(key: string): boolean {
    this.#runtime.touch(this.#dict);
    return this.#dict.entries.delete(key);
  }

  override clear(): void {
    this.#runtime.touch(this.#dict);
    this.#dict.entries.clear();
  }

  override *entries(): MapIterator<[string, Value]> {
    for (const [key, value] of this.#dict.entries.values()) if (typeof key === 'string') yield [key, value];
  }

  override *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }
}
