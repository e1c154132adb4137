import type {
  Class,
  External,
  Instance,
  Key,
  Keywords,
  Problem,
  PythonIterator,
  Site,
  Unknown,
  Value,
} from './values/value.js';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>';
export type UnaryOperator = '-' | '+' | '~';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * What the interpreter offers to functions and classes from outside (and to its own parts, which see each other only through it).
 * Python's exceptions pass through all of these as JavaScript exceptions: let them pass. An `Unknown` that goes in comes out.
 */
export interface Machine {
  call(callee: Value, values: readonly Value[], keywords?: Keywords): Value;
  /** `object.name(...)`, looked up as Python does. */
  callMethod(object: Value, name: string, values?: readonly Value[], keywords?: Keywords): Value;
  /** Looked up on the class only, as Python does for `__len__` and its like; undefined when the class has none. */
  callSpecial(object: Value, name: string, values?: readonly Value[]): Value | undefined;

  /** `object.name`; raises AttributeError. */
  getAttribute(object: Value, name: string): Value;
  /** `getattr(object, name, None)` with undefined for "absent". Descriptors and `__getattr__` run. */
  findAttribute(object: Value, name: string): Value | undefined;
  /** What `object.__getattribute__` does: as `findAttribute`, without `__getattr__`. */
  findPlainAttribute(object: Value, name: string): Value | undefined;
  setAttribute(object: Value, name: string, value: Value): void;
  /** What `object.__setattr__` does: properties run, `__setattr__` of the class does not. */
  setPlainAttribute(object: Value, name: string, value: Value): void;
  deleteAttribute(object: Value, name: string): void;
  deletePlainAttribute(object: Value, name: string): void;
  /** First definition along the method resolution order, not bound. */
  lookup(cls: Class, name: string): Value | undefined;

  getItem(object: Value, key: Value): Value;
  setItem(object: Value, key: Value, value: Value): void;
  deleteItem(object: Value, key: Value): void;
  contains(container: Value, item: Value): boolean | Unknown;
  length(value: Value): number | Unknown;

  iterate(value: Value): PythonIterator | Unknown;
  /** All items, within the budget; unknown when one cannot say how many there are. */
  listItems(value: Value): readonly Value[] | Unknown;

  truth(value: Value): boolean | Unknown;
  equals(a: Value, b: Value): boolean | Unknown;
  binary(operator: BinaryOperator, a: Value, b: Value): Value;
  unary(operator: UnaryOperator, value: Value): Value;
  compare(operator: CompareOperator, a: Value, b: Value): Value;

  typeOf(value: Value): Class | Unknown;
  isInstance(value: Value, cls: Value): boolean | Unknown;
  isSubclass(cls: Class, of: Class): boolean;
  /** A bare instance, `__init__` not run, with the current call as its site. */
  makeInstance(cls: Class): Instance;

  /** `str(value)`; unknown when a part of it is. */
  text(value: Value): string | Unknown;
  repr(value: Value): string | Unknown;
  format(value: Value, spec: string): string | Unknown;
  keyOf(value: Value): Key | Unknown;

  /** Raises a Python exception: the name of a built-in class, and its message. */
  raise(className: string, message: string): never;
  /** An unknown that names the place that runs now. */
  unknown(reason: string): Unknown;
  /** Records a problem at the place that runs now, and on the object whose method runs. */
  report(kind: Problem['kind'], reason: string): Problem;

  /** Must be called before a mutable value (list, dict, set, instance, class, module) is changed by other than the above. */
  touch(value: Value): void;
  /** Somebody wants to hear what the program does, not only what it makes. */
  readonly isWatched: boolean;
  /** Runs what stands under a context manager from outside, as a function that it decorates does: a watcher hears of that. */
  inside<T>(manager: Value, run: () => T): T;
  /** Counts work that is not seen otherwise; ends the run when it is too much. */
  spend(steps: number): void;
  /** False when that many cells (items, characters) more are too much: then answer with an unknown. */
  mayAllocate(cells: number): boolean;

  import(name: string): Value;
  builtin(name: string): Value;
  builtinClass(name: string): Class;
  deepCopy(value: Value, memo: Map<object, Value>): Value;

  /** The place that runs now, undefined before the first statement. */
  site(): Site | undefined;
  /** The place that runs now when it is in a text that we bring along; `site` then is the one outside of it. */
  broughtSite(): Site | undefined;
  /** The place that runs now, then its caller, and so on. */
  callChain(): readonly Site[];
  /** A number that is the same whenever the same place runs, called from the same places; `isOutside`: without the place itself. */
  chainNumber(isOutside: boolean): number;
  /** The `self` of the methods that run now, innermost first. */
  selfChain(): readonly Instance[];
}

/** What may be given from outside: looked up by the name of the module, then of the member; both only when asked for. */
export interface NativeModule {
  /** `torch.nn` */
  readonly name: string;
  /** Names that `from torch.nn import *` binds. */
  readonly names: () => Iterable<string>;
  /** undefined: the module has no such member as far as is known here; it then is an `External`. */
  readonly member: (name: string, machine: Machine) => Value | undefined;
}

export interface Natives {
  /** A module from outside goes before files of the same name. */
  readonly module: (name: string) => NativeModule | undefined;
  /** What is true of a value that is `a` or `b`, if that is more than nothing: two tensors of the same shape, say. */
  readonly merge?: (a: Value, b: Value, reason: Unknown) => Value | undefined;
  /** True when the same is known of two values from outside: what was merged so often that nothing changes has settled. */
  readonly isAlike?: (a: Value, b: Value) => boolean;
  /** Source in Python of a module that is not in reach, as far as it is known. */
  readonly source?: (name: string) => string | undefined;
  /** Told what is given to a function that is not known, which may change it. */
  readonly given?: (machine: Machine, callee: Unknown | External, values: readonly Value[], keywords: Keywords) => void;
}
