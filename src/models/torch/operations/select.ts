import type { Call, Operation } from '../call.js';
import { addDimensions, type Dimension, subtractDimensions } from '../dimension.js';
import { normalizeDim } from '../shapes/judge.js';
import { reshapeShape } from '../shapes/reshape.js';
import type { TensorFacts } from '../tensor.js';
import { freshSymbol } from '../world.js';

function same(name: string, signature: string, dtype?: TensorFacts['dtype']): Operation {
  return {
    name,
    signature,
    run: (call) => {
      const input = call.tensor('input');
      return { shape: input.shape, dtype: dtype ?? input.dtype };
    },
  };
}

/** Values and their places. */
function sorted(name: string, signature: string): Operation {
  return {
    name,
    signature,
    gives: 2,
    run: (call) => {
      const { shape, dtype, data } = call.tensor('input');
      const isLine = Array.isArray(shape) && shape.length === 1 && data !== undefined;
      const isDescending = call.get('descending') === true;
      const values = isLine ? [...data].sort((a, b) => (isDescending ? b - a : a - b)) : undefined;
      return [
        { shape, dtype, data: values },
        { shape, dtype: 'int64' },
      ];
    },
  };
}

const topk: Operation = {
  name: 'topk',
  signature: 'input, k, dim=-1, largest=True, sorted=True',
  gives: 2,
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), shape.length);
    const k = call.dimension(call.get('k'));
    if (typeof k === 'number' && typeof shape[at] === 'number' && k > shape[at])
      call.fail('selected index k out of range');
    const picked = shape.map((length, axis) => (axis === at ? k : length));
    return [
      { shape: picked, dtype },
      { shape: picked, dtype: 'int64' },
    ];
  },
};

const indexSelect: Operation = {
  name: 'index_select',
  signature: 'input, dim, index',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), shape.length);
    const index = call.ranked('index').shape;
    return { shape: shape.map((length, axis) => (axis === at ? (index[0] ?? 1) : length)), dtype };
  },
};

/** As many as the data says: a symbol of its own. */
function counted(call: Call, ...rest: readonly Dimension[]): readonly Dimension[] {
  return [freshSymbol(call.world), ...rest];
}

const nonzero: Operation = {
  name: 'nonzero',
  signature: 'input, *, as_tuple=False',
  gives: 0,
  run: (call) => {
    const { shape } = call.ranked('input');
    if (!call.flag('as_tuple')) return { shape: counted(call, shape.length), dtype: 'int64' };
    const lengths = counted(call);
    return shape.map(() => ({ shape: lengths, dtype: 'int64' }));
  },
};

const unique: Operation = {
  name: 'unique',
  signature: 'input, sorted=True, return_inverse=False, return_counts=False, dim=None',
  run: (call) => {
    const { shape, dtype, data } = call.tensor('input');
    if (call.get('dim') !== null) return call.refuse('unique along a dimension');
    const distinct = data && [...new Set(data)].sort((a, b) => a - b);
    const lengths: readonly Dimension[] = distinct ? [distinct.length] : counted(call);
    const values: TensorFacts = { shape: lengths, dtype, data: distinct };
    const extra: TensorFacts[] = [];
    if (call.flag('return_inverse')) extra.push({ shape, dtype: 'int64' });
    if (call.flag('return_counts')) extra.push({ shape: lengths, dtype: 'int64' });
    return extra.length === 0 ? values : [values, ...extra];
  },
};

const roll = same('roll', 'input, shifts, dims=None');

const rot90: Operation = {
  name: 'rot90',
  signature: 'input, k=1, dims=(0, 1)',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const [a = 0, b = 1] = (call.ints('dims') ?? []).map((dim) => normalizeDim(call, dim, shape.length));
    if (call.int('k') % 2 === 0) return { shape, dtype };
    return {
      shape: shape.map((length, axis) => (axis === a ? (shape[b] ?? 1) : axis === b ? (shape[a] ?? 1) : length)),
      dtype,
    };
  },
};

const diag: Operation = {
  name: 'diag',
  signature: 'input, diagonal=0',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const offset = call.int('diagonal');
    if (shape.length === 1) {
      const length = addDimensions(shape[0] ?? 1, Math.abs(offset));
      return { shape: [length, length], dtype };
    }
    const [rows, columns] = [
      addDimensions(shape[0] ?? 1, Math.min(0, offset)),
      subtractDimensions(shape[1] ?? 1, Math.max(0, offset)),
    ];
    if (typeof rows !== 'number' || typeof columns !== 'number') return call.refuse('length of a diagonal');
    return { shape: [Math.max(0, Math.min(rows, columns))], dtype };
  },
};

