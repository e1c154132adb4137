import type { Machine } from '../machine.js';
import { defineClass } from '../natives.js';
import { constructPlain } from '../run/call.js';
import { buildClass, resolveBases } from '../run/classes.js';
import { writeFloat } from '../run/float-text.js';
import { sliceBounds } from '../run/items.js';
import { asIndex, asInt, asNumber } from '../run/numbers.js';
import { Raised, type Runtime } from '../run/runtime.js';
import { identityOf, plainKey, writeKey } from '../values/keys.js';
import {
  isKind,
  isUnknown,
  makeBytes,
  makeDict,
  makeFloat,
  makeInt,
  makeList,
  makeRange,
  makeSet,
  makeSlice,
  makeTuple,
} from '../values/make.js';
import type { Class, Instance, Property, Value } from '../values/value.js';
import { EXCEPTIONS } from './exceptions.js';
import { DICT_METHODS, newSet, SET_METHODS, updateDict, VIEW_METHODS } from './mappings.js';
import { inner, method, methods, rawFunction } from './methods.js';
import { LIST_METHODS, newList, newTuple, TUPLE_METHODS } from './sequences.js';
import { BYTES_METHODS, STR_METHODS } from './texts.js';

type Members = Readonly<Record<string, Value>>;

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

function property(read: (self: Value) => Value): Property {
  const getter = rawFunction('property', (_machine, [self]) => read(self ?? null));
  return { kind: 'property', getter, setter: null, deleter: null, cachedAs: undefined };
}

/** Digits of an int in any base, as `int(text, base)` reads them. */
function parseInteger(machine: Machine, text: string, base: number): Value {
  const raw = text
    .trim()
    .replaceAll(/(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])/g, '')
    .toLowerCase();
  const [, sign = '', prefix = '', digits = ''] = /^([-+]?)(0[xbo])?([0-9a-z]+)$/.exec(raw) ?? [];
  const implied = prefix === '0x' ? 16 : prefix === '0b' ? 2 : prefix === '0o' ? 8 : 10;
  const radix = base === 0 ? implied : base;
  const body = prefix !== '' && radix !== implied ? prefix + digits : digits;
  const values = [...body].map((digit) => Number.parseInt(digit, 36));
  const isFine =
    body !== '' && values.every((value) => value < radix) && (prefix === '' || radix === implied || base === 36);
  if (!isFine) {
    const shown = machine.repr(text);
    return machine.raise('ValueError', `invalid literal for int() with base ${base}: ${isUnknown(shown) ? '' : shown}`);
  }
  if (body.length > 4300) return machine.unknown('a number that is too large');
  let result = 0n;
  for (const value of values) result = result * BigInt(radix) + BigInt(value);
  return makeInt(sign === '-' ? -result : result);
}

function toInt(machine: Machine, value: Value | undefined, base: Value | undefined): Value {
  if (value === undefined) return 0;
  if (isUnknown(value)) return value;
  if (isKind(value, 'external')) return machine.unknown(`${value.path} is not known here`);
  const own = inner(value);
  if (typeof own === 'string') return parseInteger(machine, own, asIndex(base) ?? 10);
  const int = asInt(own);
  if (int !== undefined) return int;
  if (isKind(own, 'float')) {
    if (Number.isFinite(own.value)) return makeInt(BigInt(Math.trunc(own.value)));
    const what = Number.isNaN(own.value) ? 'ValueError' : 'OverflowError';
    return machine.raise(what, `cannot convert float ${Number.isNaN(own.value) ? 'NaN' : 'infinity'} to integer`);
  }
  const special = machine.callSpecial(value, '__int__') ?? machine.callSpecial(value, '__index__');
  if (special !== undefined) return special;
  const type = machine.typeOf(value);
  if (isKind(value, 'instance') && value.cls.unknownBase) return value.cls.unknownBase;
  return machine.raise(
    'TypeError',
    `int() argument must be a string, a bytes-like object or a real number, not '${isUnknown(type) ? '?' : type.name}'`,
  );
}

