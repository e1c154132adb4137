import { escapeNonAscii } from '../compile/format.js';
import type { Machine } from '../machine.js';
import { attributesView } from '../run/attributes-view.js';
import { asIndex, asInt, asNumber } from '../run/numbers.js';
import { isBuiltinFirst } from '../run/operators.js';
import { Raised, type Runtime } from '../run/runtime.js';
import { identityOf } from '../values/keys.js';
import {
  ELLIPSIS,
  isKind,
  isUnknown,
  makeFloat,
  makeInt,
  makeIterator,
  makeList,
  makeTuple,
  NOT_IMPLEMENTED,
} from '../values/make.js';
import type { NativeFunction, PythonIterator, Unknown, Value } from '../values/value.js';
import { inner, plainFunction, rawFunction } from './methods.js';
import { sortItems } from './sequences.js';
import { hashOf } from './types.js';

/** Puts the built-in functions where names are looked up last. */
export function addFunctions(runtime: Runtime): void {
  for (const item of FUNCTIONS) runtime.builtins.set(item.name, item);
  runtime.builtins.set('Ellipsis', ELLIPSIS);
  runtime.builtins.set('NotImplemented', NOT_IMPLEMENTED);
  runtime.builtins.set('__debug__', true);
}

const FUNCTIONS: readonly NativeFunction[] = [
  rawFunction('len', (machine, [value]) => machine.length(value ?? null)),
  rawFunction('repr', (machine, [value]) => machine.repr(value ?? null)),
  rawFunction('ascii', (machine, [value]) => escapeNonAscii(machine.repr(value ?? null))),
  rawFunction('id', (_machine, [value]) => (typeof value === 'object' && value !== null ? identityOf(value) : 1)),
  rawFunction('hash', (machine, [value]) => {
    if (isKind(value, 'instance') && !isBuiltinFirst(machine as Runtime, value.cls, value, '__hash__')) {
      const own = machine.callSpecial(value, '__hash__');
      if (own !== undefined) return own;
    }
    return hashOf(machine, inner(value));
  }),
  rawFunction('callable', (machine, [value]) => isCallable(machine, value ?? null)),
  rawFunction('isinstance', (machine, [value, cls]) => machine.isInstance(value ?? null, cls ?? null)),
  rawFunction('issubclass', (machine, [cls, of]) => isSubclassOf(machine, cls ?? null, of ?? null)),
  rawFunction('getattr', (machine, [object, name, fallback]) => {
    const key = inner(name);
    if (isUnknown(key)) return key;
    if (fallback === undefined) return machine.getAttribute(object ?? null, String(key));
    return findOr(machine, object ?? null, String(key), fallback);
  }),
  rawFunction('hasattr', (machine, [object, name]) => {
    const key = inner(name);
    if (isUnknown(object)) return object;
    if (isUnknown(key)) return key;
    if (isKind(object, 'external')) return machine.unknown(`whether ${object.path} has ${String(key)}`);
    const found = findOr(machine, object ?? null, String(key), undefined);
    return isUnknown(found) && isOpen(object) ? found : found !== NONE;
  }),
  rawFunction('setattr', (machine, [object, name, value]) => {
    const key = inner(name);
    if (isUnknown(key)) machine.report('undecided', `setattr with a name that is not known: ${key.reason}`);
    else machine.setAttribute(object ?? null, String(key), value ?? null);
    return null;
  }),
  rawFunction('delattr', (machine, [object, name]) => {
    machine.deleteAttribute(object ?? null, String(inner(name)));
    return null;
  }),
  rawFunction('iter', (machine, [value, sentinel]) =>
    sentinel === undefined ? machine.iterate(value ?? null) : callUntil(machine, value ?? null, sentinel),
  ),
  rawFunction('next', (machine, [iterator, fallback]) => nextOr(machine, iterator ?? null, fallback)),
  rawFunction('print', (machine, values, keywords) => {
    const texts = values.map((value) => {
      const text = machine.text(value);
      return isUnknown(text) ? `<unknown: ${text.reason}>` : text;
    });
    const [separator, end] = [keywords?.get('sep') ?? ' ', keywords?.get('end') ?? '\n'];
    const runtime = machine as Runtime;
    if (keywords?.get('file') === undefined && machine.mayAllocate(texts.length))
      runtime.printed.push(texts.join(String(separator)) + String(end));
    return null;
  }),
  plainFunction('sorted', 'iterable, /, *, key=None, reverse=False', (bound, machine) => {
    const items = machine.listItems(bound.get('iterable'));
    if (isUnknown(items)) return items;
    const sorted = sortItems(machine, items, bound.get('key'), bound.get('reverse'));
    return isUnknown(sorted) ? sorted : makeList(sorted);
  }),
  rawFunction('reversed', (machine, [value]) => {
    const own =
      isKind(value, 'instance') || isKind(value, 'range') ? machine.callSpecial(value, '__reversed__') : undefined;
    if (own !== undefined) return own;
    const items = machine.listItems(value ?? null);
    return isUnknown(items) ? items : makeIterator('reversed', [...items].reverse());
  }),
  plainFunction('enumerate', 'iterable, start=0', (bound, machine) => {
    const start = asIndex(bound.get('start'));
    if (start === undefined) return machine.unknown('where enumerate starts');
    let at = start - 1;
    return mapIterators(machine, 'enumerate', [bound.get('iterable')], ([item]) => {
      at += 1;
      return makeTuple([at, item ?? null]);
    });
  }),
  rawFunction('zip', (machine, values, keywords) => zip(machine, values, keywords?.get('strict') === true)),
  rawFunction('map', (machine, [callee, ...values]) =>
    mapIterators(machine, 'map', values, (items) => machine.call(callee ?? null, items)),
  ),
  rawFunction('filter', (machine, [callee, value]) => filter(machine, callee ?? null, value ?? null)),
  rawFunction('any', (machine, [value]) => some(machine, value ?? null, true)),
  rawFunction('all', (machine, [value]) => some(machine, value ?? null, false)),
  plainFunction('sum', 'iterable, /, start=0', (bound, machine) =>
    sum(machine, bound.get('iterable'), bound.get('start')),
  ),
  rawFunction('min', (machine, values, keywords) => extreme(machine, 'min', '<', values, keywords)),
  rawFunction('max', (machine, values, keywords) => extreme(machine, 'max', '>', values, keywords)),
  rawFunction('abs', (machine, [value]) => absolute(machine, value ?? null)),
  plainFunction('round', 'number, ndigits=None', (bound, machine) =>
    round(machine, bound.get('number'), bound.get('ndigits')),
  ),
  rawFunction('divmod', (machine, [a, b]) => {
    const quotient = machine.binary('//', a ?? null, b ?? null);
    return makeTuple([quotient, machine.binary('%', a ?? null, b ?? null)]);
  }),
  plainFunction('pow', 'base, exp, mod=None', (bound, machine) => {
    const result = machine.binary('**', bound.get('base'), bound.get('exp'));
    return bound.get('mod') === null ? result : machine.binary('%', result, bound.get('mod'));
  }),
  rawFunction('bin', (machine, [value]) => machine.format(inner(value), '#b')),
  rawFunction('hex', (machine, [value]) => machine.format(inner(value), '#x')),
  rawFunction('oct', (machine, [value]) => machine.format(inner(value), '#o')),
  rawFunction('chr', (machine, [value]) => {
    const point = asIndex(value);
    return point === undefined || point < 0 || point > 0x10ffff
      ? machine.raise('ValueError', 'chr() arg not in range(0x110000)')
      : String.fromCodePoint(point);
  }),
  rawFunction('ord', (machine, [value]) => {
    const text = inner(value);
    if (isUnknown(text)) return text;
    if (typeof text !== 'string' || [...text].length !== 1)
      return machine.raise('TypeError', 'ord() expected a character');
    return text.codePointAt(0) ?? 0;
  }),
  rawFunction('format', (machine, [value, spec]) => machine.format(value ?? null, String(spec ?? ''))),
  rawFunction('vars', (machine, [value]) =>
    value === undefined ? locals(machine) : machine.getAttribute(value, '__dict__'),
  ),
  rawFunction('globals', (machine) => {
    const { frame } = machine as Runtime;
    return frame ? attributesView(machine as Runtime, frame.module) : machine.unknown('globals');
  }),
  rawFunction('locals', (machine) => locals(machine)),
  rawFunction('dir', (machine, [value]) => directory(machine, value)),
  ...[
    'open',
    'input',
    'eval',
    'exec',
    'compile',
    '__import__',
    'breakpoint',
    'memoryview',
    'aiter',
    'anext',
    'exit',
    'quit',
  ].map((name) =>
    rawFunction(name, (machine) => {
      if (name === 'exec') machine.report('unsupported', 'exec() is not run');
      return machine.unknown(`${name}() is not run`);
    }),
  ),
];

