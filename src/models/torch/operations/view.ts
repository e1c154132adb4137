import type { Value } from '../../../python/values/value.js';
import type { Call, Operation, Ranked } from '../call.js';
import { dtypeOf } from '../call.js';
import { countConcrete, permuteData, spreadData } from '../data.js';
import {
  addDimensions,
  type Dimension,
  isSameDimension,
  multiplyDimensions,
  subtractDimensions,
} from '../dimension.js';
import { slideLength } from '../shapes/convolve.js';
import { normalizeDim } from '../shapes/judge.js';
import {
  expandShape,
  flattenShape,
  permuteShape,
  repeatShape,
  reshapeShape,
  squeezeShape,
  transposeShape,
  unflattenShape,
} from '../shapes/reshape.js';
import { isConcrete, isTensor, type TensorFacts } from '../tensor.js';

/** The same elements in the same order. */
function again(input: TensorFacts, shape: readonly Dimension[]): TensorFacts {
  return { shape, dtype: input.dtype, data: input.data };
}

function moved(input: Ranked, order: readonly number[]): TensorFacts {
  const { shape, dtype, data } = input;
  return {
    shape: order.map((axis) => shape[axis] ?? 1),
    dtype,
    data: data && isConcrete(shape) ? permuteData(data, shape, order) : undefined,
  };
}

function spread(input: Ranked, shape: readonly Dimension[]): TensorFacts {
  const { dtype, data } = input;
  const isSmall =
    data !== undefined && isConcrete(shape) && isConcrete(input.shape) && countConcrete(shape) !== undefined;
  return {
    shape,
    dtype,
    data: isSmall ? spreadData(data, input.shape as readonly number[], shape as readonly number[]) : undefined,
  };
}

function wantedOf(call: Call): readonly Dimension[] {
  const named = call.has('shape') ? call.get('shape') : undefined;
  return call.dimensions(named === undefined ? call.rest : [named]);
}

function view(name: string): Operation {
  return {
    name,
    signature: 'input, *rest, shape=None, size=None',
    isView: true,
    run: (call) => {
      const [only] = call.rest;
      if (name === 'view' && call.rest.length === 1 && only !== undefined) {
        const dtype =
          typeof only === 'object' && only !== null && only.kind === 'instance' && !isTensor(only)
            ? dtypeOf(only)
            : undefined;
        if (dtype !== undefined) return call.refuse('view(dtype)');
      }
      const wanted = wantedOf(call);
      const input = call.tensor('input');
      if (!Array.isArray(input.shape) && !wanted.includes(-1)) return { shape: wanted, dtype: input.dtype };
      const ranked = call.ranked('input');
      return again(ranked, reshapeShape(call, ranked.shape, wanted));
    },
  };
}

const reshapeFunction: Operation = {
  name: 'reshape',
  signature: 'input, shape',
  isView: true,
  run: (call) => {
    const input = call.ranked('input');
    return again(input, reshapeShape(call, input.shape, call.dimensions([call.get('shape')])));
  },
};

function likeOther(name: 'view_as' | 'reshape_as' | 'expand_as'): Operation {
  return {
    name,
    signature: 'input, other',
    isView: true,
    run: (call) => {
      const input = call.ranked('input');
      const { shape } = call.ranked('other');
      return name === 'expand_as'
        ? spread(input, expandShape(call, input.shape, shape))
        : again(input, reshapeShape(call, input.shape, shape));
    },
  };
}

function orderOf(call: Call, values: readonly Value[]): readonly number[] {
  return call.dimensions(values).map((item) => (typeof item === 'number' ? item : call.refuse('order of dimensions')));
}

const permute: Operation = {
  name: 'permute',
  signature: 'input, *rest, dims=None',
  isView: true,
  run: (call) => {
    const input = call.ranked('input');
    const dims = orderOf(call, call.has('dims') ? [call.get('dims')] : call.rest);
    permuteShape(call, input.shape, dims);
    return moved(
      input,
      dims.map((dim) => normalizeDim(call, dim, input.shape.length)),
    );
  },
};

