import type { Unknown, Value } from '../../../python/values/value.js';
import type { Call, Operation, Result } from '../call.js';
import { fillData, roundHalfEven, spreadData, storeAll } from '../data.js';
import { categoryOf, type Operand, resultDtype } from '../dtype.js';
import { broadcastShapes } from '../shapes/broadcast.js';
import { type DtypeName, isConcrete, isShapeKnown, isTensor, type TensorFacts } from '../tensor.js';
import { freshSymbol, valueToDimension, valueToNumber } from '../world.js';

type Dtype = DtypeName | Unknown;
type Binary = (a: number, b: number) => number;

/** What counts for the dtype of a result: numbers of Python count least. */
export function operandOf(call: Call, value: Value): Operand {
  if (isTensor(value)) {
    const { shape, dtype } = value.state;
    return { dtype, priority: isShapeKnown(shape) && shape.length === 0 ? 1 : 2 };
  }
  if (typeof value === 'boolean') return { dtype: 'bool', priority: 0 };
  if (valueToNumber(value) !== undefined) {
    return { dtype: typeof value === 'object' ? call.world.defaultDtype : 'int64', priority: 0 };
  }
  if (valueToDimension(value) !== undefined) return { dtype: 'int64', priority: 0 };
  return { dtype: call.unknown('dtype of what is not known'), priority: 2 };
}

export function combine(
  call: Call,
  values: readonly Value[],
  dtype: Dtype,
  compute?: (items: readonly number[]) => number,
): TensorFacts {
  const facts = values.map((value) => call.facts(value));
  const unknown = facts.map(({ shape }) => shape).find((shape) => !isShapeKnown(shape));
  if (unknown !== undefined) return { shape: unknown, dtype };
  const shape = broadcastShapes(call, ...facts.map(({ shape }) => (isShapeKnown(shape) ? shape : [])));
  if (!compute || !isConcrete(shape) || fillData(shape, 0, 'float64') === undefined) return { shape, dtype };
  const spread: number[][] = [];
  for (const item of facts) {
    if (item.data === undefined || !isConcrete(item.shape)) return { shape, dtype };
    spread.push(spreadData(item.data, item.shape, shape));
  }
  const count = spread[0]?.length ?? 0;
  const data = Array.from({ length: count }, (_, at) => compute(spread.map((line) => line[at] ?? 0)));
  return { shape, dtype, data: storeAll(data, dtype) };
}

function toReal(call: Call, dtype: Dtype): Dtype {
  return typeof dtype === 'string' && categoryOf(dtype) < 2 ? call.world.defaultDtype : dtype;
}

const UNARY_REAL: Readonly<Record<string, ((x: number) => number) | undefined>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  exp2: (x) => 2 ** x,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  deg2rad: (x) => (x * Math.PI) / 180,
  rad2deg: (x) => (x * 180) / Math.PI,
  erf: undefined,
  erfc: undefined,
  erfinv: undefined,
  lgamma: undefined,
  digamma: undefined,
  logit: undefined,
  i0: undefined,
  sinc: undefined,
};

const UNARY_SAME: Readonly<Record<string, ((x: number) => number) | undefined>> = {
  neg: (x) => -x,
  negative: (x) => -x,
  positive: (x) => x,
  abs: Math.abs,
  absolute: Math.abs,
  square: (x) => x * x,
  sign: Math.sign,
  sgn: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  trunc: Math.trunc,
  fix: Math.trunc,
  frac: (x) => x - Math.trunc(x),
  relu: (x) => Math.max(x, 0),
  bitwise_not: undefined,
  conj: undefined,
  conj_physical: undefined,
  resolve_conj: undefined,
  nan_to_num: undefined,
  bernoulli: undefined,
};

const TESTS: Readonly<Record<string, ((x: number) => number) | undefined>> = {
  logical_not: (x) => Number(x === 0),
  isnan: (x) => Number(Number.isNaN(x)),
  isinf: (x) => Number(x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY),
  isfinite: (x) => Number(Number.isFinite(x)),
  isposinf: (x) => Number(x === Number.POSITIVE_INFINITY),
  isneginf: (x) => Number(x === Number.NEGATIVE_INFINITY),
  signbit: (x) => Number(x < 0),
};

