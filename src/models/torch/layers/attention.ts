import { makeTuple } from '../../../python/values/make.js';
import { type Dimension, isSameDimension, multiplyDimensions } from '../dimension.js';
import type { Builder, Forward, Layer } from '../layer.js';
import { makeTensor } from '../world.js';

function buildAttention(builder: Builder): void {
  const width = builder.dimension('embed_dim');
  const [keys, values] = (['kdim', 'vdim'] as const).map((name) => {
    if (builder.get(name) === null) builder.set(name, builder.get('embed_dim'));
    return builder.get(name) === null ? width : builder.dimension(name);
  });
  const heads = builder.get('num_heads');
  if (typeof width === 'number' && typeof heads === 'number' && width % heads !== 0)
    builder.call.machine.raise('AssertionError', 'embed_dim must be divisible by num_heads');
  builder.set(
    'head_dim',
    typeof width === 'number' && typeof heads === 'number'
      ? Math.floor(width / heads)
      : builder.call.unknown('head_dim'),
  );
  const isSame = isSameDimension(keys ?? width, width) === true && isSameDimension(values ?? width, width) === true;
  builder.set('_qkv_same_embed_dim', isSame);
  builder.parameter('in_proj_weight', isSame ? [multiplyDimensions(width, 3), width] : undefined);
  builder.parameter('q_proj_weight', isSame ? undefined : [width, width]);
  builder.parameter('k_proj_weight', isSame ? undefined : [width, keys ?? width]);
  builder.parameter('v_proj_weight', isSame ? undefined : [width, values ?? width]);
  const isBiased = builder.flag('bias');
  builder.parameter('in_proj_bias', isBiased ? [multiplyDimensions(width, 3)] : undefined);
  builder.child(
    'out_proj',
    builder.make('NonDynamicallyQuantizableLinear', [builder.get('embed_dim'), builder.get('embed_dim')], {
      bias: isBiased,
    }),
  );
  const isExtra = builder.flag('add_bias_kv');
  builder.set('bias_k', null);
  builder.set('bias_v', null);
  builder.parameter('bias_k', isExtra ? [1, 1, width] : undefined);
  builder.parameter('bias_v', isExtra ? [1, 1, width] : undefined);
}

const attention: Forward = {
  signature:
    'query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False',
  run: ({ world, call, attribute, get }) => {
    const [query, key] = [call.ranked('query'), call.ranked('key')];
    const width = call.dimension(attribute('embed_dim'));
    if (isSameDimension(query.shape.at(-1) ?? 1, width) === false)
      call.machine.raise('AssertionError', 'was expecting embedding dimension of another size');
    const output = makeTensor(world, { shape: [...query.shape.slice(0, -1), width], dtype: query.dtype });
    if (get('need_weights') === false) return makeTuple([output, null]);
    const isFirst = attribute('batch_first') === true;
    const isBatched = query.shape.length === 3;
    const length = (shape: readonly Dimension[]): Dimension => (isBatched && isFirst ? shape[1] : shape[0]) ?? 1;
    if (attribute('add_bias_kv') === true || attribute('add_zero_attn') === true)
      return makeTuple([output, call.unknown('attention weights with added keys')]);
    const batch = isBatched ? [(isFirst ? query.shape[0] : query.shape[1]) ?? 1] : [];
    const heads = call.flag('average_attn_weights') ? [] : [call.dimension(attribute('num_heads'))];
    return makeTuple([
      output,
      makeTensor(world, { shape: [...batch, ...heads, length(query.shape), length(key.shape)], dtype: query.dtype }),
    ]);
  },
};

export const ATTENTION: readonly Layer[] = [
  {
    name: 'MultiheadAttention',
    file: 'activation',
    signature:
      'embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False',
    build: buildAttention,
    forward: attention,
  },
];
