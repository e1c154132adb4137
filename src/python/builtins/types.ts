import type { Machine } from '../machine.js';
import { defineClass } from '../natives.js';
import { constructPlain } from '../run/call.js';
import { buildClass, resolveBases } from '../run/classes.js';
import { writeFloat } from '../run/float-text.js';
import { sliceBounds } from '../run/items.js';
import { asIndex, asInt, asNumber } from '../run/numbers.js';
import { type Runtime } from '../run/runtime.js';
import {
  isKind,
  isUnknown,
  makeDict,
  makeFloat,
  makeList,
  makeRange,
  makeSet,
  makeSlice,
  makeTuple,
} from '../values/make.js';
import type { Class, Value } from '../values/value.js';
import { toBytes, toFloat, toInt, toText } from './convert.js';
import { EXCEPTION_MEMBERS } from './exception-methods.js';
import { EXCEPTIONS } from './exceptions.js';
import { ITERATOR_MEMBERS } from './iterator-methods.js';
import { DICT_METHODS, newSet, SET_METHODS, updateDict, VIEW_METHODS } from './mappings.js';
import { inner, type Members, method, methods, property, rawFunction } from './methods.js';
import { OBJECT_METHODS } from './object-methods.js';
import { LIST_METHODS, newList, newTuple, TUPLE_METHODS } from './sequences.js';
import { BYTES_METHODS, STR_METHODS } from './texts.js';

/** Makes the built-in classes and puts them where the runtime looks. */
export function createTypes(runtime: Runtime): void {
  const object: Class = bareObject();
  runtime.classes.set('object', object);
  const define = (name: string, members: Members, base = 'object', module = 'builtins'): Class => {
    const cls = defineClass(runtime, { module, name, bases: [runtime.builtinClass(base)], members });
    runtime.classes.set(name, cls);
    return cls;
  };
  for (const [name, members, base] of TYPES) define(name, members, base);
  for (const name of HIDDEN)
    define(name, HIDDEN_MEMBERS[name] ?? {}, 'object', name === 'UnionType' ? 'types' : 'builtins');
  for (const [name, base] of EXCEPTIONS) define(name, name === 'BaseException' ? EXCEPTION_MEMBERS : {}, base);
  for (const [name, cls] of runtime.classes) if (!HIDDEN.includes(name)) runtime.builtins.set(name, cls);
  runtime.builtins.set('EnvironmentError', runtime.builtinClass('OSError'));
  runtime.builtins.set('IOError', runtime.builtinClass('OSError'));
  for (const [name, value] of Object.entries(OBJECT_METHODS)) runtime.objectMethods.set(name, value);
}

function bareObject(): Class {
  const object: { -readonly [K in keyof Class]: Class[K] } = {
    kind: 'class',
    name: 'object',
    qualifiedName: 'object',
    module: 'builtins',
    bases: [],
    mro: [],
    attributes: new Map(),
    metaclass: undefined,
    unknownBase: undefined,
    isNative: true,
    tag: undefined,
    site: undefined,
  };
  object.mro = [object];
  return object;
}

/** A value of a built-in type, or an object of a subclass that holds it. */
function hold(machine: Machine, cls: Value | undefined, name: string, value: Value): Value {
  if (!isKind(cls, 'class') || cls === machine.builtinClass(name) || isUnknown(value)) return value;
  const instance = machine.makeInstance(cls);
  instance.payload = value;
  return instance;
}

const INT_MEMBERS: Members = {
  ...methods({
    __new__: (machine, [cls, value, base], keywords) =>
      hold(machine, cls, 'int', toInt(machine, value, base ?? keywords?.get('base'))),
    bit_length: (_machine, [self]) => {
      const int = BigInt(asInt(inner(self)) ?? 0);
      return int === 0n ? 0 : (int < 0n ? -int : int).toString(2).length;
    },
    bit_count: (_machine, [self]) =>
      BigInt(asInt(inner(self)) ?? 0)
        .toString(2)
        .replaceAll(/[^1]/g, '').length,
    is_integer: () => true,
    conjugate: (_machine, [self]) => inner(self),
    __index__: (_machine, [self]) => inner(self),
    __int__: (_machine, [self]) => inner(self),
  }),
  real: property((self) => inner(self)),
  imag: property(() => 0),
  numerator: property((self) => inner(self)),
  denominator: property(() => 1),
};