const diff: Operation = {
  name: 'diff',
  signature: 'input, n=1, dim=-1, prepend=None, append=None',
  run: (call) => {
    const { shape, dtype, data } = call.ranked('input');
    if (call.get('prepend') !== null || call.get('append') !== null) return call.refuse('diff with prepend or append');
    const at = normalizeDim(call, call.int('dim'), shape.length);
    const isLine = shape.length === 1 && call.int('n') === 1;
    const steps = isLine ? data?.slice(1).map((value, index) => value - (data[index] ?? 0)) : undefined;
    return {
      shape: shape.map((length, axis) => (axis === at ? subtractDimensions(length, call.int('n')) : length)),
      dtype,
      data: steps,
    };
  },
};

const likeIndex = (name: string, signature: string): Operation => ({
  name,
  signature,
  run: (call) => ({ shape: call.tensor('index').shape, dtype: call.tensor('input').dtype }),
});

export const SELECTIONS: readonly Operation[] = [
  likeIndex('gather', 'input, dim, index, *, sparse_grad=False'),
  {
    name: 'take_along_dim',
    signature: 'input, indices, dim=None',
    run: (call) =>
      call.get('dim') === null
        ? call.refuse('take_along_dim without dim')
        : { shape: call.tensor('indices').shape, dtype: call.tensor('input').dtype },
  },
  likeIndex('take', 'input, index'),
  indexSelect,
  same('scatter', 'input, dim, index, src=None, *, value=None, reduce=None'),
  same('scatter_add', 'input, dim, index, src'),
  same('scatter_reduce', 'input, dim, index, src, reduce, *, include_self=True'),
  same('index_add', 'input, dim, index, source, *, alpha=1'),
  same('index_copy', 'input, dim, index, source'),
  same('index_fill', 'input, dim, index, value'),
  same('index_put', 'input, indices, values, accumulate=False'),
  same('masked_scatter', 'input, mask, source'),
  same('select_scatter', 'input, src, dim, index'),
  same('slice_scatter', 'input, src, dim=0, start=None, end=None, step=1'),
  {
    name: 'masked_select',
    signature: 'input, mask',
    run: (call) => ({ shape: counted(call), dtype: call.tensor('input').dtype }),
  },
  sorted('sort', 'input, dim=-1, descending=False, stable=False'),
  sorted('msort', 'input, dim=0, descending=False'),
  {
    name: 'argsort',
    signature: 'input, dim=-1, descending=False, stable=False',
    run: (call) => ({ shape: call.tensor('input').shape, dtype: 'int64' }),
  },
  topk,
  nonzero,
  {
    name: 'argwhere',
    signature: 'input',
    run: (call) => ({ shape: counted(call, call.ranked('input').shape.length), dtype: 'int64' }),
  },
  unique,
  {
    name: 'unique_consecutive',
    signature: 'input, return_inverse=False, return_counts=False, dim=None',
    run: (call) => {
      if (call.get('dim') !== null || call.flag('return_inverse') || call.flag('return_counts'))
        return call.refuse('unique_consecutive');
      return { shape: counted(call), dtype: call.tensor('input').dtype };
    },
  },
  roll,
  same('flip', 'input, *dims'),
  same('fliplr', 'input'),
  same('flipud', 'input'),
  rot90,
  same('tril', 'input, diagonal=0'),
  same('triu', 'input, diagonal=0'),
  diag,
  {
    name: 'diag_embed',
    signature: 'input, offset=0, dim1=-2, dim2=-1',
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      if (call.int('dim1') !== -2 || call.int('dim2') !== -1) return call.refuse('diag_embed along other dimensions');
      const length = addDimensions(shape.at(-1) ?? 1, Math.abs(call.int('offset')));
      return { shape: [...shape.slice(0, -1), length, length], dtype };
    },
  },
  diff,
  same('bucketize', 'input, boundaries, *, out_int32=False, right=False', 'int64'),
  {
    name: 'searchsorted',
    signature: 'sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None',
    run: (call) => ({ shape: call.tensor('input').shape, dtype: 'int64' }),
  },
  {
    name: 'isin',
    signature: 'elements, test_elements, *, assume_unique=False, invert=False',
    run: (call) => ({ shape: call.tensor('elements').shape, dtype: 'bool' }),
  },
  {
    name: 'bincount',
    signature: 'input, weights=None, minlength=0',
    run: (call) => ({ shape: counted(call), dtype: 'int64' }),
  },
  {
    name: 'multinomial',
    signature: 'input, num_samples, replacement=False',
    run: (call) => ({
      shape: [...call.ranked('input').shape.slice(0, -1), call.dimension(call.get('num_samples'))],
      dtype: 'int64',
    }),
  },
  {
    name: 'view_as_complex',
    signature: 'input',
    run: (call) => ({
      shape: reshapeShape(call, call.ranked('input').shape, call.ranked('input').shape).slice(0, -1),
      dtype: call.tensor('input').dtype === 'float64' ? 'complex128' : 'complex64',
    }),
  },
  {
    name: 'view_as_real',
    signature: 'input',
    run: (call) => ({
      shape: [...call.ranked('input').shape, 2],
      dtype: call.tensor('input').dtype === 'complex128' ? 'float64' : 'float32',
    }),
  },
];
