import type { BinaryOperator } from '../machine.js';
import { isKind, makeFloat, makeInt } from '../values/make.js';
import type { Value } from '../values/value.js';
import { COSTS } from './costs.js';
import { raise } from './power.js';
import type { Runtime } from './runtime.js';

export type Int = number | bigint;

/** The int that a value is: bools are ints. */
export function asInt(value: Value | undefined): Int | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** An int that a JavaScript array or loop can take. */
export function asIndex(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** The number that a value is, as a float. */
export function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (isKind(value, 'float')) return value.value;
  return typeof value === 'boolean' || typeof value === 'bigint' ? Number(value) : undefined;
}

/** Bits that an int may have: beyond it is refused. */
const MOST_BITS = 1 << 20;

/** undefined: not two numbers. */
export function computeNumbers(runtime: Runtime, operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  const left = asInt(a);
  const right = asInt(b);
  if (left !== undefined && right !== undefined) return computeInts(runtime, operator, left, right, a, b);
  if (isKind(a, 'complex') || isKind(b, 'complex')) return computeComplex(operator, a, b);
  const x = asNumber(a);
  const y = asNumber(b);
  if (x === undefined || y === undefined) return undefined;
  return computeFloats(runtime, operator, x, y);
}

function computeInts(
  runtime: Runtime,
  operator: BinaryOperator,
  a: Int,
  b: Int,
  left: Value,
  right: Value,
): Value | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const quick = computeSmall(runtime, operator, a, b);
    if (quick !== undefined)
      return typeof left === 'boolean' && typeof right === 'boolean' ? asBool(operator, quick) : quick;
  }
  return computeBig(runtime, operator, BigInt(a), BigInt(b));
}

/** `True & False` is a bool, `True + True` is not. */
function asBool(operator: BinaryOperator, value: Value): Value {
  return operator === '&' || operator === '|' || operator === '^' ? value !== 0 : value;
}

/** Within ±2^53, and within 32 bits for those that JavaScript cuts there; undefined when BigInt must do it. */
function computeSmall(runtime: Runtime, operator: BinaryOperator, a: number, b: number): Value | undefined {
  switch (operator) {
    case '+':
      return safe(a + b);
    case '-':
      return safe(a - b);
    case '*':
      return safe(a * b);
    case '/':
      return b === 0 ? runtime.raise('ZeroDivisionError', 'division by zero') : makeFloat(a / b);
    case '//':
      if (b === 0) return runtime.raise('ZeroDivisionError', 'integer division or modulo by zero');
      return (a - modulo(a, b)) / b + 0;
    case '%':
      return b === 0 ? runtime.raise('ZeroDivisionError', 'integer modulo by zero') : modulo(a, b);
    case '&':
      return (a | 0) === a && (b | 0) === b ? a & b : undefined;
    case '|':
      return (a | 0) === a && (b | 0) === b ? a | b : undefined;
    case '^':
      return (a | 0) === a && (b | 0) === b ? a ^ b : undefined;
    case '@':
      return runtime.raise('TypeError', "unsupported operand type(s) for @: 'int' and 'int'");
    default:
      return undefined;
  }
}

function safe(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

/** The remainder has the sign of the divisor. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return (rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest) + 0;
}

/** Sizes from which an operation takes much more time, and what it costs. */
const SIZES = [
  { from: 1n << 65_536n, steps: 50_000 },
  { from: 1n << 4096n, steps: 1000 },
  { from: 0n, steps: COSTS.largeInt },
] as const;

function costOf(a: bigint, b: bigint): number {
  const larger = (value: bigint, from: bigint): boolean => value >= from || -value >= from;
  return SIZES.find(({ from }) => larger(a, from) || larger(b, from))?.steps ?? 0;
}

function computeBig(runtime: Runtime, operator: BinaryOperator, a: bigint, b: bigint): Value {
  runtime.spend(costOf(a, b));
  switch (operator) {
    case '+':
      return makeInt(a + b);
    case '-':
      return makeInt(a - b);
    case '*':
      return bitsOf(a) + bitsOf(b) > MOST_BITS ? runtime.unknown('a number that is too large') : makeInt(a * b);
    case '/':
      return makeFloat(divideBig(a, b));
    case '//':
      return makeInt(floorBig(a, b));
    case '%':
      return makeInt(a - floorBig(a, b) * b);
    case '&':
      return makeInt(a & b);
    case '|':
      return makeInt(a | b);
    case '^':
      return makeInt(a ^ b);
    case '<<':
    case '>>':
      return shift(runtime, a, operator === '<<' ? b : -b, b < 0n);
    case '**':
      return power(runtime, a, b);
    default:
      return runtime.raise('TypeError', `unsupported operand type(s) for ${operator}: 'int' and 'int'`);
  }
}

function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}