function toFloat(machine: Machine, value: Value | undefined): Value {
  if (value === undefined) return makeFloat(0);
  if (isUnknown(value)) return value;
  if (isKind(value, 'external')) return machine.unknown(`${value.path} is not known here`);
  const own = inner(value);
  if (typeof own === 'string') return parseFloatText(machine, own);
  const number = asNumber(own);
  if (number !== undefined) return makeFloat(number);
  const special = machine.callSpecial(value, '__float__') ?? machine.callSpecial(value, '__index__');
  if (special !== undefined) return isUnknown(special) ? special : makeFloat(asNumber(special) ?? Number.NaN);
  const type = machine.typeOf(value);
  return machine.raise(
    'TypeError',
    `float() argument must be a string or a real number, not '${isUnknown(type) ? '?' : type.name}'`,
  );
}

function parseFloatText(machine: Machine, text: string): Value {
  const plain = text.trim().replaceAll('_', '').toLowerCase();
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(plain)) return makeFloat(Number(plain));
  const [, sign = '', word = ''] = /^([-+]?)(inf|infinity|nan)$/.exec(plain) ?? [];
  if (word !== '') return makeFloat(word === 'nan' ? Number.NaN : sign === '-' ? -Infinity : Infinity);
  const shown = machine.repr(text);
  return machine.raise('ValueError', `could not convert string to float: ${isUnknown(shown) ? '' : shown}`);
}

function toBytes(machine: Machine, value: Value | undefined): Value {
  if (value === undefined) return makeBytes('');
  const own = inner(value);
  if (isKind(own, 'bytes')) return own;
  const count = asIndex(own);
  if (count !== undefined)
    return machine.mayAllocate(count)
      ? makeBytes('\0'.repeat(Math.max(0, count)))
      : machine.unknown('bytes that are too long');
  if (typeof own === 'string') return machine.callMethod(own, 'encode');
  const items = machine.listItems(own);
  return isUnknown(items) ? items : makeBytes(String.fromCharCode(...items.map((item) => asIndex(item) ?? 0)));
}

