import { plainFunction, rawFunction } from '../builtins/methods.js';
import type { Machine, NativeModule } from '../machine.js';
import { defineModule, type NativeMember } from '../natives.js';
import { asInt, asNumber } from '../run/numbers.js';
import { isKind, isUnknown, makeFloat, makeInt, makeTuple } from '../values/make.js';
import type { Value } from '../values/value.js';

type Real = (value: number) => number;

/** Functions of one float; NaN out of a number is a domain error, infinity out of one a range error. */
const REAL: Readonly<Record<string, Real>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  fabs: Math.abs,
  degrees: (value) => (value * 180) / Math.PI,
  radians: (value) => (value * Math.PI) / 180,
  exp2: (value) => 2 ** value,
  cbrt: Math.cbrt,
};

export function mathematics(): NativeModule {
  const members: Record<string, NativeMember> = {
    pi: makeFloat(Math.PI),
    e: makeFloat(Math.E),
    tau: makeFloat(2 * Math.PI),
    inf: makeFloat(Number.POSITIVE_INFINITY),
    nan: makeFloat(Number.NaN),
    floor: whole('floor', '__floor__', Math.floor),
    ceil: whole('ceil', '__ceil__', Math.ceil),
    trunc: whole('trunc', '__trunc__', Math.trunc),
    log: rawFunction('log', (machine, [value, base]) => logarithm(machine, value ?? null, base)),
    pow: rawFunction('pow', (machine, [a, b]) => two(machine, a, b, (x, y) => x ** y)),
    fmod: rawFunction('fmod', (machine, [a, b]) => two(machine, a, b, (x, y) => x % y)),
    atan2: rawFunction('atan2', (machine, [a, b]) => two(machine, a, b, Math.atan2)),
    copysign: rawFunction('copysign', (machine, [a, b]) =>
      two(machine, a, b, (x, y) => Math.abs(x) * (y < 0 || Object.is(y, -0) ? -1 : 1)),
    ),
    hypot: rawFunction('hypot', (machine, values) => {
      const open = values.find((value) => isUnknown(value));
      return open ?? real(machine, Math.hypot(...values.map((value) => asNumber(value) ?? Number.NaN)));
    }),
    isnan: test('isnan', Number.isNaN),
    isinf: test('isinf', (value) => !Number.isFinite(value) && !Number.isNaN(value)),
    isfinite: test('isfinite', Number.isFinite),
    isclose: plainFunction('isclose', 'a, b, *, rel_tol=1e-09, abs_tol=0.0', (bound, machine) => {
      const [a, b] = [asNumber(bound.get('a')), asNumber(bound.get('b'))];
      if (a === undefined || b === undefined) return machine.unknown('math.isclose of what is not known');
      const relative = (asNumber(bound.get('rel_tol')) ?? 0) * Math.max(Math.abs(a), Math.abs(b));
      return a === b || Math.abs(a - b) <= Math.max(relative, asNumber(bound.get('abs_tol')) ?? 0);
    }),
    gcd: rawFunction('gcd', (machine, values) => foldInts(machine, values, 0n, greatest)),
    lcm: rawFunction('lcm', (machine, values) =>
      foldInts(machine, values, 1n, (a, b) => (a === 0n || b === 0n ? 0n : (a * b) / greatest(a, b))),
    ),
    factorial: rawFunction('factorial', (machine, [value]) => factorial(machine, value ?? null)),
    comb: rawFunction('comb', (machine, [n, k]) => choose(machine, n, k, true)),
    perm: rawFunction('perm', (machine, [n, k]) => choose(machine, n, k ?? n, false)),
    isqrt: rawFunction('isqrt', (machine, [value]) => {
      const int = asInt(value);
      if (int === undefined) return isUnknown(value) ? value : machine.raise('TypeError', 'an integer is required');
      return int < 0
        ? machine.raise('ValueError', 'isqrt() argument must be nonnegative')
        : makeInt(integerRoot(BigInt(int)));
    }),
    prod: plainFunction('prod', 'iterable, /, *, start=1', (bound, machine) => {
      const items = machine.listItems(bound.get('iterable'));
      if (isUnknown(items)) return items;
      return items.reduce((total, item) => machine.binary('*', total, item), bound.get('start'));
    }),
    fsum: rawFunction('fsum', (machine, [values]) => {
      const items = machine.listItems(values ?? null);
      return isUnknown(items)
        ? items
        : items.reduce<Value>((total, item) => machine.binary('+', total, item), makeFloat(0));
    }),
    modf: rawFunction('modf', (machine, [value]) => {
      const number = asNumber(value);
      if (number === undefined) return machine.unknown('math.modf of what is not known');
      return makeTuple([makeFloat(number % 1), makeFloat(Math.trunc(number))]);
    }),
  };
  for (const [name, run] of Object.entries(REAL))
    members[name] = rawFunction(name, (machine, [value]) => one(machine, value, run));
  return defineModule('math', members);
}

