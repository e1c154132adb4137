import type { Value } from '../../../python/values/value.js';
import type { Call, Operation, Result } from '../call.js';
import { isSequence, rankedOf } from '../call.js';
import {
  addDimensions,
  type Dimension,
  divideExactly,
  floorDivide,
  isSameDimension,
  multiplyDimensions,
  productOf,
  showDimension,
} from '../dimension.js';
import { convolveShape, convolveTransposedShape, poolShape, slideLength } from '../shapes/convolve.js';
import { normalizeDim, unify } from '../shapes/judge.js';
import { showShape, type TensorFacts } from '../tensor.js';
import { valueToNumber } from '../world.js';
import { attentionShape, commonDtype, linearShape } from './compute.js';
import { LOSSES } from './losses.js';

function same(name: string, signature: string): Operation {
  return { name, signature, run: (call) => ({ shape: call.tensor('input').shape, dtype: call.tensor('input').dtype }) };
}

/** One number for all dimensions, or one each. */
function spreadInts(call: Call, name: string, count: number): readonly number[] {
  const values = call.ints(name) ?? [];
  const [only = 0] = values;
  if (values.length === 1) return Array.from<number>({ length: count }).fill(only);
  if (values.length !== count)
    call.fail(
      `expected ${name} to be a single integer value or a list of ${count} values, but got ${showShape(values)}`,
    );
  return values;
}

function convolution(spatial: number): Operation {
  return {
    name: `conv${spatial}d`,
    signature: 'input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1',
    run: (call) => {
      const [input, weight] = [call.ranked('input'), call.ranked('weight')];
      const padding = call.get('padding');
      const shape = convolveShape(call, input.shape, weight.shape, {
        spatial,
        stride: spreadInts(call, 'stride', spatial),
        padding: padding === 'same' || padding === 'valid' ? padding : spreadInts(call, 'padding', spatial),
        dilation: spreadInts(call, 'dilation', spatial),
        groups: call.int('groups'),
      });
      return { shape, dtype: commonDtype(input, weight) };
    },
  };
}

function transposed(spatial: number): Operation {
  return {
    name: `conv_transpose${spatial}d`,
    signature: 'input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1',
    run: (call) => {
      const [input, weight] = [call.ranked('input'), call.ranked('weight')];
      const shape = convolveTransposedShape(call, input.shape, weight.shape, {
        spatial,
        stride: spreadInts(call, 'stride', spatial),
        padding: spreadInts(call, 'padding', spatial),
        outputPadding: spreadInts(call, 'output_padding', spatial),
        dilation: spreadInts(call, 'dilation', spatial),
        groups: call.int('groups'),
      });
      return { shape, dtype: commonDtype(input, weight) };
    },
  };
}

function pool(name: string, spatial: number, signature: string, isPair: boolean): Operation {
  return {
    name,
    signature,
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const kernel = spreadInts(call, 'kernel_size', spatial);
      const hasStride = call.get('stride') !== null && (call.ints('stride') ?? []).length > 0;
      const pooled = poolShape(call, shape, {
        spatial,
        kernel,
        stride: hasStride ? spreadInts(call, 'stride', spatial) : kernel,
        padding: signature.includes('padding')
          ? spreadInts(call, 'padding', spatial)
          : Array.from<number>({ length: spatial }).fill(0),
        dilation: signature.includes('dilation')
          ? spreadInts(call, 'dilation', spatial)
          : Array.from<number>({ length: spatial }).fill(1),
        isCeiling: call.flag('ceil_mode'),
      });
      return withIndices(
        call,
        { shape: pooled, dtype },
        isPair || (signature.includes('return_indices') && call.flag('return_indices')),
      );
    },
  };
}

function withIndices(_call: Call, facts: TensorFacts, isPair: boolean): Result {
  return isPair ? [facts, { shape: facts.shape, dtype: 'int64' }] : facts;
}

function adaptive(name: string, spatial: number, isMax: boolean): Operation {
  return {
    name,
    signature: 'input, output_size, return_indices=False',
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      if (shape.length !== spatial + 1 && shape.length !== spatial + 2)
        call.fail(`${name}(): Expected ${spatial + 1}D or ${spatial + 2}D tensor, but got ${showShape(shape)}`);
      const lead = shape.slice(0, shape.length - spatial);
      const own = shape.slice(shape.length - spatial);
      const wanted = sizes(call, call.get('output_size'), spatial);
      const pooled = [...lead, ...own.map((length, at) => wanted[at] ?? length)];
      return withIndices(call, { shape: pooled, dtype }, isMax && call.flag('return_indices'));
    },
  };
}

