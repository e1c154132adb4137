import { escapeNonAscii } from '../compile/format.js';
import type { Machine } from '../machine.js';
import { attributesView } from '../run/attributes-view.js';
import { blurAttributes } from '../run/blur-attributes.js';
import { catchUnsure } from '../run/catch-unsure.js';
import { asIndex } from '../run/numbers.js';
import { isBuiltinFirst, typeName } from '../run/operators.js';
import { Raised, type Runtime } from '../run/runtime.js';
import { identityOf } from '../values/keys.js';
import {
  ELLIPSIS,
  isKind,
  isUnknown,
  makeIterator,
  makeList,
  makeTuple,
  makeUnknown,
  NOT_IMPLEMENTED,
} from '../values/make.js';
import type { NativeFunction, Unknown, Value } from '../values/value.js';
import { evaluateText } from './evaluate.js';
import { executeText } from './execute.js';
import { callUntil, extreme, filter, mapIterators, nextOr, some, sum, zip } from './iteration-functions.js';
import { inner, plainFunction, rawFunction } from './methods.js';
import { absolute, round } from './number-functions.js';
import { hashOf } from './object-methods.js';
import { sortItems } from './sequences.js';

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
    if (typeof key !== 'string') return nameless(machine, 'getattr', key);
    if (fallback === undefined) return machine.getAttribute(object ?? null, String(key));
    return findOr(machine, object ?? null, String(key), fallback);
  }),
  rawFunction('hasattr', (machine, [object, name]) => {
    const key = inner(name);
    if (isUnknown(object)) return object;
    if (isUnknown(key)) return key;
    if (typeof key !== 'string') return nameless(machine, 'hasattr', key);
    if (isKind(object, 'external')) return machine.unknown(`whether ${object.path} has ${String(key)}`);
    let doubt: Unknown | undefined;
    const found = findOr(machine, object ?? null, String(key), undefined, (reason) => (doubt = reason));
    if (doubt) return doubt;
    return isUnknown(found) && isOpen(object) ? found : found !== NONE;
  }),
  rawFunction('setattr', (machine, [object, name, value]) => {
    const key = inner(name);
    if (typeof key === 'string') machine.setAttribute(object ?? null, key, value ?? null);
    else if (isKind(object, 'instance'))
      blurAttributes(machine, object, value ?? null, nameless(machine, 'setattr', key));
    else machine.report('undecided', nameless(machine, 'setattr', key).reason);
    return null;
  }),
  rawFunction('delattr', (machine, [object, name]) => {
    const key = inner(name);
    if (typeof key === 'string') machine.deleteAttribute(object ?? null, key);
    else if (isKind(object, 'instance')) blurAttributes(machine, object, null, nameless(machine, 'delattr', key));
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
  rawFunction('open', (machine, values, keywords) =>
    machine.call(machine.getAttribute(machine.import('io'), 'open'), values, keywords),
  ),
  rawFunction('eval', (machine, values) => evaluateText(machine as Runtime, values)),
  rawFunction('dir', (machine, [value]) => directory(machine, value)),
  rawFunction('exec', (machine, values) => executeText(machine as Runtime, values)),
  ...['input', 'compile', '__import__', 'breakpoint', 'memoryview', 'aiter', 'anext', 'exit', 'quit'].map((name) =>
    rawFunction(name, (machine) => machine.unknown(`${name}() is not run`)),
  ),
];

/** A name that is not known, or none. */
function nameless(machine: Machine, what: string, key: Value | undefined): Unknown {
  if (isUnknown(key)) return makeUnknown(`${what} with a name that is not known: ${key.reason}`, key.site);
  if (isKind(key, 'external')) return machine.unknown(`${what} with a name that is not known: ${key.path}`);
  return machine.raise(
    'TypeError',
    `attribute name must be string, not '${typeName(machine as Runtime, key ?? null)}'`,
  );
}

/** Stands for "absent" where None is a value. */
const NONE: Value = makeTuple([]);

function findOr(
  machine: Machine,
  object: Value,
  name: string,
  fallback: Value | undefined,
  unsure: (reason: Unknown) => Unknown = (reason) => reason,
): Value {
  try {
    const value = catchUnsure(machine, () => machine.findAttribute(object, name), unsure);
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
