import type { Machine, NativeModule, Natives } from './machine.js';
import { bindArguments, parseSignature } from './signature.js';
import type { Class, Keywords, NativeFunction, Value } from './values/value.js';

/** The arguments of one call, by the names of the signature. */
export interface Bound {
  /** The argument, or its default. Asking for a name that the signature has not is our bug and throws. */
  get(name: string): Value;
  /** True when the caller gave it. */
  has(name: string): boolean;
  /** What `*name` took. */
  readonly rest: readonly Value[];
  /** What `**name` took. */
  readonly keywords: ReadonlyMap<string, Value>;
}

export interface FunctionDefinition {
  readonly name: string;
  /**
   * As in a `def`: `self, in_channels, out_channels, kernel_size, stride=1, *args, bias=True, **kwargs`. Defaults are literals
   * (None, True, False, numbers, strings, tuples of them). Calls that do not fit raise TypeError with Python's words.
   */
  readonly signature: string;
  readonly run: (bound: Bound, machine: Machine) => Value;
}

/** A function from outside; as a member of a class it becomes a method. */
export function defineFunction(definition: FunctionDefinition): NativeFunction {
  const signature = parseSignature(definition.signature);
  return {
    kind: 'native',
    name: definition.name,
    isMethod: true,
    attributes: new Map(),
    run: (machine, values, keywords) =>
      definition.run(bindArguments(machine, definition.name, signature, values, keywords), machine),
  };
}

/** As `defineFunction`, without a signature: takes whatever comes, for what is called often or with anything. */
export function defineRawFunction(
  name: string,
  run: (machine: Machine, values: readonly Value[], keywords: Keywords) => Value,
): NativeFunction {
  return { kind: 'native', name, isMethod: true, attributes: new Map(), run };
}

export interface ClassDefinition {
  readonly module: string;
  readonly name: string;
  /** `object` when left out. */
  readonly bases?: readonly Class[];
  /**
   * Methods and constants. Python's own protocol is the whole interface: `__init__`, `__call__`, `__setattr__`, `__getattr__`,
   * `__iter__`, `__len__`, `__bool__`, `__getitem__`, `__add__`/`__radd__`, `__deepcopy__`… are used wherever Python uses them.
   */
  readonly members: Readonly<Record<string, Value>>;
  /** For its maker: `cls.tag`. Subclasses do not inherit it; look along `cls.mro`. */
  readonly tag?: unknown;
}

/** A class from outside, that classes of the program can inherit from. */
export function defineClass(machine: Machine, definition: ClassDefinition): Class {
  const object = machine.builtinClass('object');
  const bases = definition.bases ?? [object];
  const cls: { -readonly [K in keyof Class]: Class[K] } = {
    kind: 'class',
    name: definition.name,
    qualifiedName: definition.name,
    module: definition.module,
    bases,
    mro: [],
    attributes: new Map(Object.entries(definition.members)),
    metaclass: undefined,
    unknownBase: undefined,
    isNative: true,
    tag: definition.tag,
    site: undefined,
  };
  cls.mro = [cls, ...linearizeBases(bases)];
  return cls;
}

/** Native classes inherit simply: first base's order, then what the others add before `object`. */
function linearizeBases(bases: readonly Class[]): readonly Class[] {
  const order: Class[] = [];
  for (const base of bases) for (const cls of base.mro) if (!order.includes(cls)) order.push(cls);
  const object = order.findIndex((cls) => cls.bases.length === 0);
  if (object >= 0) order.push(...order.splice(object, 1));
  return order;
}

/** One module made of a table; a member is a value, or made (once) when it is first asked for. */
export function defineModule(
  name: string,
  members: Readonly<Record<string, NativeMember>>,
  otherwise?: (name: string, machine: Machine) => Value | undefined,
): NativeModule {
  const made = new Map<string, Value>();
  return {
    name,
    names: () => Object.keys(members),
    member: (key, machine) => {
      const kept = made.get(key);
      if (kept !== undefined) return kept;
      const member = Object.hasOwn(members, key) ? members[key] : undefined;
      const value = typeof member === 'function' ? member(machine) : (member ?? otherwise?.(key, machine));
      if (value !== undefined) made.set(key, value);
      return value;
    },
  };
}

export type NativeMember = Value | ((machine: Machine) => Value);

/** Several tables as one. Make them anew for each interpreter: classes may be changed by the program that uses them. */
export function combineNatives(...modules: readonly (NativeModule | Natives)[]): Natives {
  const byName = new Map<string, NativeModule>();
  const others: Natives[] = [];
  for (const item of modules) {
    if ('member' in item) byName.set(item.name, item);
    else others.push(item);
  }
  return {
    module: (name) => {
      const own = byName.get(name);
      if (own) return own;
      for (const other of others) {
        const found = other.module(name);
        if (found) return found;
      }
      return undefined;
    },
    isAlike: (a, b) => others.some(({ isAlike }) => isAlike?.(a, b) === true),
    merge: (a, b, reason) => {
      for (const { merge } of others) {
        const merged = merge?.(a, b, reason);
        if (merged !== undefined) return merged;
      }
      return undefined;
    },
    source: (name) => {
      for (const { source } of others) {
        const text = source?.(name);
        if (text !== undefined) return text;
      }
      return undefined;
    },
    given: (machine, callee, values, keywords) => {
      for (const { given } of others) given?.(machine, callee, values, keywords);
    },
  };
}
