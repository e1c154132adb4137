import type { Call, Operation, Ranked } from '../call.js';
import { isSequence, rankedOf } from '../call.js';
import {
  type Dimension,
  divideExactly,
  floorDivide,
  isSameDimension,
  multiplyDimensions,
  showDimension,
} from '../dimension.js';
import { promoteDtypes } from '../dtype.js';
import { broadcastShapes } from '../shapes/broadcast.js';
import { einsumShape } from '../shapes/einsum.js';
import { normalizeDim, unify } from '../shapes/judge.js';
import { matmulShape } from '../shapes/matmul.js';
import { showShape, type TensorFacts } from '../tensor.js';

export function commonDtype(...parts: readonly TensorFacts[]): TensorFacts['dtype'] {
  let result: TensorFacts['dtype'] | undefined;
  for (const { dtype } of parts) {
    if (typeof dtype !== 'string') return dtype;
    result = typeof result === 'string' ? promoteDtypes(result, dtype) : dtype;
  }
  return result ?? 'float32';
}

function product(name: string, ranks: readonly [number, number] | undefined, other = 'other'): Operation {
  return {
    name,
    signature: `input, ${other}`,
    run: (call) => {
      const [a, b] = [call.ranked('input'), call.ranked(other)];
      if (ranks && (a.shape.length !== ranks[0] || b.shape.length !== ranks[1])) {
        call.fail(
          `${name}: expected ${ranks[0]}D and ${ranks[1]}D tensors, but got ${a.shape.length}D and ${b.shape.length}D`,
        );
      }
      return { shape: matmulShape(call, a.shape, b.shape), dtype: commonDtype(a, b) };
    },
  };
}

/** `input + a @ b`. */
function added(name: string, first: string, second: string): Operation {
  return {
    name,
    signature: `input, ${first}, ${second}, *, beta=1, alpha=1`,
    run: (call) => {
      const [a, b] = [call.ranked(first), call.ranked(second)];
      const whole = matmulShape(call, a.shape, b.shape);
      const shape = name === 'addbmm' ? whole.slice(1) : whole;
      broadcastShapes(call, call.ranked('input').shape, shape);
      return { shape, dtype: commonDtype(call.tensor('input'), a, b) };
    },
  };
}

export function linearShape(call: Call, input: Ranked, weight: Ranked): readonly Dimension[] {
  const inner = weight.shape.at(-1) ?? 1;
  if (input.shape.length === 0 || isSameDimension(input.shape.at(-1) ?? 1, inner) === false) {
    call.fail(
      `mat1 and mat2 shapes cannot be multiplied (${showShape(input.shape)} and ${showShape([...weight.shape].reverse())})`,
    );
  }
  const out = weight.shape.length === 1 ? [] : [weight.shape[0] ?? 1];
  return [...input.shape.slice(0, -1), ...out];
}

export function attentionShape(call: Call, query: Ranked, key: Ranked, value: Ranked): readonly Dimension[] {
  unify(
    call,
    query.shape.at(-1) ?? 1,
    key.shape.at(-1) ?? 1,
    () => 'scaled_dot_product_attention: query and key have different last dimensions',
  );
  const [q, k, v] = [query, key, value].map(({ shape }) => shape);
  const heads = broadcastShapes(call, (q ?? []).slice(0, -2), (v ?? []).slice(0, -2), (k ?? []).slice(0, -2));
  return [...heads, query.shape.at(-2) ?? 1, value.shape.at(-1) ?? 1];
}

const einsum: Operation = {
  name: 'einsum',
  signature: 'equation, *operands',
  run: (call) => {
    const [only] = call.rest;
    const inputs =
      call.rest.length === 1 && only !== undefined && isSequence(only)
        ? call.tensors(only).map(rankedOf)
        : call.rest.map((value) => rankedOf(call.facts(value)));
    return {
      shape: einsumShape(
        call,
        call.text('equation'),
        inputs.map(({ shape }) => shape),
      ),
      dtype: commonDtype(...inputs),
    };
  },
};