/** Stands for "absent" where None is a value. */
const NONE: Value = makeTuple([]);

function findOr(machine: Machine, object: Value, name: string, fallback: Value | undefined): Value {
  try {
    const value = machine.findAttribute(object, name);
    return value === undefined ? (fallback === undefined ? NONE : fallback) : value;
  } catch (error) {
    const attributeError = machine.builtinClass('AttributeError');
    if (error instanceof Raised && error.error.cls.mro.includes(attributeError))
      return fallback === undefined ? NONE : fallback;
    throw error;
  }
}

/** True when it is the object of which it is not known what it has, rather than an attribute with an unknown value. */
function isOpen(value: Value | undefined): boolean {
  return (
    isKind(value, 'instance') && (value.partial !== undefined || value.cls.mro.some(({ unknownBase }) => unknownBase))
  );
}

function isCallable(machine: Machine, value: Value): Value {
  if (isUnknown(value)) return value;
  if (isKind(value, 'external')) return machine.unknown(`whether ${value.path} can be called`);
  if (isKind(value, 'instance')) return machine.lookup(value.cls, '__call__') !== undefined;
  return (
    isKind(value, 'function') ||
    isKind(value, 'native') ||
    isKind(value, 'bound') ||
    isKind(value, 'class') ||
    isKind(value, 'wrapped')
  );
}

