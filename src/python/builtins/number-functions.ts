import type { Machine } from '../machine.js';
import { asIndex, asInt, asNumber } from '../run/numbers.js';
import { isKind, isUnknown, makeFloat, makeInt } from '../values/make.js';
import type { Value } from '../values/value.js';
import { inner } from './methods.js';

export function absolute(machine: Machine, value: Value): Value {
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

export function round(machine: Machine, value: Value, digits: Value): Value {
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