const tensordot: Operation = {
  name: 'tensordot',
  signature: 'a, b, dims=2',
  run: (call) => {
    const [a, b] = [call.ranked('a'), call.ranked('b')];
    const dims = call.get('dims');
    if (typeof dims === 'number')
      return { shape: [...a.shape.slice(0, a.shape.length - dims), ...b.shape.slice(dims)], dtype: commonDtype(a, b) };
    if (!isSequence(dims)) return call.refuse('tensordot');
    const items = call.machine.listItems(dims);
    if ('kind' in items) return call.refuse(items.reason);
    const [left, right] = items.map((item) =>
      call
        .dimensions(isSequence(item) ? [item] : [item])
        .map((axis) => (typeof axis === 'number' ? axis : call.refuse('tensordot'))),
    );
    const axesA = new Set((left ?? []).map((axis) => normalizeDim(call, axis, a.shape.length)));
    const axesB = new Set((right ?? []).map((axis) => normalizeDim(call, axis, b.shape.length)));
    return {
      shape: [...a.shape.filter((_, at) => !axesA.has(at)), ...b.shape.filter((_, at) => !axesB.has(at))],
      dtype: commonDtype(a, b),
    };
  },
};

const outer: Operation = {
  name: 'outer',
  signature: 'input, vec2',
  run: (call) => {
    const [a, b] = [call.ranked('input'), call.ranked('vec2')];
    return { shape: [a.shape[0] ?? 1, b.shape[0] ?? 1], dtype: commonDtype(a, b) };
  },
};

/** Matrices in, matrices of the same shape out. */
function matrixSame(name: string, signature: string): Operation {
  return { name, signature, run: (call) => ({ shape: call.tensor('input').shape, dtype: call.tensor('input').dtype }) };
}

const cdist: Operation = {
  name: 'cdist',
  signature: 'x1, x2, p=2.0, compute_mode=None',
  run: (call) => {
    const [a, b] = [call.ranked('x1'), call.ranked('x2')];
    const lead = broadcastShapes(call, a.shape.slice(0, -2), b.shape.slice(0, -2));
    return { shape: [...lead, a.shape.at(-2) ?? 1, b.shape.at(-2) ?? 1], dtype: commonDtype(a, b) };
  },
};

const cosineSimilarity: Operation = {
  name: 'cosine_similarity',
  signature: 'x1, x2, dim=1, eps=1e-8',
  run: (call) => {
    const shape = broadcastShapes(call, call.ranked('x1').shape, call.ranked('x2').shape);
    const at = normalizeDim(call, call.int('dim'), shape.length);
    return { shape: shape.filter((_, axis) => axis !== at), dtype: commonDtype(call.tensor('x1'), call.tensor('x2')) };
  },
};

const pairwiseDistance: Operation = {
  name: 'pairwise_distance',
  signature: 'x1, x2, p=2.0, eps=1e-6, keepdim=False',
  run: (call) => {
    const shape = broadcastShapes(call, call.ranked('x1').shape, call.ranked('x2').shape);
    return {
      shape: call.flag('keepdim') ? [...shape.slice(0, -1), 1] : shape.slice(0, -1),
      dtype: commonDtype(call.tensor('x1'), call.tensor('x2')),
    };
  },
};