const FLOAT_MEMBERS: Members = {
  ...methods({
    __new__: (machine, [cls, value]) => hold(machine, cls, 'float', toFloat(machine, value)),
    is_integer: (_machine, [self]) => Number.isInteger(asNumber(inner(self)) ?? Number.NaN),
    hex: (_machine, [self]) => writeFloat(asNumber(inner(self)) ?? 0),
    conjugate: (_machine, [self]) => inner(self),
  }),
  real: property((self) => inner(self)),
  imag: property(() => makeFloat(0)),
};

const SLICE_MEMBERS: Members = {
  ...methods({
    __new__: (_machine, [, a, b, c]) =>
      b === undefined ? makeSlice(null, a ?? null, null) : makeSlice(a ?? null, b, c ?? null),
    indices: (machine, [self, length]) => {
      if (!isKind(self, 'slice')) return null;
      const bounds = sliceBounds(machine as Runtime, self, asIndex(length) ?? 0);
      return isUnknown(bounds) ? bounds : makeTuple([bounds.start, bounds.stop, bounds.step]);
    },
  }),
  start: property((self) => (isKind(self, 'slice') ? self.start : null)),
  stop: property((self) => (isKind(self, 'slice') ? self.stop : null)),
  step: property((self) => (isKind(self, 'slice') ? self.step : null)),
};

const RANGE_MEMBERS: Members = {
  ...methods({
    __new__: (machine, [, ...values]) => newRange(machine, values),
    index: (machine, [self, item]) => machine.callMethod(newList(machine, self), 'index', [item ?? null]),
    count: (machine, [self, item]) => (machine.contains(self, item ?? null) === true ? 1 : 0),
    __reversed__: (machine, [self]) => machine.iterate(machine.getItem(self, makeSlice(null, null, -1))),
  }),
  start: property((self) => (isKind(self, 'range') ? self.start : 0)),
  stop: property((self) => (isKind(self, 'range') ? self.stop : 0)),
  step: property((self) => (isKind(self, 'range') ? self.step : 1)),
};

function newRange(machine: Machine, values: readonly (Value | undefined)[]): Value {
  const numbers: number[] = [];
  for (const value of values) {
    if (value === undefined) continue;
    if (isUnknown(value)) return value;
    const own = inner(value);
    const number = asIndex(own) ?? asIndex(machine.callSpecial(value, '__index__'));
    if (typeof own === 'bigint') return machine.unknown('a range that is too long');
    if (number === undefined) {
      const type = machine.typeOf(value);
      if (isKind(value, 'external')) return machine.unknown(`${value.path} is not known here`);
      return machine.raise(
        'TypeError',
        `'${isUnknown(type) ? '?' : type.name}' object cannot be interpreted as an integer`,
      );
    }
    numbers.push(number);
  }
  const [a, b, c = 1] = numbers;
  if (a === undefined) return machine.raise('TypeError', 'range expected at least 1 argument, got 0');
  if (c === 0) return machine.raise('ValueError', 'range() arg 3 must not be zero');
  return b === undefined ? makeRange(0, a, 1) : makeRange(a, b, c);
}

