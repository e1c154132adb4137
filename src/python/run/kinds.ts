import { isKind, isUnknown } from '../values/make.js';
import type { Class, HeapValue, Unknown, Value } from '../values/value.js';
import { plain } from './operators.js';
import type { Runtime } from './runtime.js';

const NAMES: Readonly<
  Record<
    Exclude<
      HeapValue['kind'],
      'instance' | 'class' | 'set' | 'singleton' | 'wrapped' | 'iterator' | 'unknown' | 'external'
    >,
    string
  >
> = {
  float: 'float',
  complex: 'complex',
  bytes: 'bytes',
  list: 'list',
  tuple: 'tuple',
  dict: 'dict',
  slice: 'slice',
  range: 'range',
  function: 'function',
  native: 'builtin_function_or_method',
  bound: 'method',
  module: 'module',
  property: 'property',
  super: 'super',
};

/** `type(value)` */
export function classOf(runtime: Runtime, value: Value): Class | Unknown {
  switch (typeof value) {
    case 'string':
      return runtime.builtinClass('str');
    case 'number':
    case 'bigint':
      return runtime.builtinClass('int');
    case 'boolean':
      return runtime.builtinClass('bool');
    default:
      if (value === null) return runtime.builtinClass('NoneType');
  }
  switch (value.kind) {
    case 'instance':
      return value.cls;
    case 'class':
      return value.metaclass ?? runtime.builtinClass('type');
    case 'set':
      return runtime.builtinClass(value.isFrozen ? 'frozenset' : 'set');
    case 'singleton':
      return runtime.builtinClass(value.name === 'Ellipsis' ? 'ellipsis' : 'NotImplementedType');
    case 'wrapped':
      return runtime.builtinClass(value.how);
    case 'iterator':
      return runtime.builtinClass(value.name === 'generator' ? 'generator' : 'iterator');
    case 'unknown':
      return value;
    case 'external':
      return runtime.unknown(`${value.path} is not known here`);
    default:
      return runtime.builtinClass(NAMES[value.kind]);
  }
}

/** `isinstance(value, cls)` */
export function isInstanceOf(runtime: Runtime, value: Value, cls: Value): boolean | Unknown {
  const kinds = plain(cls);
  if (isKind(kinds, 'tuple')) return isInstanceOfAny(runtime, value, kinds.items);
  if (kinds === null) return isUnknown(value) ? value : value === null;
  if (isUnknown(value)) return value;
  if (isUnknown(kinds)) return kinds;
  if (isKind(kinds, 'external')) return isInstanceOfExternal(runtime, value, kinds.path);
  if (!isKind(kinds, 'class')) return isInstanceOfTyping(runtime, value, kinds);
  const own = kinds.metaclass && runtime.lookup(kinds.metaclass, '__instancecheck__');
  if (own !== undefined && !isKind(own, 'native')) return runtime.truth(runtime.call(own, [kinds, value]));
  const type = classOf(runtime, value);
  if (isUnknown(type)) return type;
  if (type.mro.includes(kinds)) return true;
  return type.mro.find(({ unknownBase }) => unknownBase)?.unknownBase ?? false;
}

function isInstanceOfAny(runtime: Runtime, value: Value, kinds: readonly Value[]): boolean | Unknown {
  let open: Unknown | undefined;
  for (const kind of kinds) {
    const result = isInstanceOf(runtime, value, kind);
    if (result === true) return true;
    if (isUnknown(result)) open ??= result;
  }
  return open ?? false;
}

/** What the interpreter made itself is no object of a class that is not known; an object of the program may be. */
function isInstanceOfExternal(runtime: Runtime, value: Value, path: string): boolean | Unknown {
  if (isKind(value, 'external')) return runtime.unknown(`whether ${value.path} is a ${path}`);
  if (!isKind(value, 'instance')) return false;
  return value.cls.mro.find(({ unknownBase }) => unknownBase)?.unknownBase ?? false;
}

/** Objects that are no classes but can be asked, such as `typing.Union[int, str]`. */
function isInstanceOfTyping(runtime: Runtime, value: Value, kinds: Value): boolean | Unknown {
  if (isKind(kinds, 'instance')) {
    const hook = runtime.callSpecial(kinds, '__instancecheck__', [value]);
    if (hook !== undefined) return runtime.truth(hook);
  }
  return runtime.raise('TypeError', 'isinstance() arg 2 must be a type, a tuple of types, or a union');
}

/** `bool(value)` */
export function truthOf(runtime: Runtime, value: Value): boolean | Unknown {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    case 'string':
      return value !== '';
    default:
      if (value === null) return false;
  }
  switch (value.kind) {
    case 'unknown':
      return value;
    case 'external':
      return runtime.unknown(`${value.path} is not known here`);
    case 'float':
      return value.value !== 0;
    case 'complex':
      return value.real !== 0 || value.imaginary !== 0;
    case 'list':
    case 'tuple':
      return value.items.length > 0 || (value.rest ?? false);
    case 'dict':
    case 'set':
      return value.entries.size > 0 || (value.rest ?? false);
    case 'bytes':
      return value.text !== '';
    case 'range':
      return value.step > 0 ? value.start < value.stop : value.start > value.stop;
    case 'instance':
      return truthOfInstance(runtime, value);
    case 'class':
      return true;
    default:
      return true;
  }
}

function truthOfInstance(runtime: Runtime, value: Extract<HeapValue, { kind: 'instance' }>): boolean | Unknown {
  const own = runtime.callSpecial(value, '__bool__');
  if (own !== undefined) return typeof own === 'boolean' ? own : isUnknown(own) ? own : truthOf(runtime, own);
  const length = runtime.callSpecial(value, '__len__');
  if (length !== undefined) return truthOf(runtime, length);
  if (value.payload !== undefined) return truthOf(runtime, value.payload);
  return value.cls.mro.find(({ unknownBase }) => unknownBase)?.unknownBase ?? true;
}
