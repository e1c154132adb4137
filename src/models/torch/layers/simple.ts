import { isKind, makeTuple } from '../../../python/values/make.js';
import type { Value } from '../../../python/values/value.js';
import { isSequence } from '../call.js';
import type { Dimension } from '../dimension.js';
import { type Builder, type Layer, SAME, through } from '../layer.js';

type Row = readonly [name: string, signature: string];

const ACTIVATIONS: readonly Row[] = [
  ['ReLU', 'inplace=False'],
  ['ReLU6', 'inplace=False'],
  ['RReLU', 'lower=0.125, upper=0.3333333333333333, inplace=False'],
  ['SELU', 'inplace=False'],
  ['CELU', 'alpha=1.0, inplace=False'],
  ['ELU', 'alpha=1.0, inplace=False'],
  ['GELU', "approximate='none'"],
  ['SiLU', 'inplace=False'],
  ['Mish', 'inplace=False'],
  ['Hardswish', 'inplace=False'],
  ['Hardsigmoid', 'inplace=False'],
  ['Hardtanh', 'min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None'],
  ['Sigmoid', ''],
  ['Tanh', ''],
  ['LeakyReLU', 'negative_slope=0.01, inplace=False'],
  ['Softplus', 'beta=1.0, threshold=20.0'],
  ['Softsign', ''],
  ['LogSigmoid', ''],
  ['Tanhshrink', ''],
  ['Softshrink', 'lambd=0.5'],
  ['Hardshrink', 'lambd=0.5'],
  ['Threshold', 'threshold, value, inplace=False'],
  ['Softmax', 'dim=None'],
  ['Softmin', 'dim=None'],
  ['LogSoftmax', 'dim=None'],
  ['Softmax2d', ''],
];

const DROPOUTS = ['Dropout', 'Dropout1d', 'Dropout2d', 'Dropout3d', 'AlphaDropout', 'FeatureAlphaDropout'];

function pools(spatial: number): readonly Layer[] {
  const file = 'pooling';
  const pooled = (name: string, base: string, signature: string, attributes: string): Layer => ({
    name: `${name}${spatial}d`,
    file,
    base,
    signature,
    build: (builder) => {
      if (builder.get('stride') === null) builder.set('stride', builder.get('kernel_size'));
    },
    forward: through(`${SNAKE[name] ?? name}${spatial}d`, attributes),
  });
  const average = spatial === 1 ? '' : ', divisor_override=None';
  const fractional: Layer[] =
    spatial === 1
      ? []
      : [
          {
            name: `FractionalMaxPool${spatial}d`,
            file,
            signature: 'kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None',
            forward: fractionalForward(spatial),
          },
        ];
  return [
    pooled(
      'MaxPool',
      '_MaxPoolNd',
      'kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False',
      'kernel_size stride padding dilation ceil_mode return_indices',
    ),
    pooled(
      'AvgPool',
      '_AvgPoolNd',
      `kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True${average}`,
      'kernel_size stride padding ceil_mode',
    ),
    pooled(
      'LPPool',
      '_LPPoolNd',
      'norm_type, kernel_size, stride=None, ceil_mode=False',
      'norm_type kernel_size stride ceil_mode',
    ),
    {
      name: `AdaptiveAvgPool${spatial}d`,
      file,
      base: '_AdaptiveAvgPoolNd',
      signature: 'output_size',
      forward: through(`adaptive_avg_pool${spatial}d`, 'output_size'),
    },
    {
      name: `AdaptiveMaxPool${spatial}d`,
      file,
      base: '_AdaptiveMaxPoolNd',
      signature: 'output_size, return_indices=False',
      forward: through(`adaptive_max_pool${spatial}d`, 'output_size return_indices'),
    },
    {
      name: `MaxUnpool${spatial}d`,
      file,
      base: '_MaxUnpoolNd',
      signature: 'kernel_size, stride=None, padding=0',
      build: (builder) => {
        if (builder.get('stride') === null) builder.set('stride', builder.get('kernel_size'));
      },
      forward: {
        signature: 'input, indices, output_size=None',
        run: ({ functional, get }) =>
          functional(`max_unpool${spatial}d`, [get('input'), get('indices')], 'kernel_size stride padding', {
            output_size: get('output_size'),
          }),
      },
    },
    ...fractional,
  ];
}

const SNAKE: Readonly<Record<string, string>> = { MaxPool: 'max_pool', AvgPool: 'avg_pool', LPPool: 'lp_pool' };

function fractionalForward(spatial: number): NonNullable<Layer['forward']> {
  return {
    signature: 'input',
    run: ({ functional, get, attribute, call }) => {
      if (attribute('output_size') === null) return call.refuse('FractionalMaxPool with output_ratio');
      return functional(`adaptive_max_pool${spatial}d`, [get('input')], 'output_size return_indices');
    },
  };
}

function paddings(spatial: number): readonly Layer[] {
  const build = (builder: Builder): void => {
    const value = builder.get('padding');
    const lengths = isSequence(value)
      ? builder.call.dimensions([value])
      : Array.from<Dimension>({ length: 2 * spatial }).fill(builder.call.dimension(value));
    if (lengths.every((length) => typeof length === 'number'))
      builder.set('padding', makeTuple(lengths as readonly number[]));
  };
  return ['ReflectionPad', 'ReplicationPad', 'ZeroPad', 'ConstantPad', 'CircularPad'].map((name) => ({
    name: `${name}${spatial}d`,
    file: 'padding',
    signature: name === 'ConstantPad' ? 'padding, value' : 'padding',
    build,
    forward: {
      signature: 'input',
      run: ({ functional, get, attribute }) => functional('pad', [get('input'), attribute('padding')]),
    },
  }));
}