function toReal(machine: Machine, value: Value | undefined): Value {
  const number = asNumber(value);
  if (number !== undefined) return makeFloat(number);
  return machine.call(machine.builtin('float'), [value ?? null]);
}

function one(machine: Machine, value: Value | undefined, run: Real): Value {
  const given = toReal(machine, value);
  if (!isKind(given, 'float')) return given;
  const number = asNumber(given) ?? Number.NaN;
  const result = run(number);
  if (Number.isNaN(result) && !Number.isNaN(number)) return machine.raise('ValueError', 'math domain error');
  if (!Number.isFinite(result) && Number.isFinite(number)) {
    return run === Math.exp || run === Math.cosh || run === Math.sinh || run === Math.expm1
      ? machine.raise('OverflowError', 'math range error')
      : machine.raise('ValueError', 'math domain error');
  }
  return makeFloat(result);
}

function two(
  machine: Machine,
  a: Value | undefined,
  b: Value | undefined,
  run: (x: number, y: number) => number,
): Value {
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  return real(machine, run(asNumber(a) ?? Number.NaN, asNumber(b) ?? Number.NaN));
}

function real(_machine: Machine, value: number): Value {
  return makeFloat(value);
}

function whole(name: string, special: string, run: Real): Value {
  return rawFunction(name, (machine, [value]) => {
    if (isUnknown(value)) return value;
    const int = asInt(value);
    if (int !== undefined) return int;
    const own = isKind(value, 'instance') ? machine.callSpecial(value, special) : undefined;
    if (own !== undefined) return own;
    const given = toReal(machine, value);
    if (!isKind(given, 'float')) return given;
    if (!Number.isFinite(given.value))
      return machine.raise('OverflowError', 'cannot convert float infinity to integer');
    return makeInt(BigInt(run(given.value)));
  });
}

function test(name: string, run: (value: number) => boolean): Value {
  return rawFunction(name, (_machine, [value]) => (isUnknown(value) ? value : run(asNumber(value) ?? 0)));
}

function logarithm(machine: Machine, value: Value, base: Value | undefined): Value {
  if (isUnknown(base)) return base;
  const top = one(machine, value, Math.log);
  if (base === undefined || !isKind(top, 'float')) return top;
  const bottom = one(machine, base, Math.log);
  return isKind(bottom, 'float') ? machine.binary('/', top, bottom) : bottom;
}

function greatest(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function foldInts(
  machine: Machine,
  values: readonly Value[],
  start: bigint,
  run: (a: bigint, b: bigint) => bigint,
): Value {
  let total = start;
  for (const value of values) {
    const int = asInt(value);
    if (int === undefined) return isUnknown(value) ? value : machine.raise('TypeError', 'an integer is required');
    total = run(total, BigInt(int));
  }
  return makeInt(total < 0n ? -total : total);
}

function factorial(machine: Machine, value: Value): Value {
  const int = asInt(value);
  if (int === undefined) return isUnknown(value) ? value : machine.raise('TypeError', 'an integer is required');
  if (int < 0) return machine.raise('ValueError', 'factorial() not defined for negative values');
  if (int > 2000) return machine.unknown('a number that is too large');
  let result = 1n;
  for (let at = 2n; at <= BigInt(int); at += 1n) result *= at;
  return makeInt(result);
}

function choose(machine: Machine, n: Value | undefined, k: Value | undefined, isUnordered: boolean): Value {
  const [total, taken] = [asInt(n), asInt(k)];
  if (total === undefined || taken === undefined) return machine.unknown('a number of choices');
  if (Number(taken) > 2000) return machine.unknown('a number that is too large');
  let result = 1n;
  for (let at = 0n; at < BigInt(taken); at += 1n) result *= BigInt(total) - at;
  const divisor = isUnordered ? BigInt(asInt(factorial(machine, taken)) ?? 1) : 1n;
  return makeInt(BigInt(taken) > BigInt(total) ? 0n : result / divisor);
}

function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = BigInt(Math.floor(Math.sqrt(Number(value))));
  while (guess * guess > value) guess -= 1n;
  while ((guess + 1n) * (guess + 1n) <= value) guess += 1n;
  return guess;
}