function isSubclassOf(machine: Machine, cls: Value, of: Value): Value {
  const kinds = inner(of);
  if (isKind(kinds, 'tuple')) {
    const results = kinds.items.map((item) => isSubclassOf(machine, cls, item));
    return results.includes(true) || (results.find((item) => isUnknown(item)) ?? false);
  }
  if (isUnknown(cls)) return cls;
  if (!isKind(cls, 'class')) return machine.raise('TypeError', 'issubclass() arg 1 must be a class');
  if (!isKind(kinds, 'class')) return machine.unknown('issubclass of a class that is not known');
  const own = kinds.metaclass && machine.lookup(kinds.metaclass, '__subclasscheck__');
  if (own !== undefined) return machine.call(own, [kinds, cls]);
  return machine.isSubclass(cls, kinds) || (cls.mro.find(({ unknownBase }) => unknownBase)?.unknownBase ?? false);
}

function nextOr(machine: Machine, value: Value, fallback: Value | undefined): Value {
  if (isUnknown(value)) return value;
  if (isKind(value, 'iterator')) {
    const item = value.next();
    if (item !== undefined) return item;
    if (value.rest) return value.rest;
    return fallback === undefined ? machine.callMethod(value, '__next__') : fallback;
  }
  try {
    return machine.callMethod(value, '__next__');
  } catch (error) {
    const isStop = error instanceof Raised && error.error.cls.mro.includes(machine.builtinClass('StopIteration'));
    if (isStop && fallback !== undefined) return fallback;
    throw error;
  }
}

function callUntil(machine: Machine, callee: Value, sentinel: Value): Value {
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'callable_iterator',
    rest: undefined,
    next: () => {
      const item = machine.call(callee, []);
      const isEnd = machine.equals(item, sentinel);
      if (isUnknown(isEnd)) made.rest = isEnd;
      return isEnd === false ? item : undefined;
    },
  };
  return made;
}