const TYPE_MEMBERS: Members = methods({
  __new__: (machine, [cls, name, bases, namespace], keywords) => {
    if (bases === undefined) return machine.typeOf(name ?? null);
    const runtime = machine as Runtime;
    const given = machine.listItems(bases);
    const names = inner(namespace);
    if (isUnknown(given) || !isKind(names, 'dict') || !isKind(cls, 'class')) return isUnknown(given) ? given : null;
    const attributes = new Map([...names.entries.values()].map(([key, value]) => [String(key), value]));
    const resolved = resolveBases(runtime, given);
    const metaclass =
      cls === machine.builtinClass('type') ? resolved.bases.find((base) => base.metaclass)?.metaclass : cls;
    return buildClass(
      runtime,
      String(name),
      resolved.bases,
      attributes,
      metaclass,
      resolved.unknownBase,
      keywords ?? new Map(),
    );
  },
  __call__: (machine, [cls, ...values], keywords) =>
    isKind(cls, 'class')
      ? constructPlain(
          machine as Runtime,
          cls,
          values.map((value) => value ?? null),
          keywords,
        )
      : machine.raise('TypeError', 'type.__call__ needs a class'),
  mro: (_machine, [cls]) => (isKind(cls, 'class') ? makeList([...cls.mro]) : null),
  __subclasses__: (machine) => machine.unknown('the subclasses that there are'),
  __instancecheck__: (machine, [cls, value]) => {
    const type = machine.typeOf(value ?? null);
    if (isUnknown(type)) return type;
    return isKind(cls, 'class') && type.mro.includes(cls);
  },
  __setattr__: (machine, [cls, name, value]) => {
    machine.setPlainAttribute(cls, String(name), value ?? null);
    return null;
  },
  __init__: () => null,
  __prepare__: () => makeDict(),
});

/** `type.__init__` must not be found as the `__init__` of classes that are made; it is reached through `super()` only. */
const PROPERTY_MEMBERS: Members = {
  ...methods({
    setter: (_machine, [self, setter]) => (isKind(self, 'property') ? { ...self, setter: setter ?? null } : null),
    getter: (_machine, [self, getter]) => (isKind(self, 'property') ? { ...self, getter: getter ?? null } : null),
    deleter: (_machine, [self, deleter]) => (isKind(self, 'property') ? { ...self, deleter: deleter ?? null } : null),
    __get__: (machine, [self, object]) => {
      if (!isKind(self, 'property') || object === null || object === undefined) return self;
      return machine.call(self.getter, [object]);
    },
  }),
  __new__: method('property', 'cls, fget=None, fset=None, fdel=None, doc=None', (bound) => ({
    kind: 'property',
    getter: bound.get('fget'),
    setter: bound.get('fset'),
    deleter: bound.get('fdel'),
    cachedAs: undefined,
  })),
};

