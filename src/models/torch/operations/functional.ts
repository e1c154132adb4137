import { type Operation, rankedOf } from '../call.js';
import { addDimensions, divideExactly, isSameDimension, showDimension } from '../dimension.js';
import { normalizeDim, unify } from '../shapes/judge.js';
import { showShape } from '../tensor.js';
import { attentionShape, commonDtype, linearShape } from './compute.js';
import { LOSSES } from './losses.js';
import { RESIZES } from './resize.js';
import { WINDOWS } from './windows.js';

function same(name: string, signature: string): Operation {
  return { name, signature, run: (call) => ({ shape: call.tensor('input').shape, dtype: call.tensor('input').dtype }) };
}

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

export const FUNCTIONAL: readonly Operation[] = [
  ...WINDOWS,
  ...SAME.map(([name, rest]) => same(name, rest === '' ? 'input' : `input, ${rest}`)),
  ...RESIZES,
  linear,
  bilinear,
  embedding,
  embeddingBag,
  oneHot,
  glu,
  sdpa,
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
