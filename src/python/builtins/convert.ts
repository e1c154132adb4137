import type { Machine } from '../machine.js';
import { asIndex, asInt, asNumber } from '../run/numbers.js';
import { isKind, isUnknown, makeBytes, makeFloat, makeInt } from '../values/make.js';
import type { Value } from '../values/value.js';
import { inner } from './methods.js';

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

export function toInt(machine: Machine, value: Value | undefined, base: Value | undefined): Value {
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

export function toFloat(machine: Machine, value: Value | undefined): Value {
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

export function toBytes(machine: Machine, value: Value | undefined): Value {
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

export function toText(machine: Machine, value: Value | undefined): Value {
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
