import type { SourceText } from '../../base/text.js';
import type { Machine } from '../machine.js';

/**
 * What a Python expression is worth to the interpreter. The commonest values are JavaScript's own, which keeps them fast:
 * `null` is None, a `number` is always an int (exact, within ±2^53), a `bigint` an int beyond that, a `string` a str.
 * A float is an object of its own, so that `1` and `1.0` never get mixed up. `undefined` is never a value: it means "absent".
 */
export type Value = null | boolean | number | bigint | string | HeapValue;

export type HeapValue =
  | Float
  | Complex
  | Bytes
  | Singleton
  | List
  | Tuple
  | Dict
  | PythonSet
  | Slice
  | Range
  | PythonFunction
  | NativeFunction
  | BoundMethod
  | Class
  | Instance
  | Module
  | PythonIterator
  | Property
  | Wrapped
  | Super
  | Unknown
  | External;

/** Where a value was made or a thing is said: offsets into a source. `placeOf(site.source, site)` makes a `Place` of it. */
export interface Site {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export interface Float {
  readonly kind: 'float';
  readonly value: number;
}

export interface Complex {
  readonly kind: 'complex';
  readonly real: number;
  readonly imaginary: number;
}

export interface Bytes {
  readonly kind: 'bytes';
  /** One character a byte, U+0000 to U+00FF. */
  readonly text: string;
}

export interface Singleton {
  readonly kind: 'singleton';
  readonly name: 'Ellipsis' | 'NotImplemented';
}

/** `rest` says that the container is known in part only: there may be more (or fewer) items than those listed. */
interface Partly {
  rest?: Unknown | undefined;
}

export interface List extends Partly {
  readonly kind: 'list';
  items: Value[];
}

export interface Tuple extends Partly {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}

/** What JavaScript's `Map` compares like Python compares the key: see `values/keys.ts`. */
export type Key = string | number | bigint | null | object;

export interface Dict extends Partly {
  readonly kind: 'dict';
  /** In the order of insertion; the entry keeps the Python key. */
  entries: Map<Key, readonly [Value, Value]>;
}

export interface PythonSet extends Partly {
  readonly kind: 'set';
  readonly isFrozen: boolean;
  /** In the order of insertion, which is *not* Python's order: code whose result hangs on that is nobody's model. */
  entries: Map<Key, Value>;
}

export interface Slice {
  readonly kind: 'slice';
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

export interface Range {
  readonly kind: 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** A function of the program. `code` belongs to the interpreter. */
export interface PythonFunction {
  readonly kind: 'function';
  name: string;
  qualifiedName: string;
  readonly code: object;
  readonly module: Module;
  readonly attributes: Map<string, Value>;
  readonly site: Site;
}

/** Arguments by name; absent when there are none. */
export type Keywords = ReadonlyMap<string, Value> | undefined;

/** A function from outside. Make it with `defineFunction` (natives.ts), which binds arguments as Python does. */
export interface NativeFunction {
  readonly kind: 'native';
  readonly name: string;
  /** True when it becomes a bound method if found on the class of an object, as a `def` in a class body does. */
  readonly isMethod: boolean;
  readonly attributes: Map<string, Value>;
  readonly run: (machine: Machine, values: readonly Value[], keywords: Keywords) => Value;
}

export interface BoundMethod {
  readonly kind: 'bound';
  readonly self: Value;
  readonly callee: Value;
}

export interface Class {
  readonly kind: 'class';
  name: string;
  qualifiedName: string;
  /** Name of the module that it says it is from: `__module__`. */
  readonly module: string;
  readonly bases: readonly Class[];
  /** C3 order, itself first, `object` last. */
  readonly mro: readonly Class[];
  readonly attributes: Map<string, Value>;
  readonly metaclass: Class | undefined;
  /** Set when a base could not be known: then what is not found here is unknown, not absent. */
  readonly unknownBase: Unknown | undefined;
  /** Given from outside (or built in) rather than written in the program. */
  readonly isNative: boolean;
  /** What is not needed by Python but by whoever made the class from outside. */
  readonly tag: unknown;
  readonly site: Site | undefined;
}

export interface Instance {
  readonly kind: 'instance';
  cls: Class;
  attributes: Map<string, Value>;
  /** What a subclass of `list`, `dict`, `str`, `int`… holds. */
  payload: Value | undefined;
  /** What a native class keeps with it: never changed in place, only replaced, after `machine.touch(instance)`. */
  state: unknown;
  /** The call that made it; `machine.callChain()` tells the way there while it runs. */
  readonly site: Site | undefined;
  /** Statements of its methods that could not be followed: it may have more, or other, attributes than those listed. */
  partial: readonly Problem[] | undefined;
}

export interface Module {
  readonly kind: 'module';
  readonly name: string;
  readonly attributes: Map<string, Value>;
  /** Path of the file, of the `__init__.py` of a package; undefined for namespace packages and modules from outside. */
  readonly path: string | undefined;
  /** Looked in after `attributes`: members that are made when they are asked for. */
  lookup: ((name: string) => Value | undefined) | undefined;
}

export interface PythonIterator {
  readonly kind: 'iterator';
  /** `generator`, `zip`, `list_iterator`… */
  readonly name: string;
  /** The next value, undefined at the end; `sent` is what `send` brings to a generator. */
  readonly next: (sent?: Value) => Value | undefined;
  /** Only for generators: raises in it at the place where it waits. Undefined when it ends without a further value. */
  readonly raise?: (error: Instance) => Value | undefined;
  readonly close?: () => void;
  /** What a generator returned. */
  readonly result?: () => Value;
  /** Set when it was moved on in one of two ways that were both followed. */
  rest?: Unknown | undefined;
}

export interface Property {
  readonly kind: 'property';
  readonly getter: Value;
  readonly setter: Value;
  readonly deleter: Value;
  /** `functools.cached_property`: the attribute's name, under which the result is kept. */
  readonly cachedAs: string | undefined;
}

/** `classmethod` or `staticmethod`. */
export interface Wrapped {
  readonly kind: 'wrapped';
  readonly how: 'classmethod' | 'staticmethod';
  readonly callee: Value;
}

export interface Super {
  readonly kind: 'super';
  readonly after: Class;
  readonly self: Value;
}

/** Not known, and why. Whatever is done with it gives an unknown with the same first reason. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
  readonly site: Site | undefined;
  /** Things that change, one of which it may be. */
  readonly among?: readonly Value[] | undefined;
  /** What a watcher of the program wants to know about it; nobody else looks. */
  readonly trace?: object | undefined;
}

/** A thing of a module that is neither in the repository nor given from outside: only its name is known. */
export interface External {
  readonly kind: 'external';
  /** `a.b.c` as imported. */
  readonly path: string;
  readonly site: Site | undefined;
}

/** Something that the interpreter could not do or that the program did wrong. */
export interface Problem {
  /**
   * `raised`: an exception of the program that nothing caught; `budget`: too many steps, too deep, too large;
   * `unsupported`: Python that is not understood; `undecided`: depends on what is not known; `syntax`: cannot be parsed;
   * `assumed`: nothing wrong, but taken as it usually is.
   */
  readonly kind: 'raised' | 'assumed' | 'budget' | 'unsupported' | 'undecided' | 'syntax';
  readonly reason: string;
  readonly site: Site | undefined;
}