/** Goes through several iterables at once, until the shortest ends. */
export function mapIterators(
  machine: Machine,
  name: string,
  values: readonly Value[],
  make: (items: readonly Value[]) => Value,
): PythonIterator | Unknown {
  const iterators: PythonIterator[] = [];
  for (const value of values) {
    const iterator = machine.iterate(value);
    if (isUnknown(iterator)) return iterator;
    iterators.push(iterator);
  }
  const made: PythonIterator = {
    kind: 'iterator',
    name,
    rest: undefined,
    next: () => {
      const items: Value[] = [];
      machine.spend(1);
      for (const iterator of iterators) {
        const item = iterator.next();
        if (item === undefined) {
          made.rest ??= iterator.rest;
          return undefined;
        }
        items.push(item);
      }
      return iterators.length === 0 ? undefined : make(items);
    },
  };
  return made;
}

function zip(machine: Machine, values: readonly Value[], isStrict: boolean): Value {
  if (!isStrict) return mapIterators(machine, 'zip', values, (items) => makeTuple(items));
  const lists = values.map((value) => machine.listItems(value));
  const open = lists.find((items) => isUnknown(items));
  if (isUnknown(open)) return open;
  const known = lists as readonly (readonly Value[])[];
  const wrong = known.findIndex((items) => items.length !== known[0]?.length);
  if (wrong > 0) {
    const word = (known[wrong]?.length ?? 0) < (known[0]?.length ?? 0) ? 'shorter' : 'longer';
    machine.raise(
      'ValueError',
      `zip() argument ${wrong + 1} is ${word} than argument ${wrong === 1 ? '1' : `s 1-${wrong}`}`,
    );
  }
  return mapIterators(
    machine,
    'zip',
    known.map((items) => makeTuple(items)),
    (items) => makeTuple(items),
  );
}

function filter(machine: Machine, callee: Value, value: Value): Value {
  const iterator = machine.iterate(value);
  if (isUnknown(iterator)) return iterator;
  const made: PythonIterator = {
    kind: 'iterator',
    name: 'filter',
    rest: undefined,
    next: () => {
      for (;;) {
        machine.spend(1);
        const item = iterator.next();
        if (item === undefined) {
          made.rest ??= iterator.rest;
          return undefined;
        }
        const truth = machine.truth(callee === null ? item : machine.call(callee, [item]));
        if (isUnknown(truth)) {
          made.rest ??= truth;
          return undefined;
        }
        if (truth) return item;
      }
    },
  };
  return made;
}

/** `any` (a true one decides) and `all` (a false one decides). */
function some(machine: Machine, value: Value, wanted: boolean): Value {
  const iterator = machine.iterate(value);
  if (isUnknown(iterator)) return iterator;
  let open: Unknown | undefined;
  for (;;) {
    const item = iterator.next();
    if (item === undefined) return open ?? iterator.rest ?? !wanted;
    machine.spend(1);
    const truth = machine.truth(item);
    if (truth === wanted) return wanted;
    if (isUnknown(truth)) open ??= truth;
  }
}

function sum(machine: Machine, value: Value, start: Value): Value {
  const items = machine.listItems(value);
  if (isUnknown(items)) return items;
  let total = start;
  for (const item of items) total = machine.binary('+', total, item);
  return total;
}

function extreme(
  machine: Machine,
  name: string,
  operator: '<' | '>',
  values: readonly Value[],
  keywords: ReadonlyMap<string, Value> | undefined,
): Value {
  const items = values.length === 1 ? machine.listItems(values[0] ?? null) : values;
  if (isUnknown(items)) return items;
  const key = keywords?.get('key') ?? null;
  const [first, ...others] = items;
  if (first === undefined) {
    const fallback = keywords?.get('default');
    return fallback === undefined ? machine.raise('ValueError', `${name}() arg is an empty sequence`) : fallback;
  }
  const keyOf = (item: Value): Value => (key === null ? item : machine.call(key, [item]));
  let best = first;
  let bestKey = keyOf(first);
  for (const item of others) {
    const itemKey = keyOf(item);
    const better = machine.truth(machine.compare(operator, itemKey, bestKey));
    if (isUnknown(better)) return better;
    if (better) [best, bestKey] = [item, itemKey];
  }
  return best;
}