export const PRODUCTS: readonly Operation[] = [
  product('matmul', undefined),
  product('mm', [2, 2], 'mat2'),
  product('bmm', [3, 3], 'mat2'),
  product('mv', [2, 1], 'vec'),
  product('dot', [1, 1], 'tensor'),
  product('vdot', [1, 1]),
  {
    name: 'inner',
    signature: 'input, other',
    run: (call) => {
      const [a, b] = [call.ranked('input'), call.ranked('other')];
      if (a.shape.length === 0 || b.shape.length === 0)
        return { shape: broadcastShapes(call, a.shape, b.shape), dtype: commonDtype(a, b) };
      return { shape: [...a.shape.slice(0, -1), ...b.shape.slice(0, -1)], dtype: commonDtype(a, b) };
    },
  },
  added('addmm', 'mat1', 'mat2'),
  added('addmv', 'mat', 'vec'),
  added('baddbmm', 'batch1', 'batch2'),
  added('addbmm', 'batch1', 'batch2'),
  outer,
  { ...outer, name: 'ger' },
  einsum,
  tensordot,
  cdist,
  {
    name: 'kron',
    signature: 'input, other',
    run: (call) => {
      const [a, b] = [call.ranked('input'), call.ranked('other')];
      const rank = Math.max(a.shape.length, b.shape.length);
      const pad = (shape: readonly Dimension[]): readonly Dimension[] => [
        ...Array.from<number>({ length: rank - shape.length }).fill(1),
        ...shape,
      ];
      const [left, right] = [pad(a.shape), pad(b.shape)];
      return { shape: left.map((length, at) => multiplyDimensions(length, right[at] ?? 1)), dtype: commonDtype(a, b) };
    },
  },
  {
    name: 'cross',
    signature: 'input, other, dim=None',
    run: (call) => ({
      shape: broadcastShapes(call, call.ranked('input').shape, call.ranked('other').shape),
      dtype: commonDtype(call.tensor('input'), call.tensor('other')),
    }),
  },
  matrixSame('inverse', 'input'),
  matrixSame('pinverse', 'input, rcond=1e-15'),
  matrixSame('matrix_exp', 'input'),
  matrixSame('matrix_power', 'input, n'),
  matrixSame('cholesky', 'input, upper=False'),
  {
    name: 'det',
    signature: 'input',
    run: (call) => ({ shape: call.ranked('input').shape.slice(0, -2), dtype: call.tensor('input').dtype }),
  },
  {
    name: 'logdet',
    signature: 'input',
    run: (call) => ({ shape: call.ranked('input').shape.slice(0, -2), dtype: call.tensor('input').dtype }),
  },
  { name: 'trace', signature: 'input', run: (call) => ({ shape: [], dtype: call.tensor('input').dtype }) },
  cosineSimilarity,
  pairwiseDistance,
  {
    name: 'pixel_shuffle',
    signature: 'input, upscale_factor',
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const factor = call.int('upscale_factor');
      const channels = divideExactly(shape.at(-3) ?? 1, factor * factor);
      if (shape.length < 3 || channels === undefined) {
        return call.fail(
          `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${showDimension(shape.at(-3) ?? 1)} is not divisible by ${factor * factor}`,
        );
      }
      return {
        shape: [
          ...shape.slice(0, -3),
          channels,
          multiplyDimensions(shape.at(-2) ?? 1, factor),
          multiplyDimensions(shape.at(-1) ?? 1, factor),
        ],
        dtype,
      };
    },
  },
  {
    name: 'pixel_unshuffle',
    signature: 'input, downscale_factor',
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const factor = call.int('downscale_factor');
      return {
        shape: [
          ...shape.slice(0, -3),
          multiplyDimensions(shape.at(-3) ?? 1, factor * factor),
          floorDivide(shape.at(-2) ?? 1, factor),
          floorDivide(shape.at(-1) ?? 1, factor),
        ],
        dtype,
      };
    },
  },
  matrixSame('channel_shuffle', 'input, groups'),
  matrixSame('native_channel_shuffle', 'input, groups'),
  matrixSame('softmax', 'input, dim=None, _stacklevel=3'),
  matrixSame('log_softmax', 'input, dim=None, _stacklevel=3'),
  matrixSame('celu', 'input, alpha=1.0, inplace=False'),
  matrixSame('selu', 'input, inplace=False'),
  matrixSame('rrelu', 'input, lower=0.125, upper=0.3, training=False, inplace=False'),
  matrixSame('threshold', 'input, threshold, value, inplace=False'),
  matrixSame('dropout', 'input, p=0.5, training=True, train=True, inplace=False'),
  matrixSame('alpha_dropout', 'input, p=0.5, training=False, train=True, inplace=False'),
  matrixSame('feature_dropout', 'input, p=0.5, training=True, train=True, inplace=False'),
  matrixSame('prelu', 'input, weight'),
  matrixSame('group_norm', 'input, num_groups, weight=None, bias=None, eps=1e-5, cudnn_enabled=True'),
  matrixSame('layer_norm', 'input, normalized_shape, weight=None, bias=None, eps=1e-5, cudnn_enable=True'),
  matrixSame('renorm', 'input, p, dim, maxnorm'),
  matrixSame('quantize_per_tensor', 'input, scale, zero_point, dtype'),
  matrixSame('dequantize', 'input'),
  matrixSame('fake_quantize_per_tensor_affine', 'input, scale, zero_point, quant_min, quant_max'),
];