const upsampleForward: Layer['forward'] = {
  signature: 'input',
  run: ({ functional, get }) => functional('interpolate', [get('input')], 'size scale_factor'),
};

export const SIMPLE: readonly Layer[] = [
  ...ACTIVATIONS.map(([name, signature]): Layer => ({ name, file: 'activation', signature, forward: SAME })),
  { name: 'GLU', file: 'activation', signature: 'dim=-1', forward: through('glu', 'dim') },
  {
    name: 'PReLU',
    file: 'activation',
    signature: 'num_parameters=1, init=0.25',
    build: (builder) => builder.parameter('weight', [builder.dimension('num_parameters')]),
    forward: SAME,
  },
  { name: '_DropoutNd', file: 'dropout', signature: 'p=0.5, inplace=False' },
  ...DROPOUTS.map(
    (name): Layer => ({
      name,
      file: 'dropout',
      base: '_DropoutNd',
      signature: 'p=0.5, inplace=False',
      build: (builder) => {
        const p = builder.get('p');
        const rate = typeof p === 'number' ? p : isKind(p, 'float') ? p.value : 0;
        if (rate < 0 || rate > 1)
          builder.call.machine.raise('ValueError', `dropout probability has to be between 0 and 1, but got ${rate}`);
      },
      forward: SAME,
    }),
  ),
  ...['_MaxPoolNd', '_AvgPoolNd', '_LPPoolNd', '_AdaptiveAvgPoolNd', '_AdaptiveMaxPoolNd', '_MaxUnpoolNd'].map(
    (name): Layer => ({ name, file: 'pooling', signature: '' }),
  ),
  ...[1, 2, 3].flatMap((spatial) => [...pools(spatial), ...paddings(spatial)]),
  {
    name: 'Upsample',
    file: 'upsampling',
    signature: "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None",
    forward: upsampleForward,
  },
  {
    name: 'UpsamplingNearest2d',
    file: 'upsampling',
    base: 'Upsample',
    signature: 'size=None, scale_factor=None',
    forward: upsampleForward,
  },
  {
    name: 'UpsamplingBilinear2d',
    file: 'upsampling',
    base: 'Upsample',
    signature: 'size=None, scale_factor=None',
    forward: upsampleForward,
  },
  {
    name: 'PixelShuffle',
    file: 'pixelshuffle',
    signature: 'upscale_factor',
    forward: through('pixel_shuffle', 'upscale_factor'),
  },
  {
    name: 'PixelUnshuffle',
    file: 'pixelshuffle',
    signature: 'downscale_factor',
    forward: through('pixel_unshuffle', 'downscale_factor'),
  },
  { name: 'ChannelShuffle', file: 'channelshuffle', signature: 'groups', forward: SAME },
  {
    name: 'Flatten',
    file: 'flatten',
    signature: 'start_dim=1, end_dim=-1',
    forward: {
      signature: 'input',
      run: ({ call, get, attribute }) =>
        call.machine.callMethod(get('input'), 'flatten', [attribute('start_dim'), attribute('end_dim')]),
    },
  },
  {
    name: 'Unflatten',
    file: 'flatten',
    signature: 'dim, unflattened_size',
    forward: {
      signature: 'input',
      run: ({ call, get, attribute }) =>
        call.machine.callMethod(get('input'), 'unflatten', [attribute('dim'), attribute('unflattened_size')]),
    },
  },
  {
    name: 'Fold',
    file: 'fold',
    signature: 'output_size, kernel_size, dilation=1, padding=0, stride=1',
    forward: through('fold', 'output_size kernel_size dilation padding stride'),
  },
  {
    name: 'Unfold',
    file: 'fold',
    signature: 'kernel_size, dilation=1, padding=0, stride=1',
    forward: through('unfold', 'kernel_size dilation padding stride'),
  },
  {
    name: 'CosineSimilarity',
    file: 'distance',
    signature: 'dim=1, eps=1e-8',
    forward: through('cosine_similarity', 'dim', 'x1, x2'),
  },
  {
    name: 'PairwiseDistance',
    file: 'distance',
    signature: 'p=2.0, eps=1e-6, keepdim=False',
    forward: through('pairwise_distance', 'keepdim', 'x1, x2'),
  },
  {
    name: 'AdaptiveLogSoftmaxWithLoss',
    file: 'adaptive',
    isLeaf: false,
    signature: 'in_features, n_classes, cutoffs, div_value=4.0, head_bias=False',
    build: buildAdaptiveSoftmax,
  },
];

/** Head over the first cutoff and the clusters; a tail of two layers for each cluster, narrower each time. */
function buildAdaptiveSoftmax(builder: Builder): void {
  const cutoffs = [...(builder.call.ints('cutoffs') ?? []), builder.call.int('n_classes')];
  const width = builder.call.int('in_features');
  const divisor = builder.call.number('div_value');
  const clusters = cutoffs.length - 1;
  builder.set('cutoffs', { kind: 'list', items: [...cutoffs] });
  builder.set('shortlist_size', cutoffs[0] ?? 0);
  builder.set('n_clusters', clusters);
  builder.set('head_size', (cutoffs[0] ?? 0) + clusters);
  builder.child(
    'head',
    builder.make('Linear', [width, (cutoffs[0] ?? 0) + clusters], { bias: builder.flag('head_bias') }),
  );
  const tails = Array.from({ length: clusters }, (_, at): Value => {
    const hidden = Math.floor(width / divisor ** (at + 1));
    const out = (cutoffs[at + 1] ?? 0) - (cutoffs[at] ?? 0);
    return builder.make('Sequential', [
      builder.make('Linear', [width, hidden], { bias: false }),
      builder.make('Linear', [hidden, out], { bias: false }),
    ]);
  });
  builder.child('tail', builder.make('ModuleList', [{ kind: 'list', items: tails }]));
}