function absolute(machine: Machine, value: Value): Value {
  const own = isKind(value, 'instance') ? machine.callSpecial(value, '__abs__') : undefined;
  if (own !== undefined) return own;
  if (isUnknown(value)) return value;
  const plain = inner(value);
  const int = asInt(plain);
  if (int !== undefined) return int < 0 ? machine.unary('-', int) : int;
  if (isKind(plain, 'float')) return makeFloat(Math.abs(plain.value));
  if (isKind(plain, 'complex')) return makeFloat(Math.hypot(plain.real, plain.imaginary));
  return isKind(value, 'external')
    ? machine.unknown(value.path)
    : machine.raise('TypeError', 'bad operand type for abs()');
}

function round(machine: Machine, value: Value, digits: Value): Value {
  if (isUnknown(value)) return value;
  const own = isKind(value, 'instance')
    ? machine.callSpecial(value, '__round__', digits === null ? [] : [digits])
    : undefined;
  if (own !== undefined) return own;
  const places = digits === null ? 0 : asIndex(digits);
  if (places === undefined) return isUnknown(digits) ? digits : machine.raise('TypeError', 'an integer is required');
  const plain = inner(value);
  const int = asInt(plain);
  if (int !== undefined) return places >= 0 ? int : roundInt(BigInt(int), places);
  const number = asNumber(plain);
  if (number === undefined) return machine.unknown('round() of what is not a number');
  if (!Number.isFinite(number))
    return digits === null ? machine.raise('ValueError', 'cannot convert float NaN to integer') : makeFloat(number);
  const text = machine.format(makeFloat(number), `.${Math.max(0, places)}f`);
  if (isUnknown(text)) return text;
  if (digits === null) return makeInt(BigInt(text));
  return places >= 0 ? makeFloat(Number(text)) : makeFloat(Number(roundInt(BigInt(Math.trunc(number)), places)));
}

/** To a multiple of a power of ten, ties to even. */
function roundInt(value: bigint, places: number): number | bigint {
  const unit = 10n ** BigInt(-Math.max(places, -400));
  const size = value < 0n ? -value : value;
  const rest = size % unit;
  const low = size - rest;
  const isUp = rest * 2n > unit || (rest * 2n === unit && (low / unit) % 2n === 1n);
  const result = isUp ? low + unit : low;
  return makeInt(value < 0n ? -result : result);
}

function locals(machine: Machine): Value {
  const { frame } = machine as Runtime;
  if (!frame) return machine.unknown('locals');
  if (!frame.callee) return attributesView(machine as Runtime, { attributes: frame.namespace });
  const names = new Map<string, Value>();
  const { parameters } = frame.callee.code.signature;
  for (const [at, { name }] of parameters.entries()) {
    const value = frame.env.slots[at];
    if (value !== undefined) names.set(name, value);
  }
  const dict = machine.call(machine.builtin('dict'), []);
  if (!isKind(dict, 'dict')) return dict;
  for (const [name, value] of names) dict.entries.set(name, [name, value]);
  // Variables other than parameters are left out unless there are none.
  if (frame.env.slots.length > parameters.length) dict.rest = machine.unknown('the variables of a function');
  return dict;
}

function directory(machine: Machine, value: Value | undefined): Value {
  if (value === undefined || isUnknown(value)) return machine.unknown('dir()');
  const names = new Set<string>();
  const type = isKind(value, 'class') ? value : machine.typeOf(value);
  if (!isUnknown(type)) for (const cls of type.mro) for (const name of cls.attributes.keys()) names.add(name);
  if (isKind(value, 'instance') || isKind(value, 'module')) for (const name of value.attributes.keys()) names.add(name);
  return makeList([...names].sort());
}
