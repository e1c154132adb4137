import type { Value } from '../../../python/values/value.js';
import type { Call, Operation, Result } from '../call.js';
import { isSequence } from '../call.js';
import { countConcrete, fillData, MOST_ELEMENTS, storeAll } from '../data.js';
import { type Dimension, subtractDimensions } from '../dimension.js';
import { type DtypeName, isTensor, readData, type TensorFacts } from '../tensor.js';
import { valueToDimension, valueToNumber } from '../world.js';

/** From a size: `zeros(2, 3)`, `zeros((2, 3))`. */
function filled(name: string, value: number | undefined): Operation {
  return {
    name,
    signature: '*rest, size=None, dtype=None',
    run: (call) => {
      const shape = call.dimensions(call.has('size') ? [call.get('size')] : call.rest);
      const dtype = call.dtype('dtype') ?? call.world.defaultDtype;
      return { shape, dtype, data: fillData(shape, value, dtype) };
    },
  };
}

function filledLike(name: string, value: number | undefined): Operation {
  return {
    name,
    signature: 'input, dtype=None',
    run: (call) => {
      const { shape, dtype } = call.tensor('input');
      const result = call.dtype('dtype') ?? dtype;
      return { shape, dtype: result, data: fillData(shape, value, result) };
    },
  };
}

function filledNew(name: string, value: number | undefined): Operation {
  return {
    name,
    signature: 'input, *rest, size=None, dtype=None',
    run: (call) => {
      const shape = call.dimensions(call.has('size') ? [call.get('size')] : call.rest);
      const dtype = call.dtype('dtype') ?? call.tensor('input').dtype;
      return { shape, dtype, data: fillData(shape, value, dtype) };
    },
  };
}

function dtypeOfNumber(call: Call, value: Value): DtypeName {
  if (typeof value === 'boolean') return 'bool';
  if (isTensor(value)) return typeof value.state.dtype === 'string' ? value.state.dtype : call.world.defaultDtype;
  if (typeof value === 'number' || typeof value === 'bigint' || valueToDimension(value) !== undefined) return 'int64';
  return call.world.defaultDtype;
}

const arange: Operation = {
  name: 'arange',
  signature: 'start, end=None, step=1, *, dtype=None',
  run: (call) => {
    const isOne = call.get('end') === null;
    const [start, end, step] = [
      isOne ? 0 : call.get('start'),
      isOne ? call.get('start') : call.get('end'),
      call.get('step'),
    ];
    const isWhole = [start, end, step].every((value) => dtypeOfNumber(call, value) !== call.world.defaultDtype);
    const dtype = call.dtype('dtype') ?? (isWhole ? 'int64' : call.world.defaultDtype);
    const [first, last, by] = [valueToNumber(start), valueToNumber(end), valueToNumber(step)];
    if (first !== undefined && last !== undefined && by !== undefined) {
      if (by === 0) call.fail('step must be nonzero');
      const count = Math.ceil((last - first) / by);
      if (count < 0) call.fail('upper bound and larger bound inconsistent with step sign');
      const data = count <= MOST_ELEMENTS ? Array.from({ length: count }, (_, at) => first + at * by) : undefined;
      return { shape: [count], dtype, data: storeAll(data, dtype) };
    }
    if (by !== 1) return call.refuse('arange over a length that hangs on the input');
    return { shape: [subtractDimensions(call.dimension(end), call.dimension(start))], dtype };
  },
};

const linspace: Operation = {
  name: 'linspace',
  signature: 'start, end, steps, *, dtype=None',
  run: (call) => {
    const steps = call.dimension(call.get('steps'));
    const dtype = call.dtype('dtype') ?? call.world.defaultDtype;
    const [start, end] = [valueToNumber(call.get('start')), valueToNumber(call.get('end'))];
    if (typeof steps !== 'number' || steps > MOST_ELEMENTS || start === undefined || end === undefined)
      return { shape: [steps], dtype };
    return {
      shape: [steps],
      dtype,
      data: storeAll(spaceEvenly(start, end, steps, dtype === 'float64' ? (value) => value : Math.fround), dtype),
    };
  },
};

/** From both ends to the middle, as torch computes it. */
function spaceEvenly(start: number, end: number, steps: number, round: (value: number) => number): number[] {
  const by = round((end - start) / (steps - 1));
  return Array.from({ length: steps }, (_, at) =>
    steps === 1 || at < Math.floor(steps / 2) ? start + (steps === 1 ? 0 : by * at) : end - by * (steps - at - 1),
  );
}