function transpose(name: string, signature = 'input, dim0, dim1'): Operation {
  const [, first = '', second = ''] = signature.split(', ');
  return {
    name,
    signature,
    isView: true,
    run: (call) => {
      const input = call.ranked('input');
      const axes = transposeShape(call, [...input.shape.keys()], call.int(first), call.int(second));
      return moved(input, axes as readonly number[]);
    },
  };
}

const movedim: Operation = {
  name: 'movedim',
  signature: 'input, source, destination',
  isView: true,
  run: (call) => {
    const input = call.ranked('input');
    const rank = input.shape.length;
    const from = (call.ints('source') ?? []).map((dim) => normalizeDim(call, dim, rank));
    const to = (call.ints('destination') ?? []).map((dim) => normalizeDim(call, dim, rank));
    const order = Array.from<number>({ length: rank }).fill(-1);
    for (const [at, place] of to.entries()) order[place] = from[at] ?? 0;
    const rest = [...input.shape.keys()].filter((axis) => !from.includes(axis));
    return moved(
      input,
      order.map((axis) => (axis >= 0 ? axis : (rest.shift() ?? 0))),
    );
  },
};

const squeeze: Operation = {
  name: 'squeeze',
  signature: 'input, dim=None',
  isView: true,
  run: (call) => {
    const input = call.ranked('input');
    const shape = squeezeShape(call, input.shape, call.ints('dim'));
    return shape === undefined ? call.refuse('squeeze hangs on a length that may be 1') : again(input, shape);
  },
};

const unsqueeze: Operation = {
  name: 'unsqueeze',
  signature: 'input, dim',
  isView: true,
  run: (call) => {
    const input = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), input.shape.length + 1);
    return again(input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
  },
};

const repeatInterleave: Operation = {
  name: 'repeat_interleave',
  signature: 'input, repeats, dim=None, *, output_size=None',
  run: (call) => {
    const input = call.ranked('input');
    const repeats = call.get('repeats');
    const dim = call.optionalInt('dim');
    if (isTensor(repeats) && Array.isArray(call.facts(repeats).shape) && (call.ranked('repeats').shape[0] ?? 1) !== 1) {
      return call.refuse('repeat_interleave with a tensor of repeats');
    }
    const times = call.dimension(repeats);
    const shape = dim === undefined ? flattenShape(call, input.shape, 0, -1) : input.shape;
    const at = normalizeDim(call, dim ?? 0, shape.length);
    return {
      shape: shape.map((length, axis) => (axis === at ? multiplyDimensions(length, times) : length)),
      dtype: input.dtype,
    };
  },
};

const unfold: Operation = {
  name: 'unfold',
  signature: 'input, dimension, size, step',
  isView: true,
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const at = normalizeDim(call, call.int('dimension'), shape.length);
    const size = call.dimension(call.get('size'));
    return {
      shape: [
        ...shape.map((length, axis) => (axis === at ? slideLength(length, size, call.int('step'), 0, 1) : length)),
        size,
      ],
      dtype,
    };
  },
};

const narrow: Operation = {
  name: 'narrow',
  signature: 'input, dim, start, length',
  isView: true,
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), shape.length);
    const end = addDimensions(call.dimension(call.get('length')), valueOr(call, 'start'));
    if (typeof end === 'number' && typeof shape[at] === 'number' && end > shape[at])
      call.fail(`start (${String(call.get('start'))}) + length exceeds dimension size (${shape[at]}).`);
    return { shape: shape.map((length, axis) => (axis === at ? call.dimension(call.get('length')) : length)), dtype };
  },
};

function valueOr(call: Call, name: string): Dimension {
  return call.dimension(call.get(name));
}

const select: Operation = {
  name: 'select',
  signature: 'input, dim, index',
  isView: true,
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), shape.length);
    return { shape: shape.filter((_, axis) => axis !== at), dtype };
  },
};