function toText(machine: Machine, value: Value | undefined): Value {
  if (value === undefined) return '';
  if (
    isKind(value, 'instance') &&
    typeof value.payload === 'string' &&
    machine.lookup(value.cls, '__str__') === undefined
  ) {
    return value.payload;
  }
  return machine.text(value);
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

const ITERATOR_MEMBERS: Members = methods({
  __iter__: (_machine, [self]) => self,
  __next__: (machine, [self]) => nextOf(machine, self, undefined),
  send: (machine, [self, value]) => nextOf(machine, self, value),
  throw: (machine, [self, error, message]) => {
    if (!isKind(self, 'iterator')) return null;
    const made = isKind(error, 'class') ? machine.call(error, message === undefined ? [] : [message]) : (error ?? null);
    if (!isKind(made, 'instance')) return machine.raise('TypeError', 'exceptions must derive from BaseException');
    if (!self.raise) throw new Raised(made, machine.site());
    return self.raise(made) ?? stop(machine, self.result?.());
  },
  close: (_machine, [self]) => {
    if (isKind(self, 'iterator')) self.close?.();
    return null;
  },
});

function nextOf(machine: Machine, self: Value, sent: Value | undefined): Value {
  if (!isKind(self, 'iterator')) return machine.raise('TypeError', 'not an iterator');
  const item = self.next(sent);
  if (item !== undefined) return item;
  return self.rest ?? stop(machine, self.result?.());
}

function stop(machine: Machine, value: Value | undefined): never {
  const error = machine.call(machine.builtin('StopIteration'), value === undefined || value === null ? [] : [value]);
  if (!isKind(error, 'instance')) throw new Error('StopIteration is not a class');
  throw new Raised(error, machine.site());
}

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

const EXCEPTION_MEMBERS: Members = {
  ...methods({
    __new__: (machine, [cls, ...values], keywords) => {
      const error = machine.makeInstance(cls as Class);
      error.attributes.set('args', makeTuple(values.map((value) => value ?? null)));
      for (const [key, value] of keywords ?? []) error.attributes.set(key, value);
      return error;
    },
    __init__: (machine, [self, ...values]) => {
      if (isKind(self, 'instance')) {
        machine.touch(self);
        self.attributes.set('args', makeTuple(values.map((value) => value ?? null)));
      }
      return null;
    },
    __str__: (machine, [self]) => exceptionText(machine, self as Instance),
    __repr__: (machine, [self]) => {
      const { cls, attributes } = self as Instance;
      const items = machine.listItems(attributes.get('args') ?? makeTuple([]));
      const text = isUnknown(items) ? items : machine.repr(makeTuple(items));
      return isUnknown(text) ? text : `${cls.name}${text.replace(/,\)$/, ')')}`;
    },
    with_traceback: (_machine, [self]) => self,
    add_note: () => null,
  }),
  __traceback__: null,
  __cause__: null,
  __context__: null,
  value: property((self) => {
    const args = isKind(self, 'instance') ? self.attributes.get('args') : undefined;
    return isKind(args, 'tuple') ? (args.items[0] ?? null) : null;
  }),
};

function exceptionText(machine: Machine, self: Instance): Value {
  const args = machine.listItems(self.attributes.get('args') ?? makeTuple([]));
  if (isUnknown(args)) return args;
  const [first] = args;
  if (first === undefined) return '';
  if (args.length > 1) return machine.repr(makeTuple(args));
  return self.cls.mro.some(({ name, isNative }) => isNative && name === 'KeyError')
    ? machine.repr(first)
    : machine.text(first);
}

const OBJECT_METHODS: Members = {
  ...methods({
    __init__: () => null,
    __init_subclass__: () => null,
    __new__: (machine, [cls]) =>
      isKind(cls, 'class')
        ? machine.makeInstance(cls)
        : machine.raise('TypeError', 'object.__new__(X): X is not a type object'),
    __setattr__: (machine, [self, name, value]) => {
      machine.setPlainAttribute(self, String(name), value ?? null);
      return null;
    },
    __getattribute__: (machine, [self, name]) => {
      const value = machine.findPlainAttribute(self, String(name));
      if (value !== undefined) return value;
      const type = machine.typeOf(self);
      return machine.raise(
        'AttributeError',
        `'${isUnknown(type) ? '?' : type.name}' object has no attribute '${String(name)}'`,
      );
    },
    __delattr__: (machine, [self, name]) => {
      machine.deletePlainAttribute(self, String(name));
      return null;
    },
    __repr__: (machine, [self]) => {
      const type = machine.typeOf(self);
      if (!isKind(self, 'instance')) return machine.repr(self);
      return `<${isUnknown(type) ? '?' : `${type.module}.${type.qualifiedName}`} object at 0x${identityOf(self).toString(16).padStart(12, '0')}>`;
    },
    __str__: (machine, [self]) => machine.repr(self),
    __format__: (machine, [self, spec]) =>
      spec === '' ? machine.text(self) : machine.format(inner(self), String(spec)),
    __eq__: (machine, [self, other]) => {
      if (isKind(self, 'instance') && self.payload === undefined)
        return self === other ? true : machine.builtin('NotImplemented');
      return machine.equals(inner(self), inner(other));
    },
    __ne__: (machine, [self, other]) => {
      const equal = machine.equals(self, other ?? null);
      return isUnknown(equal) ? equal : !equal;
    },
    __hash__: (machine, [self]) => hashOf(machine, inner(self)),
    __dir__: (machine, [self]) => machine.call(machine.builtin('dir'), [self]),
    __len__: (machine, [self]) => machine.length(inner(self)),
    __iter__: (machine, [self]) => machine.iterate(inner(self)),
    __getitem__: (machine, [self, key]) => machine.getItem(inner(self), key ?? null),
    __setitem__: (machine, [self, key, value]) => {
      machine.setItem(inner(self), key ?? null, value ?? null);
      return null;
    },
    __delitem__: (machine, [self, key]) => {
      machine.deleteItem(inner(self), key ?? null);
      return null;
    },
    __contains__: (machine, [self, item]) => machine.contains(inner(self), item ?? null),
    __add__: (machine, [self, other]) => machine.binary('+', inner(self), inner(other)),
    __sub__: (machine, [self, other]) => machine.binary('-', inner(self), inner(other)),
    __mul__: (machine, [self, other]) => machine.binary('*', inner(self), inner(other)),
    __bool__: (machine, [self]) => machine.truth(inner(self)),
  }),
};

/** A number that is the same for equal keys; not CPython's. */
export function hashOf(machine: Machine, value: Value): Value {
  const int = asInt(value);
  if (typeof int === 'number') return int === -1 ? -2 : int;
  const key = plainKey(value) ?? machine.keyOf(value);
  if (isUnknown(key)) return key;
  if (typeof key === 'number') return key;
  let hash = 7;
  for (const character of writeKey(key)) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  return hash;
}
