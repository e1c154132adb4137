import type { BinaryOperator, UnaryOperator } from '../machine.js';
import { blurEntries, blurValues } from '../values/blur.js';
import {
  isKind,
  isUnknown,
  makeBytes,
  makeDict,
  makeFloat,
  makeInt,
  makeList,
  makeSet,
  makeTuple,
  NOT_IMPLEMENTED,
} from '../values/make.js';
import type { Class, HeapValue, Instance, Unknown, Value } from '../values/value.js';
import { doToEach } from './each-way.js';
import { asIndex, asInt, asNumber, computeNumbers } from './numbers.js';
import { formatPercent } from './percent.js';
import type { Runtime } from './runtime.js';

const SPECIAL: Readonly<Record<BinaryOperator, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
};

export function computeBinary(runtime: Runtime, operator: BinaryOperator, a: Value, b: Value): Value {
  const number = computeNumbers(runtime, operator, a, b);
  if (number !== undefined) return number;
  const opaque = opaqueOf(runtime, a) ?? opaqueOf(runtime, b);
  if (opaque) return opaque;
  const special = callOperator(runtime, SPECIAL[operator], a, b);
  if (special !== undefined) return special;
  const builtin = computeBuiltin(runtime, operator, plain(a), plain(b));
  return builtin ?? raiseOperands(runtime, operator, a, b);
}

/** Unknown and external operands make the result unknown. */
export function opaqueOf(runtime: Runtime, value: Value): Unknown | undefined {
  if (isUnknown(value)) return value;
  return isKind(value, 'external') ? runtime.unknown(`${value.path} is not known here`) : undefined;
}

/** What an instance of a subclass of a built-in type is as that type. */
export function plain(value: Value): Value {
  return isKind(value, 'instance') && value.payload !== undefined ? value.payload : value;
}

function raiseOperands(runtime: Runtime, operator: string, a: Value, b: Value): never {
  const first = plain(a);
  if (operator === '+' && (typeof first === 'string' || isKind(first, 'list') || isKind(first, 'tuple'))) {
    const [own, other] = [typeName(runtime, first), typeName(runtime, b)];
    return runtime.raise('TypeError', `can only concatenate ${own} (not "${other}") to ${own}`);
  }
  const what = operator === '**' ? '** or pow()' : operator;
  return runtime.raise(
    'TypeError',
    `unsupported operand type(s) for ${what}: '${typeName(runtime, a)}' and '${typeName(runtime, b)}'`,
  );
}

export function typeName(runtime: Runtime, value: Value): string {
  const type = runtime.typeOf(value);
  return isUnknown(type) ? 'unknown' : type.name;
}

/** `__add__` and `__radd__`; the reflected one first when the right operand's class is a subclass that has its own. */
function callOperator(runtime: Runtime, name: string, a: Value, b: Value): Value | undefined {
  const left = isKind(a, 'instance') ? a.cls : undefined;
  const right = isKind(b, 'instance') ? b.cls : undefined;
  if (!left && !right) return undefined;
  const isRightFirst = left && right && left !== right && right.mro.includes(left);
  if (isRightFirst) {
    const result = callOn(runtime, right, b, `__r${name}__`, a);
    if (result !== undefined) return result;
  }
  const result = left && callOn(runtime, left, a, `__${name}__`, b);
  if (result !== undefined) return result;
  const reflected = right && !isRightFirst ? callOn(runtime, right, b, `__r${name}__`, a) : undefined;
  if (reflected !== undefined) return reflected;
  return unknownBase(runtime, left) ?? unknownBase(runtime, right);
}

function unknownBase(_runtime: Runtime, cls: Class | undefined): Unknown | undefined {
  return cls?.mro.find(({ unknownBase: base }) => base !== undefined)?.unknownBase;
}

export function callOn(runtime: Runtime, cls: Class, self: Value, name: string, other: Value): Value | undefined {
  if (runtime.lookup(cls, name) === undefined || isBuiltinFirst(runtime, cls, self, name)) return undefined;
  const result = runtime.callSpecial(self, name, [other]);
  return result === NOT_IMPLEMENTED ? undefined : result;
}