function unary(name: string, dtype: (call: Call, input: Dtype) => Dtype, compute?: (x: number) => number): Operation {
  return {
    name,
    // `round` has decimals, `logit` an eps, `bernoulli` a p, `nan_to_num` three numbers
    signature: 'input, *rest, decimals=0, eps=None, p=None, nan=None, posinf=None, neginf=None',
    run: (call) => {
      const input = call.tensor('input');
      const isPlain = call.rest.length === 0 && !call.has('decimals');
      const result = dtype(call, input.dtype);
      const data = isPlain && compute ? input.data?.map(compute) : undefined;
      return { shape: input.shape, dtype: result, data: storeAll(data, result) };
    },
  };
}

const BINARY: Readonly<Record<string, Binary | undefined>> = {
  add: undefined,
  sub: undefined,
  subtract: undefined,
  rsub: undefined,
  mul: (a, b) => a * b,
  multiply: (a, b) => a * b,
  pow: (a, b) => a ** b,
  float_power: undefined,
  remainder: (a, b) => (b === 0 ? Number.NaN : a - Math.floor(a / b) * b),
  fmod: (a, b) => a % b,
  floor_divide: (a, b) => Math.floor(a / b),
  maximum: Math.max,
  minimum: Math.min,
  fmax: undefined,
  fmin: undefined,
  bitwise_and: (a, b) => a & b,
  bitwise_or: (a, b) => a | b,
  bitwise_xor: (a, b) => a ^ b,
  bitwise_left_shift: undefined,
  bitwise_right_shift: undefined,
  dist: undefined,
};

const COMPARISONS: Readonly<Record<string, Binary>> = {
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  not_equal: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  less: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  less_equal: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  greater: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  greater_equal: (a, b) => Number(a >= b),
  logical_and: (a, b) => Number(a !== 0 && b !== 0),
  logical_or: (a, b) => Number(a !== 0 || b !== 0),
  logical_xor: (a, b) => Number((a !== 0) !== (b !== 0)),
  isclose: () => Number.NaN,
};

function binary(name: string, compute: Binary | undefined): Operation {
  return {
    name,
    signature: 'input, other, *, alpha=1',
    run: (call) => arithmetic(call, call.get('input'), call.get('other'), compute),
  };
}

function arithmetic(call: Call, a: Value, b: Value, compute: Binary | undefined): Result {
  const dtype = resultDtype([operandOf(call, a), operandOf(call, b)]);
  return combine(call, [a, b], dtype, compute && (([x = 0, y = 0]) => compute(x, y)));
}

function scaled(name: string, compute: (a: number, b: number, alpha: number) => number): Operation {
  return {
    name,
    signature: 'input, other, *, alpha=1',
    run: (call) => {
      const alpha = valueToNumber(call.get('alpha'));
      return arithmetic(
        call,
        call.get('input'),
        call.get('other'),
        alpha === undefined ? undefined : (a, b) => compute(a, b, alpha),
      );
    },
  };
}

export function divide(call: Call, a: Value, b: Value, mode: Value): Result {
  const dtype = resultDtype([operandOf(call, a), operandOf(call, b)]);
  if (mode === 'floor') return combine(call, [a, b], dtype, ([x = 0, y = 0]) => Math.floor(x / y));
  if (mode === 'trunc') return combine(call, [a, b], dtype, ([x = 0, y = 0]) => Math.trunc(x / y));
  return combine(call, [a, b], toReal(call, dtype), ([x = 0, y = 0]) => x / y);
}

function division(name: string): Operation {
  return {
    name,
    signature: 'input, other, *, rounding_mode=None',
    run: (call) => divide(call, call.get('input'), call.get('other'), call.get('rounding_mode')),
  };
}

function comparison(name: string, compute: Binary): Operation {
  const isKnown = name !== 'isclose';
  return {
    name,
    signature: 'input, other, rtol=None, atol=None, equal_nan=False',
    run: (call) =>
      combine(
        call,
        [call.get('input'), call.get('other')],
        'bool',
        isKnown ? ([x = 0, y = 0]) => compute(x, y) : undefined,
      ),
  };
}