/** Lengths with None among them. */
function sizes(call: Call, value: Value, count: number): readonly (Dimension | undefined)[] {
  const items = isSequence(value) ? call.machine.listItems(value) : undefined;
  if (items && 'kind' in items) return call.refuse(items.reason);
  const list = items ?? Array.from<Value>({ length: count }).fill(value);
  const spread = list.length === 1 && count > 1 ? Array.from<Value>({ length: count }).fill(list[0] ?? null) : list;
  return spread.map((item) => (item === null ? undefined : call.dimension(item)));
}

function lpPool(spatial: number): Operation {
  return {
    ...pool(`lp_pool${spatial}d`, spatial, 'input, norm_type, kernel_size, stride=None, ceil_mode=False', false),
  };
}

function unpool(spatial: number): Operation {
  return {
    name: `max_unpool${spatial}d`,
    signature: 'input, indices, kernel_size, stride=None, padding=0, output_size=None',
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const lead = shape.slice(0, shape.length - spatial);
      if (call.get('output_size') !== null) {
        const wanted = call.dimensions([call.get('output_size')]);
        return { shape: [...lead, ...wanted.slice(-spatial)], dtype };
      }
      const kernel = spreadInts(call, 'kernel_size', spatial);
      const stride = call.get('stride') === null ? kernel : spreadInts(call, 'stride', spatial);
      const padding = spreadInts(call, 'padding', spatial);
      const grown = shape
        .slice(-spatial)
        .map((length, at) =>
          addDimensions(
            multiplyDimensions(addDimensions(length, -1), stride[at] ?? 1),
            (kernel[at] ?? 1) - 2 * (padding[at] ?? 0),
          ),
        );
      return { shape: [...lead, ...grown], dtype };
    },
  };
}

function interpolateShape(call: Call, shape: readonly Dimension[], size: Value, factor: Value): readonly Dimension[] {
  const spatial = shape.length - 2;
  const lead = shape.slice(0, 2);
  if (size !== null) {
    const wanted = sizes(call, size, spatial);
    if (wanted.length !== spatial)
      call.machine.raise(
        'ValueError',
        `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${showShape(shape.slice(2))} and output size of ${showShape(wanted.map((item) => item ?? 1))}.`,
      );
    return [...lead, ...wanted.map((length, at) => length ?? shape[at + 2] ?? 1)];
  }
  if (factor === null) return call.machine.raise('ValueError', 'either size or scale_factor should be defined');
  const items = isSequence(factor)
    ? call.machine.listItems(factor)
    : Array.from<Value>({ length: spatial }).fill(factor);
  if ('kind' in items) return call.refuse(items.reason);
  return [...lead, ...shape.slice(2).map((length, at) => scaleLength(call, length, items[at] ?? 1))];
}

/** floor(length * factor) */
function scaleLength(call: Call, length: Dimension, factor: Value): Dimension {
  const number = valueToNumber(factor);
  if (number === undefined) return call.refuse('scale_factor is not known');
  if (typeof length === 'number') return Math.floor(length * number);
  if (Number.isInteger(number)) return multiplyDimensions(length, number);
  const inverse = 1 / number;
  if (Number.isInteger(inverse)) return floorDivide(length, inverse);
  return call.unknown(`${showDimension(length)} scaled by ${number}`);
}

const interpolate: Operation = {
  name: 'interpolate',
  signature:
    "input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False",
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    return { shape: interpolateShape(call, shape, call.get('size'), call.get('scale_factor')), dtype };
  },
};

const pad: Operation = {
  name: 'pad',
  signature: "input, pad, mode='constant', value=None",
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    return { shape: padShape(call, shape, call.dimensions([call.get('pad')])), dtype };
  },
};

/** From the last dimension: before, after, before, after… */
function padShape(call: Call, shape: readonly Dimension[], pads: readonly Dimension[]): readonly Dimension[] {
  if (pads.length % 2 !== 0) call.fail('Padding length must be divisible by 2');
  if (pads.length > 2 * shape.length)
    call.fail(
      `Padding length should be less than or equal to two times the input dimension but got padding length ${pads.length} and input of dimension ${shape.length}`,
    );
  return shape.map((length, at) => {
    const place = 2 * (shape.length - 1 - at);
    return addDimensions(length, addDimensions(pads[place] ?? 0, pads[place + 1] ?? 0));
  });
}

