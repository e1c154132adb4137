import type { CompareOperator } from '../machine.js';
import { isKind, isUnknown, makeFloat } from '../values/make.js';
import type { HeapValue, Unknown, Value } from '../values/value.js';
import { asNumber, compareNumbers } from './numbers.js';
import { callOn, opaqueOf, plain, typeName } from './operators.js';
import type { Runtime } from './runtime.js';

const COMPARE_SPECIAL: Readonly<Record<CompareOperator, readonly [string, string]>> = {
  '==': ['__eq__', '__eq__'],
  '!=': ['__ne__', '__ne__'],
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

export function computeCompare(runtime: Runtime, operator: CompareOperator, a: Value, b: Value): Value {
  const numbers = compareNumbers(a, b);
  if (numbers !== undefined) return decideOrder(operator, numbers);
  const opaque = opaqueOf(runtime, a) ?? opaqueOf(runtime, b);
  if (opaque) return a === b && isKind(a, 'external') && operator === '==' ? true : opaque;
  const special = compareSpecial(runtime, operator, a, b);
  if (special !== undefined) return special;
  if (operator === '==') return runtime.equals(a, b);
  if (operator === '!=') {
    const equal = runtime.equals(a, b);
    return isUnknown(equal) ? equal : !equal;
  }
  const order = compareOrder(runtime, plain(a), plain(b));
  if (isUnknown(order)) return order;
  if (order !== undefined) return decideOrder(operator, order);
  if (isKind(plain(a), 'set') && isKind(plain(b), 'set')) return compareSets(operator, plain(a), plain(b));
  return runtime.raise(
    'TypeError',
    `'${operator}' not supported between instances of '${typeName(runtime, a)}' and '${typeName(runtime, b)}'`,
  );
}

function decideOrder(operator: CompareOperator, order: number): boolean {
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

function compareSpecial(runtime: Runtime, operator: CompareOperator, a: Value, b: Value): Value | undefined {
  const [name, reflected] = COMPARE_SPECIAL[operator];
  if (isKind(a, 'instance') && isKind(b, 'instance') && a.cls !== b.cls && b.cls.mro.includes(a.cls)) {
    const result = callOn(runtime, b.cls, b, reflected, a);
    if (result !== undefined) return result;
  }
  if (isKind(a, 'instance')) {
    const result = callOn(runtime, a.cls, a, name, b);
    if (result !== undefined) return result;
  }
  if (isKind(b, 'instance')) {
    const result = callOn(runtime, b.cls, b, reflected, a);
    if (result !== undefined) return result;
  }
  if (operator !== '!=' || (!isKind(a, 'instance') && !isKind(b, 'instance'))) return undefined;
  const equal = compareSpecial(runtime, '==', a, b);
  if (equal === undefined || isUnknown(equal)) return equal;
  const truth = runtime.truth(equal);
  return isUnknown(truth) ? truth : !truth;
}

/** Negative, zero or positive; undefined when the two have no order. */
function compareOrder(runtime: Runtime, a: Value, b: Value): number | Unknown | undefined {
  const numbers = compareNumbers(a, b);
  if (numbers !== undefined) return numbers;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (isKind(a, 'bytes') && isKind(b, 'bytes')) return compareTexts(a.text, b.text);
  if ((isKind(a, 'list') && isKind(b, 'list')) || (isKind(a, 'tuple') && isKind(b, 'tuple'))) {
    return compareItems(runtime, a.items, b.items, a.rest ?? b.rest);
  }
  return undefined;
}

/** By code points, as Python does, not by UTF-16 code units. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) at += 1;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

function compareItems(
  runtime: Runtime,
  a: readonly Value[],
  b: readonly Value[],
  rest: Unknown | undefined,
): number | Unknown | undefined {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a[at] ?? null, b[at] ?? null];
    const equal = runtime.equals(x, y);
    if (isUnknown(equal)) return equal;
    if (equal) continue;
    const less = runtime.compare('<', x, y);
    const truth = runtime.truth(less);
    return isUnknown(truth) ? truth : truth ? -1 : 1;
  }
  return rest ?? a.length - b.length;
}

function compareSets(operator: CompareOperator, a: Value, b: Value): Value {
  if (!isKind(a, 'set') || !isKind(b, 'set')) return false;
  if (a.rest || b.rest) return a.rest ?? b.rest ?? false;
  const isIn = (x: typeof a, y: typeof a): boolean => [...x.entries.keys()].every((key) => y.entries.has(key));
  const isSmaller = a.entries.size < b.entries.size;
  if (operator === '<') return isSmaller && isIn(a, b);
  if (operator === '<=') return isIn(a, b);
  if (operator === '>') return b.entries.size < a.entries.size && isIn(b, a);
  return isIn(b, a);
}

export function computeEquals(runtime: Runtime, a: Value, b: Value): boolean | Unknown {
  if (a === b && !isUnknown(a)) return !(isKind(a, 'float') && Number.isNaN(a.value));
  const numbers = compareNumbers(a, b);
  if (numbers !== undefined) return numbers === 0;
  const opaque = opaqueOf(runtime, a) ?? opaqueOf(runtime, b);
  if (opaque) return isKind(a, 'external') && isKind(b, 'external') && a.path === b.path ? true : opaque;
  const special = compareSpecial(runtime, '==', a, b);
  if (special !== undefined) return runtime.truth(special);
  return equalPlain(runtime, plain(a), plain(b));
}

function equalPlain(runtime: Runtime, a: Value, b: Value): boolean | Unknown {
  if (a === b) return true;
  const numbers = compareNumbers(a, b);
  if (numbers !== undefined) return numbers === 0;
  if (isKind(a, 'complex') && a.imaginary === 0)
    return asNumber(isKind(b, 'complex') && b.imaginary === 0 ? makeFloat(b.real) : b) === a.real;
  if (isKind(b, 'complex') && b.imaginary === 0) return asNumber(a) === b.real;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a.kind === 'list' && b.kind === 'list') return equalItems(runtime, a.items, b.items, a.rest ?? b.rest);
  if (a.kind === 'tuple' && b.kind === 'tuple') return equalItems(runtime, a.items, b.items, a.rest ?? b.rest);
  if (a.kind === 'dict' && b.kind === 'dict') return equalDicts(runtime, a, b);
  if (a.kind === 'set' && b.kind === 'set') {
    if (a.rest || b.rest) return a.rest ?? b.rest ?? false;
    return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));
  }
  if (a.kind === 'range' && b.kind === 'range') return equalItems(runtime, rangeParts(a), rangeParts(b), undefined);
  if (a.kind === 'bytes' && b.kind === 'bytes') return a.text === b.text;
  if (a.kind === 'complex' && b.kind === 'complex') return a.real === b.real && a.imaginary === b.imaginary;
  if (a.kind === 'slice' && b.kind === 'slice') {
    return equalItems(runtime, [a.start, a.stop, a.step], [b.start, b.stop, b.step], undefined);
  }
  if (a.kind === 'bound' && b.kind === 'bound') return a.self === b.self && a.callee === b.callee;
  return false;
}

function rangeParts(range: Extract<HeapValue, { kind: 'range' }>): Value[] {
  const length = Math.max(0, Math.ceil((range.stop - range.start) / range.step));
  return length === 0 ? [0] : length === 1 ? [1, range.start] : [length, range.start, range.step];
}

function equalItems(
  runtime: Runtime,
  a: readonly Value[],
  b: readonly Value[],
  rest: Unknown | undefined,
): boolean | Unknown {
  if (rest) return rest;
  if (a.length !== b.length) return false;
  let open: Unknown | undefined;
  for (let at = 0; at < a.length; at += 1) {
    const equal = runtime.equals(a[at] ?? null, b[at] ?? null);
    if (isUnknown(equal)) open ??= equal;
    else if (!equal) return false;
  }
  return open ?? true;
}

function equalDicts(runtime: Runtime, a: Extract<HeapValue, { kind: 'dict' }>, b: typeof a): boolean | Unknown {
  if (a.rest || b.rest) return a.rest ?? b.rest ?? false;
  if (a.entries.size !== b.entries.size) return false;
  let open: Unknown | undefined;
  for (const [key, [, value]] of a.entries) {
    const other = b.entries.get(key);
    if (!other) return false;
    const equal = runtime.equals(value, other[1]);
    if (isUnknown(equal)) open ??= equal;
    else if (!equal) return false;
  }
  return open ?? true;
}