/** In `class S(str, Enum)` the operators of `str` go before those of `Enum`. */
export function isBuiltinFirst(runtime: Runtime, cls: Class, self: Value, name: string): boolean {
  if (!isKind(self, 'instance') || self.payload === undefined) return false;
  const type = runtime.typeOf(self.payload);
  if (isUnknown(type)) return false;
  const owner = cls.mro.findIndex(({ attributes }) => attributes.has(name));
  const builtin = cls.mro.indexOf(type);
  return builtin >= 0 && builtin < owner;
}

function computeBuiltin(runtime: Runtime, operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  const number = computeNumbers(runtime, operator, a, b);
  if (number !== undefined) return number;
  switch (operator) {
    case '+':
      return concatenate(runtime, a, b);
    case '*':
      return asIndex(b) === undefined ? repeat(runtime, b, a) : repeat(runtime, a, b);
    case '%':
      return typeof a === 'string' ? formatPercent(runtime, a, b) : undefined;
    case '|':
    case '&':
    case '-':
    case '^':
      return combine(runtime, operator, a, b);
    default:
      return undefined;
  }
}

function concatenate(runtime: Runtime, a: Value, b: Value): Value | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    return runtime.mayAllocate(a.length + b.length) ? a + b : runtime.unknown('a text that is too long');
  }
  if (isKind(a, 'list') && isKind(b, 'list')) {
    if (!runtime.mayAllocate(a.items.length + b.items.length)) return runtime.unknown('a list that is too long');
    return a.rest ? makeList(a.items.slice(), a.rest) : makeList(a.items.concat(b.items), b.rest);
  }
  if (isKind(a, 'tuple') && isKind(b, 'tuple')) {
    if (!runtime.mayAllocate(a.items.length + b.items.length)) return runtime.unknown('a tuple that is too long');
    return a.rest ? a : makeTuple(a.items.concat(b.items), b.rest);
  }
  if (isKind(a, 'bytes') && isKind(b, 'bytes')) return makeBytes(a.text + b.text);
  return undefined;
}

function repeat(runtime: Runtime, value: Value, times: Value): Value | undefined {
  const count = asIndex(times);
  if (count === undefined)
    return typeof times === 'bigint' ? runtime.unknown('a repetition that is too long') : undefined;
  const length =
    typeof value === 'string' ? value.length : isKind(value, 'list') || isKind(value, 'tuple') ? value.items.length : 0;
  if (count > 0 && !runtime.mayAllocate(length * count)) return runtime.unknown('a repetition that is too long');
  const times0 = Math.max(0, count);
  if (typeof value === 'string') return value.repeat(times0);
  if (isKind(value, 'bytes'))
    return runtime.mayAllocate(value.text.length * times0)
      ? makeBytes(value.text.repeat(times0))
      : runtime.unknown('bytes that are too long');
  if (!isKind(value, 'list') && !isKind(value, 'tuple')) return undefined;
  if (value.rest && times0 > 1) return value.rest;
  const items: Value[] = [];
  for (let at = 0; at < times0 && length > 0; at += 1) for (const item of value.items) items.push(item);
  return isKind(value, 'list') ? makeList(items, value.rest) : makeTuple(items, value.rest);
}

function combine(runtime: Runtime, operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (isKind(a, 'set') && isKind(b, 'set')) return combineSets(operator, a, b);
  if (operator !== '|') return undefined;
  if (isKind(a, 'dict') && isKind(b, 'dict')) {
    const dict = makeDict(new Map(a.entries), a.rest);
    if (b.rest) blurValues(dict, b.rest);
    for (const [key, entry] of b.entries) dict.entries.set(key, entry);
    return dict;
  }
  return isTypeLike(a) && isTypeLike(b) ? makeUnion(runtime, a, b) : undefined;
}