const diagonal: Operation = {
  name: 'diagonal',
  signature: 'input, offset=0, dim1=0, dim2=1',
  isView: true,
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const a = normalizeDim(call, call.int('dim1'), shape.length);
    const b = normalizeDim(call, call.int('dim2'), shape.length);
    const offset = call.int('offset');
    const [rows, columns] = [shape[a] ?? 1, shape[b] ?? 1];
    const lengths = [
      offset < 0 ? addDimensions(rows, offset) : rows,
      offset > 0 ? subtractDimensions(columns, offset) : columns,
    ];
    const [x = 1, y = 1] = lengths;
    const length =
      isSameDimension(x, y) === true
        ? x
        : typeof x === 'number' && typeof y === 'number'
          ? Math.max(0, Math.min(x, y))
          : call.unknown('length of a diagonal');
    return { shape: [...shape.filter((_, axis) => axis !== a && axis !== b), length], dtype };
  },
};

const flatten: Operation = {
  name: 'flatten',
  signature: 'input, start_dim=0, end_dim=-1',
  isView: true,
  run: (call) => {
    const input = call.ranked('input');
    return again(input, flattenShape(call, input.shape, call.int('start_dim'), call.int('end_dim')));
  },
};

export const VIEWS: readonly Operation[] = [
  flatten,
  {
    name: 'ravel',
    signature: 'input',
    isView: true,
    run: (call) => again(call.ranked('input'), flattenShape(call, call.ranked('input').shape, 0, -1)),
  },
  {
    name: 'unflatten',
    signature: 'input, dim, sizes',
    isView: true,
    run: (call) => {
      const input = call.ranked('input');
      return again(input, unflattenShape(call, input.shape, call.int('dim'), call.dimensions([call.get('sizes')])));
    },
  },
  permute,
  transpose('transpose'),
  transpose('swapaxes', 'input, axis0, axis1'),
  transpose('swapdims'),
  movedim,
  { ...movedim, name: 'moveaxis' },
  {
    name: 't',
    signature: 'input',
    isView: true,
    run: (call) => {
      const input = call.ranked('input');
      if (input.shape.length > 2)
        call.fail(`t() expects a tensor with <= 2 dimensions, but self is ${input.shape.length}D`);
      return moved(input, [...input.shape.keys()].reverse());
    },
  },
  {
    name: 'adjoint',
    signature: 'input',
    isView: true,
    run: (call) =>
      moved(call.ranked('input'), transposeShape(call, [...call.ranked('input').shape.keys()], -2, -1) as number[]),
  },
  squeeze,
  unsqueeze,
  repeatInterleave,
  narrow,
  select,
  diagonal,
  {
    name: 'tile',
    signature: 'input, *rest, dims=None',
    run: (call) => {
      const input = call.ranked('input');
      const times = call.dimensions(call.has('dims') ? [call.get('dims')] : call.rest);
      const padded = [
        ...Array.from<number>({ length: Math.max(0, input.shape.length - times.length) }).fill(1),
        ...times,
      ];
      return { shape: repeatShape(call, input.shape, padded), dtype: input.dtype };
    },
  },
  {
    name: 'broadcast_to',
    signature: 'input, size',
    isView: true,
    run: (call) =>
      spread(call.ranked('input'), expandShape(call, call.ranked('input').shape, call.dimensions([call.get('size')]))),
  },
];

/** What only tensors have, or has another signature there. */
export const VIEW_METHODS: readonly Operation[] = [
  view('view'),
  view('reshape'),
  likeOther('view_as'),
  likeOther('reshape_as'),
  likeOther('expand_as'),
  unfold,
  {
    name: 'expand',
    signature: 'input, *rest, size=None',
    isView: true,
    run: (call) => {
      const input = call.ranked('input');
      const wanted = call.dimensions(call.has('size') ? [call.get('size')] : call.rest);
      return spread(input, expandShape(call, input.shape, wanted));
    },
  },
  {
    name: 'repeat',
    signature: 'input, *rest, repeats=None',
    run: (call) => {
      const input = call.ranked('input');
      return {
        shape: repeatShape(call, input.shape, call.dimensions(call.has('repeats') ? [call.get('repeats')] : call.rest)),
        dtype: input.dtype,
      };
    },
  },
];

export const RESHAPE_FUNCTION = reshapeFunction;