const unfold: Operation = {
  name: 'unfold',
  signature: 'input, kernel_size, dilation=1, padding=0, stride=1',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const [kernel, dilation, padding, stride] = ['kernel_size', 'dilation', 'padding', 'stride'].map((name) =>
      spreadInts(call, name, 2),
    );
    const counts = shape
      .slice(-2)
      .map((length, at) =>
        slideLength(length, kernel?.[at] ?? 1, stride?.[at] ?? 1, 2 * (padding?.[at] ?? 0), dilation?.[at] ?? 1),
      );
    return {
      shape: [...shape.slice(0, -3), multiplyDimensions(shape.at(-3) ?? 1, productOf(kernel ?? [])), productOf(counts)],
      dtype,
    };
  },
};

const fold: Operation = {
  name: 'fold',
  signature: 'input, output_size, kernel_size, dilation=1, padding=0, stride=1',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const out = sizes(call, call.get('output_size'), 2).map((length) => length ?? 1);
    const channels = divideExactly(shape.at(-2) ?? 1, productOf(spreadInts(call, 'kernel_size', 2)));
    return {
      shape: [...shape.slice(0, -2), channels ?? call.fail('fold: channels do not divide by the kernel'), ...out],
      dtype,
    };
  },
};

const linear: Operation = {
  name: 'linear',
  signature: 'input, weight, bias=None',
  run: (call) => {
    const [input, weight] = [call.ranked('input'), call.ranked('weight')];
    return { shape: linearShape(call, input, weight), dtype: commonDtype(input, weight) };
  },
};

const bilinear: Operation = {
  name: 'bilinear',
  signature: 'input1, input2, weight, bias=None',
  run: (call) => {
    const [a, b, weight] = [call.ranked('input1'), call.ranked('input2'), call.ranked('weight')];
    unify(
      call,
      a.shape.at(-1) ?? 1,
      weight.shape[1] ?? 1,
      () => `bilinear(): input1 size does not match weight size: got ${showShape(a.shape)}`,
    );
    unify(
      call,
      b.shape.at(-1) ?? 1,
      weight.shape[2] ?? 1,
      () => `bilinear(): input2 size does not match weight size: got ${showShape(b.shape)}`,
    );
    return { shape: [...a.shape.slice(0, -1), weight.shape[0] ?? 1], dtype: commonDtype(a, weight) };
  },
};

const embedding: Operation = {
  name: 'embedding',
  signature: 'input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False',
  run: (call) => {
    const weight = call.ranked('weight');
    return { shape: [...call.ranked('input').shape, weight.shape[1] ?? 1], dtype: weight.dtype };
  },
};

const embeddingBag: Operation = {
  name: 'embedding_bag',
  signature:
    "input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None",
  run: (call) => {
    const [input, weight] = [call.ranked('input'), call.ranked('weight')];
    if (input.shape.length === 2) return { shape: [input.shape[0] ?? 1, weight.shape[1] ?? 1], dtype: weight.dtype };
    const offsets = call.optional('offsets');
    if (!offsets) return call.machine.raise('ValueError', 'offsets has to be a 1D Tensor but got None');
    const bags = rankedOf(offsets).shape[0] ?? 1;
    return {
      shape: [call.flag('include_last_offset') ? addDimensions(bags, -1) : bags, weight.shape[1] ?? 1],
      dtype: weight.dtype,
    };
  },
};

const oneHot: Operation = {
  name: 'one_hot',
  signature: 'tensor, num_classes=-1',
  run: (call) => {
    const { shape } = call.ranked('tensor');
    const count = call.dimension(call.get('num_classes'));
    return {
      shape: [...shape, count === -1 ? call.unknown('one_hot counts the classes that the data has') : count],
      dtype: 'int64',
    };
  },
};

const glu: Operation = {
  name: 'glu',
  signature: 'input, dim=-1',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), shape.length);
    const half = divideExactly(shape[at] ?? 1, 2);
    if (half === undefined && typeof shape[at] === 'number')
      call.fail(`Halving dimension must be even, but dimension ${at} is size ${shape[at]}`);
    return {
      shape: shape.map((length, axis) => (axis === at ? (half ?? call.unknown('half of an open length')) : length)),
      dtype,
    };
  },
};

const sdpa: Operation = {
  name: 'scaled_dot_product_attention',
  signature: 'query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False',
  run: (call) => {
    const [query, key, value] = [call.ranked('query'), call.ranked('key'), call.ranked('value')];
    if (call.flag('enable_gqa'))
      return { shape: [...query.shape.slice(0, -1), value.shape.at(-1) ?? 1], dtype: query.dtype };
    return { shape: attentionShape(call, query, key, value), dtype: query.dtype };
  },
};

const gridSample: Operation = {
  name: 'grid_sample',
  signature: "input, grid, mode='bilinear', padding_mode='zeros', align_corners=None",
  run: (call) => {
    const [input, grid] = [call.ranked('input'), call.ranked('grid')];
    return { shape: [input.shape[0] ?? 1, input.shape[1] ?? 1, ...grid.shape.slice(1, -1)], dtype: input.dtype };
  },
};

