import type { Call, Operation, Ranked, Result } from '../call.js';
import { countConcrete, isWhole, reduceData, storeAll } from '../data.js';
import type { Dimension } from '../dimension.js';
import { categoryOf, resultDtype } from '../dtype.js';
import { normalizeDim } from '../shapes/judge.js';
import { isConcrete, isTensor, type TensorFacts } from '../tensor.js';
import { combine, operandOf } from './pointwise.js';

type Fold = (line: readonly number[]) => number;
type DtypeRule = (call: Call, dtype: TensorFacts['dtype']) => TensorFacts['dtype'];

const keep: DtypeRule = (_, dtype) => dtype;
const wide: DtypeRule = (_, dtype) => (isWhole(dtype) ? 'int64' : dtype);
const whole: DtypeRule = () => 'int64';
const truth: DtypeRule = (_, dtype) => (dtype === 'uint8' ? 'uint8' : 'bool');

/** Lengths after folding: `dims` of none given means all. An empty list means all too, as in torch. */
function reduceShape(
  call: Call,
  shape: readonly Dimension[],
  dims: readonly number[] | undefined,
  isKept: boolean,
): readonly Dimension[] {
  const axes = reducedAxes(call, shape, dims);
  if (isKept) return shape.map((length, at) => (axes.includes(at) ? 1 : length));
  return shape.filter((_, at) => !axes.includes(at));
}

function reducedAxes(call: Call, shape: readonly Dimension[], dims: readonly number[] | undefined): number[] {
  if (dims === undefined || dims.length === 0) return [...shape.keys()];
  return dims.map((dim) => normalizeDim(call, dim, shape.length)).filter((axis) => axis < shape.length);
}

function fold(call: Call, input: TensorFacts, dtype: TensorFacts['dtype'], compute: Fold | undefined): TensorFacts {
  const dims = call.ints('dim');
  if ((dims === undefined || dims.length === 0) && !call.flag('keepdim')) {
    return { shape: [], dtype, data: storeAll(wholeData(input, compute), dtype) };
  }
  const { shape, data } = call.ranked('input');
  const reduced = reduceShape(call, shape, dims, call.flag('keepdim'));
  if (!compute || data === undefined || !isConcrete(shape) || countConcrete(shape) === undefined)
    return { shape: reduced, dtype };
  return {
    shape: reduced,
    dtype,
    data: storeAll(reduceData(data, shape, reducedAxes(call, shape, dims), compute), dtype),
  };
}

function wholeData({ data }: TensorFacts, compute: Fold | undefined): number[] | undefined {
  return compute && data && data.length > 0 ? [compute(data)] : undefined;
}

function reduction(
  name: string,
  rule: DtypeRule,
  compute?: Fold,
  signature = 'input, dim=None, keepdim=False, *rest, dtype=None, unbiased=True, correction=1',
): Operation {
  return {
    name,
    signature,
    run: (call) => {
      const input = call.tensor('input');
      const dtype = call.dtype('dtype') ?? rule(call, input.dtype);
      return fold(call, input, dtype, compute);
    },
  };
}

const sum: Fold = (line) => line.reduce((total, value) => total + value, 0);

/** `std(x, unbiased)`, `std(x, dim, unbiased, keepdim)`, `std(x, dim, correction=, keepdim=)`. */
function deviation(name: string, gives: 1 | 2): Operation {
  return {
    name,
    signature: 'input, dim=None, unbiased=True, keepdim=False, *, correction=None',
    gives,
    run: (call) => {
      const input = call.tensor('input');
      const isFlag = typeof call.get('dim') === 'boolean';
      const facts = isFlag ? { shape: [], dtype: input.dtype } : fold(call, input, input.dtype, undefined);
      return gives === 1 ? facts : [facts, facts];
    },
  };
}

/** `max`, `min`: of all, of two tensors, or along a dimension with the places. */
function extreme(name: 'max' | 'min'): Operation {
  const pick: Fold = (line) => line.reduce((a, b) => (name === 'max' ? Math.max(a, b) : Math.min(a, b)));
  return {
    name,
    signature: 'input, dim=None, keepdim=False, other=None',
    run: (call): Result => {
      const input = call.tensor('input');
      const dim = call.get('dim');
      const other = isTensor(dim) ? dim : call.get('other');
      if (other !== null) {
        const values = [call.get('input'), other];
        const dtype = resultDtype(values.map((value) => operandOf(call, value)));
        return combine(call, values, dtype, ([a = 0, b = 0]) => pick([a, b]));
      }
      if (dim === null) return { shape: [], dtype: input.dtype, data: storeAll(wholeData(input, pick), input.dtype) };
      const values = fold(call, input, input.dtype, pick);
      return [values, { shape: values.shape, dtype: 'int64' }];
    },
  };
}