const full: Operation = {
  name: 'full',
  signature: 'size, fill_value, *, dtype=None',
  run: (call) => {
    const shape = call.dimensions([call.get('size')]);
    const value = call.raw('fill_value');
    const dtype = call.dtype('dtype') ?? dtypeOfNumber(call, value);
    return { shape, dtype, data: fillData(shape, valueToNumber(value), dtype) };
  },
};

const randint: Operation = {
  name: 'randint',
  signature: 'low, high=None, size=None, dtype=None',
  run: (call) => {
    const isShort = call.get('size') === null;
    return { shape: call.dimensions([call.get(isShort ? 'high' : 'size')]), dtype: call.dtype('dtype') ?? 'int64' };
  },
};

/** `torch.tensor(data)`: numbers, lists of lists, tensors of one element, ndarray-like unknowns. */
export function tensorFrom(call: Call, value: Value, wanted: DtypeName | undefined): TensorFacts {
  if (isTensor(value)) {
    const { shape, dtype } = value.state;
    const data = readData(value.state);
    return wanted === undefined ? { shape, dtype, data } : { shape, dtype: wanted, data: storeAll(data, wanted) };
  }
  const shape: Dimension[] = [];
  const leaves: Value[] = [];
  collect(call, value, 0, shape, leaves);
  const dtypes = leaves.map((leaf) => dtypeOfNumber(call, leaf));
  const natural =
    dtypes.includes(call.world.defaultDtype) || leaves.length === 0
      ? call.world.defaultDtype
      : dtypes.includes('int64')
        ? 'int64'
        : (dtypes[0] ?? 'int64');
  const dtype = wanted ?? natural;
  const numbers = leaves.map((leaf) => valueToNumber(leaf));
  const isKnown = numbers.every((item) => item !== undefined) && leaves.length <= MOST_ELEMENTS;
  return { shape, dtype, data: isKnown ? storeAll(numbers as number[], dtype) : undefined };
}

function collect(call: Call, value: Value, depth: number, shape: Dimension[], leaves: Value[]): void {
  if (!isSequence(value)) {
    if (typeof value === 'object' && value !== null && (value.kind === 'unknown' || value.kind === 'external')) {
      call.refuse(value.kind === 'unknown' ? value.reason : `${value.path} is not known to torchdock`);
    }
    if (valueToNumber(value) === undefined && valueToDimension(value) === undefined && !isTensor(value)) {
      call.refuse('a tensor of what is not a number');
    }
    if (isTensor(value))
      for (const length of call.facts(value).shape as readonly Dimension[]) if (leaves.length === 0) shape.push(length);
    leaves.push(value);
    return;
  }
  const items = call.machine.listItems(value);
  if ('kind' in items) return void call.refuse(items.reason);
  if (shape.length === depth) shape.push(items.length);
  else if (shape[depth] !== items.length)
    call.machine.raise(
      'ValueError',
      `expected sequence of length ${String(shape[depth])} at dim ${depth} (got ${items.length})`,
    );
  for (const item of items) collect(call, item, depth + 1, shape, leaves);
}

function fromData(name: string): Operation {
  return {
    name,
    signature: 'data, dtype=None',
    run: (call): Result => tensorFrom(call, call.get('data'), call.dtype('dtype')),
  };
}

const eye: Operation = {
  name: 'eye',
  signature: 'n, m=None, *, dtype=None',
  run: (call) => {
    const rows = call.dimension(call.get('n'));
    const columns = call.get('m') === null ? rows : call.dimension(call.get('m'));
    const dtype = call.dtype('dtype') ?? call.world.defaultDtype;
    const count = countConcrete([rows, columns]);
    const data =
      count === undefined || typeof columns !== 'number'
        ? undefined
        : Array.from({ length: count }, (_, at) => Number(Math.floor(at / columns) === at % columns));
    return { shape: [rows, columns], dtype, data };
  },
};

function window(name: string): Operation {
  return {
    name,
    signature: 'window_length, periodic=True, alpha=None, beta=None, *, dtype=None',
    run: (call) => ({
      shape: [call.dimension(call.get('window_length'))],
      dtype: call.dtype('dtype') ?? call.world.defaultDtype,
    }),
  };
}

