import { defineFunction } from '../../../python/natives.js';
import { isKind, makeTuple } from '../../../python/values/make.js';
import type { Instance, Value } from '../../../python/values/value.js';
import { isSequence } from '../call.js';
import { type Dimension, divideExactly } from '../dimension.js';
import { type Builder, type Layer, SAME, through } from '../layer.js';
import { isTensor } from '../tensor.js';
import { normMembers, synchronizedMembers } from './further-members.js';

function linear(builder: Builder): void {
  const [inputs, outputs] = [builder.dimension('in_features'), builder.dimension('out_features')];
  builder.parameter('weight', [outputs, inputs]);
  builder.parameter('bias', builder.flag('bias') ? [outputs] : undefined);
}

function normalizedShape(builder: Builder): readonly Dimension[] {
  const value = builder.get('normalized_shape');
  const shape = builder.call.dimensions([value]);
  builder.set('normalized_shape', isSequence(value) ? value : makeTuple([value]));
  return shape;
}

function batchNorm(builder: Builder): void {
  const features = builder.dimension('num_features');
  const isAffine = builder.flag('affine');
  builder.parameter('weight', isAffine ? [features] : undefined);
  builder.parameter('bias', isAffine ? [features] : undefined);
  const isTracked = builder.flag('track_running_stats');
  builder.buffer('running_mean', isTracked ? [features] : undefined);
  builder.buffer('running_var', isTracked ? [features] : undefined);
  builder.buffer('num_batches_tracked', isTracked ? [] : undefined, 'int64', [0]);
}

const BATCH = 'num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True';
const INSTANCE = 'num_features, eps=1e-5, momentum=0.1, affine=False, track_running_stats=False';

function checked(name: string, ranks: readonly number[]): NonNullable<Layer['forward']> {
  return {
    signature: 'input',
    run: ({ call, functional, get, attribute }) => {
      const { shape } = call.ranked('input');
      if (!ranks.includes(shape.length)) {
        call.machine.raise(
          'ValueError',
          `expected ${ranks.map((rank) => `${rank}D`).join(' or ')} input (got ${shape.length}D input)`,
        );
      }
      if (name === 'instance_norm') return functional(name, [get('input')]);
      const stats = { running_mean: attribute('running_mean'), running_var: attribute('running_var') };
      return functional(name, [get('input')], 'weight bias', stats);
    },
  };
}

function batchRow(name: string, base: string, ranks: readonly number[], signature = BATCH): Layer {
  return {
    name,
    file: base === '_InstanceNorm' ? 'instancenorm' : 'batchnorm',
    base,
    signature,
    build: batchNorm,
    forward: checked(base === '_InstanceNorm' ? 'instance_norm' : 'batch_norm', ranks),
  };
}

/** A parameter that was made just now is not trained. */
function freeze(instance: Instance, name: string): void {
  const parameters = instance.attributes.get('_parameters');
  const value = isKind(parameters, 'dict') ? parameters.entries.get(name)?.[1] : undefined;
  if (isTensor(value)) value.state = { ...value.state, requiresGrad: false };
}

/** `from_pretrained(embeddings, freeze=True, …)`: the weight is given. */
function fromPretrained(): Readonly<Record<string, Value>> {
  const callee = defineFunction({
    name: 'from_pretrained',
    signature: 'cls, embeddings, freeze=True, **rest',
    run: (bound, machine) => {
      const embeddings = bound.get('embeddings');
      const shape = machine.getAttribute(embeddings, 'shape');
      const made = machine.call(
        bound.get('cls'),
        [machine.getItem(shape, 0), machine.getItem(shape, 1)],
        bound.keywords,
      );
      machine.setAttribute(
        machine.getAttribute(made, 'weight'),
        'requires_grad',
        machine.truth(bound.get('freeze')) === false,
      );
      return made;
    },
  });
  return { from_pretrained: { kind: 'wrapped', how: 'classmethod', callee } };
}