const TYPES: readonly (readonly [name: string, members: Members, base?: string])[] = [
  ['type', TYPE_MEMBERS],
  ['int', INT_MEMBERS],
  ['bool', methods({ __new__: (machine, [, value]) => (value === undefined ? false : machine.truth(value)) }), 'int'],
  ['float', FLOAT_MEMBERS],
  [
    'complex',
    {
      ...methods({
        __new__: (_machine, [, real, imaginary]) => ({
          kind: 'complex',
          real: asNumber(real) ?? 0,
          imaginary: asNumber(imaginary) ?? 0,
        }),
      }),
      real: property((self) => (isKind(self, 'complex') ? makeFloat(self.real) : null)),
      imag: property((self) => (isKind(self, 'complex') ? makeFloat(self.imaginary) : null)),
    },
  ],
  [
    'str',
    {
      ...STR_METHODS,
      ...methods({ __new__: (machine, [cls, value]) => hold(machine, cls, 'str', toText(machine, value)) }),
    },
  ],
  [
    'bytes',
    {
      ...BYTES_METHODS,
      ...methods({ __new__: (machine, [cls, value]) => hold(machine, cls, 'bytes', toBytes(machine, value)) }),
    },
  ],
  ['bytearray', { ...BYTES_METHODS, ...methods({ __new__: (machine, [, value]) => toBytes(machine, value) }) }],
  [
    'list',
    {
      ...LIST_METHODS,
      ...methods({
        __new__: (machine, [cls, items]) =>
          cls === machine.builtinClass('list') ? newList(machine, items) : hold(machine, cls, 'list', makeList([])),
      }),
    },
  ],
  [
    'tuple',
    {
      ...TUPLE_METHODS,
      ...methods({ __new__: (machine, [cls, items]) => hold(machine, cls, 'tuple', newTuple(machine, items)) }),
    },
  ],
  [
    'dict',
    {
      ...DICT_METHODS,
      ...methods({
        __new__: (machine, [cls, from], keywords) => {
          const dict = makeDict();
          if (cls === machine.builtinClass('dict')) updateDict(machine, dict, from, keywords);
          return hold(machine, cls, 'dict', dict);
        },
      }),
      fromkeys: {
        kind: 'wrapped',
        how: 'classmethod',
        callee: rawFunction('fromkeys', (machine, [, keys, value]) => {
          const dict = makeDict();
          const names = machine.listItems(keys ?? null);
          if (isUnknown(names)) dict.rest = names;
          else for (const name of names) machine.setItem(dict, name, value ?? null);
          return dict;
        }),
      },
    },
  ],
  [
    'set',
    {
      ...SET_METHODS,
      ...methods({
        __new__: (machine, [cls, items]) =>
          cls === machine.builtinClass('set')
            ? newSet(machine, items, false)
            : hold(machine, cls, 'set', makeSet(new Map())),
      }),
    },
  ],
  [
    'frozenset',
    {
      ...SET_METHODS,
      ...methods({ __new__: (machine, [cls, items]) => hold(machine, cls, 'frozenset', newSet(machine, items, true)) }),
    },
  ],
  ['slice', SLICE_MEMBERS],
  ['range', RANGE_MEMBERS],
  ['property', PROPERTY_MEMBERS],
  [
    'classmethod',
    methods({ __new__: (_machine, [, callee]) => ({ kind: 'wrapped', how: 'classmethod', callee: callee ?? null }) }),
  ],
  [
    'staticmethod',
    methods({ __new__: (_machine, [, callee]) => ({ kind: 'wrapped', how: 'staticmethod', callee: callee ?? null }) }),
  ],
  ['super', methods({ __new__: (machine, [, cls, self]) => newSuper(machine as Runtime, cls, self) })],
];

/** `super()` finds the class in whose body the method stands, and the method's first argument. */
function newSuper(runtime: Runtime, cls: Value | undefined, self: Value | undefined): Value {
  if (isKind(cls, 'class') && self !== undefined) return { kind: 'super', after: cls, self };
  if (cls !== undefined) return isUnknown(cls) ? cls : runtime.unknown('super() of what is not known');
  const { owner, first } = runtime.frame ?? {};
  if (!owner?.cls || first === undefined) return runtime.raise('RuntimeError', 'super(): no arguments');
  return { kind: 'super', after: owner.cls, self: first };
}

const HIDDEN: readonly string[] = [
  'NoneType',
  'function',
  'builtin_function_or_method',
  'method',
  'module',
  'generator',
  'iterator',
  'ellipsis',
  'NotImplementedType',
  'dict_keys',
  'dict_values',
  'dict_items',
  'UnionType',
];

const FUNCTION_MEMBERS: Members = {
  ...methods({
    __get__: (_machine, [self, object]) =>
      object === null || object === undefined ? self : { kind: 'bound', self: object, callee: self },
    __call__: (machine, [self, ...values], keywords) =>
      machine.call(
        self,
        values.map((value) => value ?? null),
        keywords,
      ),
  }),
};

const HIDDEN_MEMBERS: Readonly<Record<string, Members>> = {
  dict_keys: VIEW_METHODS,
  dict_values: VIEW_METHODS,
  dict_items: VIEW_METHODS,
  NoneType: methods({ __new__: () => null }),
  generator: ITERATOR_MEMBERS,
  iterator: ITERATOR_MEMBERS,
  function: FUNCTION_MEMBERS,
  method: FUNCTION_MEMBERS,
  builtin_function_or_method: FUNCTION_MEMBERS,
  UnionType: {
    ...methods({
      __repr__: (machine, [self]) => {
        const items = machine.listItems(inner(self));
        if (isUnknown(items)) return items;
        return items
          .map((item) => (isKind(item, 'class') ? item.name : item === null ? 'None' : String(machine.repr(item))))
          .join(' | ');
      },
    }),
    __args__: property((self) => inner(self)),
  },
};