function combineSets(
  operator: BinaryOperator,
  a: Extract<HeapValue, { kind: 'set' }>,
  b: Extract<HeapValue, { kind: 'set' }>,
): Value {
  const entries = new Map<ReturnType<typeof a.entries.keys> extends Iterator<infer K> ? K : never, Value>();
  const isOpen = (operator !== '|' && operator !== '&' && b.rest) || (operator === '^' && a.rest);
  if (isOpen) return makeSet(entries, a.isFrozen, a.rest ?? b.rest);
  for (const [key, item] of a.entries)
    if (operator === '|' || b.entries.has(key) === (operator === '&')) entries.set(key, item);
  if (operator === '|' || operator === '^')
    for (const [key, item] of b.entries) if (!a.entries.has(key)) entries.set(key, item);
  return makeSet(entries, a.isFrozen, a.rest ?? b.rest);
}

function isTypeLike(value: Value): boolean {
  return value === null || isKind(value, 'class') || (isKind(value, 'instance') && isTyping(value));
}

function isTyping(value: Instance): boolean {
  return value.cls.isNative && (value.cls.module === 'typing' || value.cls.module === 'types');
}

/** `int | None`: what `isinstance` takes, and else inert. */
function makeUnion(runtime: Runtime, a: Value, b: Value): Value {
  const union = runtime.makeInstance(runtime.builtinClass('UnionType'));
  const members = [a, b].flatMap((item) =>
    isKind(item, 'instance') && isKind(item.payload, 'tuple') ? item.payload.items : [item],
  );
  union.payload = makeTuple(members);
  return union;
}

/** `a += b`: lists, sets and dicts change in place; instances may have `__iadd__`. */
export function computeInplace(runtime: Runtime, operator: BinaryOperator, a: Value, b: Value): Value {
  if (isUnknown(a) && a.among) return doToEach(runtime, a, (item) => computeInplace(runtime, operator, item, b));
  if (isKind(a, 'instance')) {
    const result = runtime.callSpecial(a, `__i${SPECIAL[operator]}__`, [b]);
    if (result !== undefined && result !== NOT_IMPLEMENTED) return result;
  }
  if (isKind(a, 'list') && operator === '+') {
    runtime.callMethod(a, 'extend', [b]);
    return a;
  }
  if (isKind(a, 'list') && operator === '*') {
    const repeated = repeat(runtime, a, b);
    if (!isKind(repeated, 'list')) return repeated ?? raiseOperands(runtime, '*=', a, b);
    runtime.touch(a);
    a.items = repeated.items;
    return a;
  }
  if ((isKind(a, 'set') && !a.isFrozen && isKind(b, 'set')) || (isKind(a, 'dict') && operator === '|'))
    return updateInPlace(runtime, operator, a, b);
  return runtime.binary(operator, a, b);
}

function updateInPlace(runtime: Runtime, operator: BinaryOperator, a: Value, b: Value): Value {
  const result = runtime.binary(operator, a, b);
  runtime.touch(a);
  if (isKind(a, 'set') && isKind(result, 'set')) {
    a.entries = result.entries;
    a.rest = result.rest;
  } else if (isKind(a, 'dict') && isKind(result, 'dict')) {
    a.entries = result.entries;
    a.rest = result.rest;
  } else if (isKind(a, 'dict') && isUnknown(result)) blurValues(a, result);
  else if (isKind(a, 'set') && isUnknown(result)) blurEntries(a, result);
  return a;
}

export function computeUnary(runtime: Runtime, operator: UnaryOperator, value: Value): Value {
  const opaque = opaqueOf(runtime, value);
  if (opaque) return opaque;
  if (isKind(value, 'instance')) {
    const name = operator === '-' ? '__neg__' : operator === '+' ? '__pos__' : '__invert__';
    const result = runtime.callSpecial(value, name);
    if (result !== undefined) return result;
  }
  const own = plain(value);
  const int = asInt(own);
  if (int !== undefined) {
    if (operator === '+') return int;
    if (operator === '-') return typeof int === 'number' ? 0 - int : makeInt(-int);
    return typeof int === 'number' ? -1 - int : makeInt(~int);
  }
  const number = asNumber(own);
  if (number !== undefined && operator !== '~') return makeFloat(operator === '-' ? -number : number);
  if (isKind(own, 'complex') && operator === '-')
    return { kind: 'complex', real: -own.real, imaginary: -own.imaginary };
  return runtime.raise('TypeError', `bad operand type for unary ${operator}: '${typeName(runtime, value)}'`);
}