function located(name: string): Operation {
  return {
    name,
    signature: name === 'kthvalue' ? 'input, k, dim=-1, keepdim=False' : 'input, dim=-1, keepdim=False',
    gives: 2,
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const reduced = reduceShape(call, shape, call.ints('dim'), call.flag('keepdim'));
      return [
        { shape: reduced, dtype },
        { shape: reduced, dtype: 'int64' },
      ];
    },
  };
}

const median: Operation = {
  name: 'median',
  signature: 'input, dim=None, keepdim=False',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    if (call.get('dim') === null) return { shape: [], dtype };
    const reduced = reduceShape(call, shape, call.ints('dim'), call.flag('keepdim'));
    return [
      { shape: reduced, dtype },
      { shape: reduced, dtype: 'int64' },
    ];
  },
};

/** Along one dimension, the shape stays. */
function running(name: string, rule: DtypeRule, compute?: (a: number, b: number) => number): Operation {
  return {
    name,
    signature: 'input, dim, dtype=None',
    run: (call) => {
      const { shape, dtype, data } = call.ranked('input');
      normalizeDim(call, call.int('dim'), shape.length);
      const result = call.dtype('dtype') ?? rule(call, dtype);
      if (!compute || !data || shape.length !== 1) return { shape, dtype: result };
      let total: number | undefined;
      const values = data.map((value) => (total = total === undefined ? value : compute(total, value)));
      return { shape, dtype: result, data: storeAll(values, result) };
    },
  };
}

const norm: Operation = {
  name: 'norm',
  signature: "input, p='fro', dim=None, keepdim=False, dtype=None",
  run: (call) => fold(call, call.tensor('input'), call.dtype('dtype') ?? realOf(call.tensor('input')), undefined),
};

const vectorNorm: Operation = { ...norm, signature: 'input, ord=2, dim=None, keepdim=False, *, dtype=None' };

function realOf({ dtype }: Pick<Ranked, 'dtype'>): TensorFacts['dtype'] {
  return dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype;
}

/** Only reals have a mean. */
const mean: DtypeRule = (call, dtype) =>
  typeof dtype === 'string' && categoryOf(dtype) < 2
    ? call.fail(
        `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${dtype}`,
      )
    : dtype;

export const REDUCTIONS: readonly Operation[] = [
  reduction('sum', wide, sum),
  reduction('nansum', wide),
  reduction('mean', mean, (line) => sum(line) / line.length),
  reduction('nanmean', keep),
  reduction('prod', wide, (line) => line.reduce((product, value) => product * value, 1)),
  reduction('amax', keep, (line) => Math.max(...line)),
  reduction('amin', keep, (line) => Math.min(...line)),
  reduction('logsumexp', keep),
  reduction('all', truth, (line) => Number(line.every((value) => value !== 0))),
  reduction('any', truth, (line) => Number(line.some((value) => value !== 0))),
  reduction('argmax', whole, undefined, 'input, dim=None, keepdim=False, dtype=None'),
  reduction('argmin', whole, undefined, 'input, dim=None, keepdim=False, dtype=None'),
  reduction('count_nonzero', whole, undefined, 'input, dim=None, keepdim=False, dtype=None'),
  deviation('std', 1),
  deviation('var', 1),
  deviation('std_mean', 2),
  deviation('var_mean', 2),
  extreme('max'),
  extreme('min'),
  median,
  { ...median, name: 'nanmedian' },
  located('mode'),
  located('kthvalue'),
  norm,
  { ...vectorNorm, name: 'vector_norm' },
  running('cumsum', wide, (a, b) => a + b),
  running('cumprod', wide, (a, b) => a * b),
  running('logcumsumexp', keep),
  {
    name: 'cummax',
    signature: 'input, dim',
    gives: 2,
    run: (call) => {
      const { shape, dtype } = call.tensor('input');
      return [
        { shape, dtype },
        { shape, dtype: 'int64' },
      ];
    },
  },
  {
    name: 'aminmax',
    signature: 'input, *, dim=None, keepdim=False',
    gives: 2,
    run: (call) => {
      const facts = fold(call, call.tensor('input'), call.tensor('input').dtype, undefined);
      return [facts, facts];
    },
  },
];