export const CREATIONS: readonly Operation[] = [
  filled('zeros', 0),
  filled('ones', 1),
  filled('empty', undefined),
  filled('rand', undefined),
  filled('randn', undefined),
  filledLike('zeros_like', 0),
  filledLike('ones_like', 1),
  filledLike('empty_like', undefined),
  filledLike('rand_like', undefined),
  filledLike('randn_like', undefined),
  {
    name: 'full_like',
    signature: 'input, fill_value, dtype=None',
    run: (call) => {
      const { shape, dtype } = call.tensor('input');
      const result = call.dtype('dtype') ?? dtype;
      return { shape, dtype: result, data: fillData(shape, valueToNumber(call.raw('fill_value')), result) };
    },
  },
  {
    name: 'randint_like',
    signature: 'input, low, high=None, dtype=None',
    run: (call) => ({ ...call.tensor('input'), data: undefined }),
  },
  full,
  arange,
  {
    ...arange,
    name: 'range',
    run: (call) => {
      const [first, last, by] = [
        valueToNumber(call.get('start')),
        valueToNumber(call.get('end')),
        valueToNumber(call.get('step')),
      ];
      if (first === undefined || last === undefined || by === undefined) return call.refuse('torch.range');
      return { shape: [Math.floor((last - first) / by) + 1], dtype: call.world.defaultDtype };
    },
  },
  linspace,
  {
    name: 'logspace',
    signature: 'start, end, steps, base=10, *, dtype=None',
    run: (call) => ({
      shape: [call.dimension(call.get('steps'))],
      dtype: call.dtype('dtype') ?? call.world.defaultDtype,
    }),
  },
  randint,
  {
    name: 'randperm',
    signature: 'n, *, dtype=None',
    run: (call) => ({ shape: [call.dimension(call.get('n'))], dtype: call.dtype('dtype') ?? 'int64' }),
  },
  fromData('tensor'),
  fromData('as_tensor'),
  fromData('asarray'),
  fromData('scalar_tensor'),
  eye,
  {
    name: 'normal',
    signature: 'mean, std=1.0, size=None',
    run: (call) => {
      if (call.get('size') !== null)
        return { shape: call.dimensions([call.get('size')]), dtype: call.world.defaultDtype };
      const { shape, dtype } = call.tensor(isTensor(call.get('mean')) ? 'mean' : 'std');
      return { shape, dtype };
    },
  },
  { name: 'tril_indices', signature: 'row, col, offset=0, *, dtype=None', run: (call) => triangle(call, true) },
  { name: 'triu_indices', signature: 'row, col, offset=0, *, dtype=None', run: (call) => triangle(call, false) },
  ...['hann_window', 'hamming_window', 'blackman_window', 'bartlett_window', 'kaiser_window'].map(window),
  {
    name: 'complex',
    signature: 'real, imag',
    run: (call) => ({
      shape: call.tensor('real').shape,
      dtype: call.tensor('real').dtype === 'float64' ? 'complex128' : 'complex64',
    }),
  },
  {
    name: 'polar',
    signature: 'abs, angle',
    run: (call) => ({
      shape: call.tensor('abs').shape,
      dtype: call.tensor('abs').dtype === 'float64' ? 'complex128' : 'complex64',
    }),
  },
];

function triangle(call: Call, isLower: boolean): TensorFacts {
  const [rows, columns, offset] = [call.int('row'), call.int('col'), call.int('offset')];
  let count = 0;
  for (let row = 0; row < rows; row += 1) {
    const below = Math.min(columns, Math.max(0, row + offset + (isLower ? 1 : 0)));
    count += isLower ? below : columns - below;
  }
  return { shape: [2, count], dtype: call.dtype('dtype') ?? 'int64' };
}

export const CREATION_METHODS: readonly Operation[] = [
  filledNew('new_zeros', 0),
  filledNew('new_ones', 1),
  filledNew('new_empty', undefined),
  {
    name: 'new_full',
    signature: 'input, size, fill_value, dtype=None',
    run: (call) => {
      const shape = call.dimensions([call.get('size')]);
      const dtype = call.dtype('dtype') ?? call.tensor('input').dtype;
      return { shape, dtype, data: fillData(shape, valueToNumber(call.raw('fill_value')), dtype) };
    },
  },
  {
    name: 'new_tensor',
    signature: 'input, data, dtype=None',
    run: (call) => {
      const own = call.tensor('input').dtype;
      return tensorFrom(call, call.get('data'), call.dtype('dtype') ?? (typeof own === 'string' ? own : undefined));
    },
  },
];