function divideBig(a: bigint, b: bigint): number {
  const x = Number(a);
  const y = Number(b);
  if (Number.isFinite(x) && Number.isFinite(y)) return x / y;
  return Number(a / b);
}

function floorBig(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function shift(runtime: Runtime, a: bigint, by: bigint, isNegative: boolean): Value {
  if (isNegative) return runtime.raise('ValueError', 'negative shift count');
  if (by > 0n && BigInt(bitsOf(a)) + by > BigInt(MOST_BITS)) return runtime.unknown('a number that is too large');
  return makeInt(by >= 0n ? a << by : -by > BigInt(MOST_BITS) ? (a < 0n ? -1n : 0n) : a >> -by);
}

function power(runtime: Runtime, a: bigint, b: bigint): Value {
  if (b < 0n) {
    if (a === 0n) return runtime.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    return makeFloat(raise(Number(a), Number(b)));
  }
  if (a > 1n || a < -1n) {
    if (BigInt(bitsOf(a)) * b > BigInt(MOST_BITS)) return runtime.unknown('a number that is too large');
  } else return makeInt(a === 0n ? (b === 0n ? 1n : 0n) : a === 1n || b % 2n === 0n ? 1n : -1n);
  return makeInt(a ** b);
}

function computeFloats(runtime: Runtime, operator: BinaryOperator, a: number, b: number): Value | undefined {
  switch (operator) {
    case '+':
      return makeFloat(a + b);
    case '-':
      return makeFloat(a - b);
    case '*':
      return makeFloat(a * b);
    case '/':
      return b === 0 ? runtime.raise('ZeroDivisionError', 'float division by zero') : makeFloat(a / b);
    case '//':
      return b === 0 ? runtime.raise('ZeroDivisionError', 'float floor division by zero') : makeFloat(floorFloat(a, b));
    case '%':
      return b === 0 ? runtime.raise('ZeroDivisionError', 'float modulo') : makeFloat(moduloFloat(a, b));
    case '**':
      return powerFloat(runtime, a, b);
    default:
      return undefined;
  }
}

function moduloFloat(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return Object.is(b, -0) || b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floorFloat(a: number, b: number): number {
  const quotient = (a - moduloFloat(a, b)) / b;
  return Number.isFinite(quotient) ? Math.round(quotient) : quotient;
}

function powerFloat(runtime: Runtime, a: number, b: number): Value {
  if (a === 0 && b < 0) return runtime.raise('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  if (a === 1 || b === 0) return makeFloat(1);
  if (a < 0 && !Number.isInteger(b) && Number.isFinite(b)) return runtime.unknown('a complex number');
  const result = raise(a, b);
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    return runtime.raise('OverflowError', "(34, 'Numerical result out of range')");
  }
  return makeFloat(result);
}

function computeComplex(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  const x = complexParts(a);
  const y = complexParts(b);
  if (!x || !y) return undefined;
  const make = (real: number, imaginary: number): Value => ({ kind: 'complex', real, imaginary });
  switch (operator) {
    case '+':
      return make(x[0] + y[0], x[1] + y[1]);
    case '-':
      return make(x[0] - y[0], x[1] - y[1]);
    case '*':
      return make(x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]);
    default:
      return undefined;
  }
}

function complexParts(value: Value): readonly [number, number] | undefined {
  if (isKind(value, 'complex')) return [value.real, value.imaginary];
  const number = asNumber(value);
  return number === undefined ? undefined : [number, 0];
}

/** Numbers in their order; exact, also between large ints and floats. undefined: not two real numbers. NaN is never equal. */
export function compareNumbers(a: Value, b: Value): number | undefined {
  const left = isKind(a, 'float') ? a.value : asInt(a);
  const right = isKind(b, 'float') ? b.value : asInt(b);
  if (left === undefined || right === undefined) return undefined;
  return left < right ? -1 : left > right ? 1 : left !== left || right !== right ? Number.NaN : 0;
}