export const DENSE: readonly Layer[] = [
  {
    name: 'Identity',
    file: 'linear',
    signature: '*args, **kwargs',
    forward: { signature: 'input', run: ({ get }) => get('input') },
  },
  {
    name: 'Linear',
    file: 'linear',
    signature: 'in_features, out_features, bias=True',
    build: linear,
    forward: through('linear', 'weight bias'),
  },
  {
    name: 'NonDynamicallyQuantizableLinear',
    file: 'linear',
    base: 'Linear',
    signature: 'in_features, out_features, bias=True',
    build: linear,
  },
  {
    name: 'Bilinear',
    file: 'linear',
    signature: 'in1_features, in2_features, out_features, bias=True',
    build: (builder) => {
      if (builder.get('in1_features') === 0)
        builder.call.machine.raise('ValueError', 'in1_features must be > 0, but found 0');
      const outputs = builder.dimension('out_features');
      builder.parameter('weight', [outputs, builder.dimension('in1_features'), builder.dimension('in2_features')]);
      builder.parameter('bias', builder.flag('bias') ? [outputs] : undefined);
    },
    forward: through('bilinear', 'weight bias', 'input1, input2'),
  },
  { name: '_NormBase', file: 'batchnorm', signature: BATCH, build: batchNorm, members: normMembers },
  {
    name: '_BatchNorm',
    file: 'batchnorm',
    base: '_NormBase',
    signature: BATCH,
    build: batchNorm,
    forward: checked('batch_norm', [2, 3, 4, 5]),
  },
  {
    name: '_InstanceNorm',
    file: 'instancenorm',
    base: '_NormBase',
    signature: INSTANCE,
    build: batchNorm,
    forward: checked('instance_norm', [2, 3, 4, 5]),
  },
  batchRow('BatchNorm1d', '_BatchNorm', [2, 3]),
  batchRow('BatchNorm2d', '_BatchNorm', [4]),
  batchRow('BatchNorm3d', '_BatchNorm', [5]),
  {
    ...batchRow('SyncBatchNorm', '_BatchNorm', [2, 3, 4, 5], `${BATCH}, process_group=None`),
    members: synchronizedMembers,
  },
  batchRow('InstanceNorm1d', '_InstanceNorm', [2, 3], INSTANCE),
  batchRow('InstanceNorm2d', '_InstanceNorm', [3, 4], INSTANCE),
  batchRow('InstanceNorm3d', '_InstanceNorm', [4, 5], INSTANCE),
  {
    name: 'LayerNorm',
    file: 'normalization',
    signature: 'normalized_shape, eps=1e-5, elementwise_affine=True, bias=True',
    build: (builder) => {
      const shape = normalizedShape(builder);
      const isAffine = builder.flag('elementwise_affine');
      builder.parameter('weight', isAffine ? shape : undefined);
      builder.parameter('bias', isAffine && builder.flag('bias') ? shape : undefined);
    },
    forward: SAME,
  },
  {
    name: 'RMSNorm',
    file: 'normalization',
    signature: 'normalized_shape, eps=None, elementwise_affine=True',
    build: (builder) => {
      const shape = normalizedShape(builder);
      builder.parameter('weight', builder.flag('elementwise_affine') ? shape : undefined);
    },
    forward: SAME,
  },
  {
    name: 'GroupNorm',
    file: 'normalization',
    signature: 'num_groups, num_channels, eps=1e-5, affine=True',
    build: (builder) => {
      const channels = builder.dimension('num_channels');
      const groups = builder.get('num_groups');
      if (typeof channels === 'number' && typeof groups === 'number' && divideExactly(channels, groups) === undefined) {
        builder.call.machine.raise('ValueError', 'num_channels must be divisible by num_groups');
      }
      const isAffine = builder.flag('affine');
      builder.parameter('weight', isAffine ? [channels] : undefined);
      builder.parameter('bias', isAffine ? [channels] : undefined);
    },
    forward: SAME,
  },
  {
    name: 'LocalResponseNorm',
    file: 'normalization',
    signature: 'size, alpha=0.0001, beta=0.75, k=1.0',
    forward: SAME,
  },
  { name: 'CrossMapLRN2d', file: 'normalization', signature: 'size, alpha=0.0001, beta=0.75, k=1', forward: SAME },
  {
    name: 'Embedding',
    file: 'sparse',
    signature:
      'num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False',
    build: (builder) => {
      const [rows, width, padding] = [
        builder.dimension('num_embeddings'),
        builder.dimension('embedding_dim'),
        builder.get('padding_idx'),
      ];
      if (typeof padding === 'number' && typeof rows === 'number') {
        if (padding >= rows || padding < -rows)
          builder.call.machine.raise('AssertionError', 'Padding_idx must be within num_embeddings');
        if (padding < 0) builder.set('padding_idx', rows + padding);
      }
      builder.parameter('weight', [rows, width]);
      if (builder.flag('_freeze')) freeze(builder.instance, 'weight');
    },
    forward: through('embedding', 'weight'),
    members: fromPretrained,
  },
  {
    name: 'EmbeddingBag',
    file: 'sparse',
    members: fromPretrained,
    signature:
      "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None",
    build: (builder) =>
      builder.parameter('weight', [builder.dimension('num_embeddings'), builder.dimension('embedding_dim')]),
    forward: {
      signature: 'input, offsets=None, per_sample_weights=None',
      run: ({ functional, get }) =>
        functional('embedding_bag', [get('input')], 'weight include_last_offset', { offsets: get('offsets') }),
    },
  },
];