function clamp(name: string): Operation {
  return {
    name,
    signature: 'input, min=None, max=None',
    run: (call) => {
      const input = call.get('input');
      const bounds = [call.get('min'), call.get('max')].filter((bound) => bound !== null);
      const dtype = resultDtype([input, ...bounds].map((value) => operandOf(call, value)));
      const [low, high] = [call.get('min'), call.get('max')].map((bound) =>
        bound === null ? null : valueToNumber(bound),
      );
      if (low === undefined || high === undefined) return combine(call, [input, ...bounds], dtype);
      return combine(call, [input, ...bounds], dtype, ([x = 0]) =>
        Math.min(Math.max(x, low ?? x), high ?? Math.max(x, low ?? x)),
      );
    },
  };
}

function ternary(name: string, signature: string): Operation {
  const names = signature
    .split(',')
    .map((part) => part.trim().split('=')[0] ?? '')
    .filter((part) => part !== '*' && part !== 'value');
  return {
    name,
    signature,
    run: (call) => {
      const values = names.map((item) => call.get(item));
      return combine(call, values, resultDtype(values.map((value) => operandOf(call, value))));
    },
  };
}

const where: Operation = {
  name: 'where',
  signature: 'condition, input=None, other=None',
  run: (call) => {
    if (!call.has('input')) {
      const lengths = [freshSymbol(call.world)];
      return call.ranked('condition').shape.map(() => ({ shape: lengths, dtype: 'int64' as const }));
    }
    const [input, other] = [call.get('input'), call.get('other')];
    const dtype = resultDtype([operandOf(call, input), operandOf(call, other)]);
    return combine(call, [call.get('condition'), input, other], dtype, ([condition, x = 0, y = 0]) =>
      condition ? x : y,
    );
  },
};

const methodWhere: Operation = {
  ...where,
  signature: 'input, condition, other',
};

const maskedFill: Operation = {
  name: 'masked_fill',
  signature: 'input, mask, value',
  run: (call) => {
    const { dtype } = call.tensor('input');
    const { shape, data } = combine(
      call,
      [call.get('input'), call.get('mask'), call.get('value')],
      dtype,
      ([x = 0, mask, value = 0]) => (mask ? value : x),
    );
    return { shape, dtype, data };
  },
};

export const WHERE_METHOD = methodWhere;

export const POINTWISE: readonly Operation[] = [
  ...Object.entries(UNARY_REAL).map(([name, compute]) => unary(name, toReal, compute)),
  ...Object.entries(UNARY_SAME).map(([name, compute]) => unary(name, (_, dtype) => dtype, compute)),
  ...Object.entries(TESTS).map(([name, compute]) => unary(name, () => 'bool', compute)),
  ...Object.entries(BINARY)
    .filter(([name]) => !['add', 'sub', 'subtract', 'rsub', 'dist'].includes(name))
    .map(([name, compute]) => binary(name, compute)),
  scaled('add', (a, b, alpha) => a + alpha * b),
  scaled('sub', (a, b, alpha) => a - alpha * b),
  scaled('subtract', (a, b, alpha) => a - alpha * b),
  scaled('rsub', (a, b, alpha) => b - alpha * a),
  division('div'),
  division('divide'),
  division('true_divide'),
  { ...binary('atan2', Math.atan2) },
  { ...binary('arctan2', Math.atan2) },
  { ...binary('hypot', Math.hypot) },
  { ...binary('copysign', undefined) },
  { ...binary('xlogy', undefined) },
  { ...binary('logaddexp', undefined) },
  ...Object.entries(COMPARISONS).map(([name, compute]) => comparison(name, compute)),
  clamp('clamp'),
  clamp('clip'),
  { ...clamp('clamp_min'), signature: 'input, min, max=None' },
  { ...clamp('clamp_max'), signature: 'input, max, min=None' },
  ternary('addcmul', 'input, tensor1, tensor2, *, value=1'),
  ternary('addcdiv', 'input, tensor1, tensor2, *, value=1'),
  ternary('lerp', 'input, end, weight'),
  where,
  maskedFill,
];