const affineGrid: Operation = {
  name: 'affine_grid',
  signature: 'theta, size, align_corners=None',
  run: (call) => {
    const size = call.dimensions([call.get('size')]);
    return { shape: [size[0] ?? 1, ...size.slice(2), size.length - 2], dtype: call.tensor('theta').dtype };
  },
};

function checkedNorm(name: string, signature: string): Operation {
  return {
    name,
    signature,
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const stats = [call.get(name === 'batch_norm' ? 'running_mean' : 'weight'), call.get('weight')].find(
        (value) => value !== null,
      );
      if (stats !== undefined) {
        const own = rankedOf(call.facts(stats)).shape[0] ?? 1;
        if (isSameDimension(own, shape[1] ?? 1) === false && shape.length > 1 && name === 'batch_norm')
          call.fail(`running_mean should contain ${showDimension(shape[1] ?? 1)} elements not ${showDimension(own)}`);
      }
      return { shape, dtype };
    },
  };
}

const SAME: readonly (readonly [string, string])[] = [
  ['relu6', 'inplace=False'],
  ['elu', 'alpha=1.0, inplace=False'],
  ['leaky_relu', 'negative_slope=0.01, inplace=False'],
  ['gelu', "approximate='none'"],
  ['silu', 'inplace=False'],
  ['mish', 'inplace=False'],
  ['hardswish', 'inplace=False'],
  ['hardsigmoid', 'inplace=False'],
  ['hardtanh', 'min_val=-1.0, max_val=1.0, inplace=False'],
  ['softplus', 'beta=1, threshold=20'],
  ['softsign', ''],
  ['tanhshrink', ''],
  ['softshrink', 'lambd=0.5'],
  ['hardshrink', 'lambd=0.5'],
  ['logsigmoid', ''],
  ['softmin', 'dim=None, _stacklevel=3, dtype=None'],
  ['gumbel_softmax', 'tau=1, hard=False, eps=1e-10, dim=-1'],
  ['dropout1d', 'p=0.5, training=True, inplace=False'],
  ['dropout2d', 'p=0.5, training=True, inplace=False'],
  ['dropout3d', 'p=0.5, training=True, inplace=False'],
  ['feature_alpha_dropout', 'p=0.5, training=False, inplace=False'],
  ['rms_norm', 'normalized_shape, weight=None, eps=None'],
  ['local_response_norm', 'size, alpha=0.0001, beta=0.75, k=1.0'],
  ['normalize', 'p=2.0, dim=1, eps=1e-12, out=None'],
];

const POOL_TAIL = 'kernel_size, stride=None, padding=0';

export const FUNCTIONAL: readonly Operation[] = [
  ...[1, 2, 3].flatMap((spatial) => [
    convolution(spatial),
    transposed(spatial),
    pool(
      `max_pool${spatial}d`,
      spatial,
      `input, ${POOL_TAIL}, dilation=1, ceil_mode=False, return_indices=False`,
      false,
    ),
    pool(
      `max_pool${spatial}d_with_indices`,
      spatial,
      `input, ${POOL_TAIL}, dilation=1, ceil_mode=False, return_indices=False`,
      true,
    ),
    pool(
      `avg_pool${spatial}d`,
      spatial,
      `input, ${POOL_TAIL}, ceil_mode=False, count_include_pad=True, divisor_override=None`,
      false,
    ),
    adaptive(`adaptive_avg_pool${spatial}d`, spatial, false),
    adaptive(`adaptive_max_pool${spatial}d`, spatial, true),
    lpPool(spatial),
    unpool(spatial),
  ]),
  ...SAME.map(([name, rest]) => same(name, rest === '' ? 'input' : `input, ${rest}`)),
  interpolate,
  {
    ...interpolate,
    name: 'upsample',
    signature: "input, size=None, scale_factor=None, mode='nearest', align_corners=None",
  },
  { ...interpolate, name: 'upsample_nearest', signature: 'input, size=None, scale_factor=None' },
  { ...interpolate, name: 'upsample_bilinear', signature: 'input, size=None, scale_factor=None' },
  pad,
  unfold,
  fold,
  linear,
  bilinear,
  embedding,
  embeddingBag,
  oneHot,
  glu,
  sdpa,
  gridSample,
  affineGrid,
  checkedNorm(
    'batch_norm',
    'input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5, cudnn_enabled=True',
  ),
  checkedNorm(
    'instance_norm',
    'input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-5',
  ),
  ...LOSSES,
];
