import { makeList, makeTuple } from '../../../python/values/make.js';
import type { Value } from '../../../python/values/value.js';
import { type Dimension, isSameDimension, multiplyDimensions } from '../dimension.js';
import type { Builder, Forward, Layer, Pass } from '../layer.js';
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

const LAYER =
  "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', layer_norm_eps=1e-5, batch_first=False, norm_first=False, bias=True";

/** Functions for `activation`: a name of `relu` or `gelu`, or what was given. */
function setActivation(builder: Builder): void {
  const given = builder.get('activation');
  const { machine } = builder.call;
  if (typeof given === 'string' && given !== 'relu' && given !== 'gelu')
    machine.raise('RuntimeError', `activation should be relu/gelu, not ${given}`);
  builder.set('activation', null);
  const value = typeof given === 'string' ? machine.getAttribute(machine.import('torch.nn.functional'), given) : given;
  machine.setAttribute(builder.instance, 'activation', value);
}

function buildLayer(builder: Builder, isDecoder: boolean): void {
  const [width, heads, inner, dropout] = ['d_model', 'nhead', 'dim_feedforward', 'dropout'].map((name) =>
    builder.get(name),
  ) as [Value, Value, Value, Value];
  for (const name of ['d_model', 'nhead', 'dim_feedforward', 'dropout', 'layer_norm_eps', 'batch_first'])
    builder.instance.attributes.delete(name);
  const bias = builder.flag('bias');
  const attend = (): Value =>
    builder.make('MultiheadAttention', [width, heads], { dropout, batch_first: builder.get('batch_first'), bias });
  builder.child('self_attn', attend());
  if (isDecoder) builder.child('multihead_attn', attend());
  builder.child('linear1', builder.make('Linear', [width, inner], { bias }));
  builder.child('dropout', builder.make('Dropout', [dropout]));
  builder.child('linear2', builder.make('Linear', [inner, width], { bias }));
  const places = isDecoder ? [1, 2, 3] : [1, 2];
  for (const at of places)
    builder.child(`norm${at}`, builder.make('LayerNorm', [width], { eps: builder.get('layer_norm_eps'), bias }));
  for (const at of places) builder.child(`dropout${at}`, builder.make('Dropout', [dropout]));
  setActivation(builder);
}

/** Calls a child. */
function ask(
  { call, attribute }: Pass,
  name: string,
  values: readonly Value[],
  keywords: Readonly<Record<string, Value>> = {},
): Value {
  return call.machine.call(attribute(name), values, new Map(Object.entries(keywords)));
}

function attend(
  pass: Pass,
  name: string,
  dropout: string,
  x: Value,
  memory: Value,
  mask: Value,
  padding: Value,
): Value {
  const { machine } = pass.call;
  const result = ask(pass, name, [x, memory, memory], {
    attn_mask: mask,
    key_padding_mask: padding,
    need_weights: false,
  });
  return ask(pass, dropout, [machine.getItem(result, 0)]);
}

function feed(pass: Pass, dropout: string, x: Value): Value {
  const inner = ask(pass, 'dropout', [ask(pass, 'activation', [ask(pass, 'linear1', [x])])]);
  return ask(pass, dropout, [ask(pass, 'linear2', [inner])]);
}

/** x + f(norm(x)), or norm(x + f(x)). */
function residual(pass: Pass, norm: string, x: Value, run: (x: Value) => Value): Value {
  const { machine } = pass.call;
  if (pass.attribute('norm_first') === true) return machine.binary('+', x, run(ask(pass, norm, [x])));
  return ask(pass, norm, [machine.binary('+', x, run(x))]);
}

const encoderLayer: Forward = {
  signature: 'src, src_mask=None, src_key_padding_mask=None, is_causal=False',
  run: (pass) => {
    const attended = residual(pass, 'norm1', pass.get('src'), (x) =>
      attend(pass, 'self_attn', 'dropout1', x, x, pass.get('src_mask'), pass.get('src_key_padding_mask')),
    );
    return residual(pass, 'norm2', attended, (x) => feed(pass, 'dropout2', x));
  },
};

const decoderLayer: Forward = {
  signature:
    'tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False',
  run: (pass) => {
    const { get } = pass;
    const own = residual(pass, 'norm1', get('tgt'), (x) =>
      attend(pass, 'self_attn', 'dropout1', x, x, get('tgt_mask'), get('tgt_key_padding_mask')),
    );
    const crossed = residual(pass, 'norm2', own, (x) =>
      attend(pass, 'multihead_attn', 'dropout2', x, get('memory'), get('memory_mask'), get('memory_key_padding_mask')),
    );
    return residual(pass, 'norm3', crossed, (x) => feed(pass, 'dropout3', x));
  },
};

function buildStack(builder: Builder, layer: string): void {
  const { machine } = builder.call;
  const count = builder.call.int('num_layers');
  builder.instance.attributes.delete(layer);
  builder.instance.attributes.delete('norm');
  const copies = Array.from({ length: count }, () => machine.deepCopy(builder.get(layer), new Map()));
  builder.child('layers', builder.make('ModuleList', [makeList(copies)]));
  const norm = builder.get('norm');
  machine.setAttribute(builder.instance, 'norm', norm);
}

function runStack(pass: Pass, first: Value, rest: readonly Value[], keywords: Readonly<Record<string, Value>>): Value {
  const { machine } = pass.call;
  const layers = machine.listItems(pass.attribute('layers'));
  if ('kind' in layers) return layers;
  let x = first;
  for (const layer of layers) x = machine.call(layer, [x, ...rest], new Map(Object.entries(keywords)));
  return pass.attribute('norm') === null ? x : ask(pass, 'norm', [x]);
}

function buildTransformer(builder: Builder): void {
  const names = [
    'd_model',
    'nhead',
    'dim_feedforward',
    'dropout',
    'activation',
    'layer_norm_eps',
    'batch_first',
    'norm_first',
    'bias',
  ] as const;
  const all = Object.fromEntries(names.map((name) => [name, builder.get(name)]));
  for (const name of builder.instance.attributes.keys())
    if (
      ![
        'training',
        '_parameters',
        '_buffers',
        '_modules',
        '_non_persistent_buffers_set',
        'd_model',
        'nhead',
        'batch_first',
      ].includes(name)
    )
      builder.instance.attributes.delete(name);
  for (const side of ['Encoder', 'Decoder'] as const) {
    const custom = builder.get(`custom_${side.toLowerCase()}`);
    const norm = (): Value =>
      builder.make('LayerNorm', [builder.get('d_model')], {
        eps: builder.get('layer_norm_eps'),
        bias: builder.get('bias'),
      });
    const stack = (): Value =>
      builder.make(`Transformer${side}`, [
        builder.make(`Transformer${side}Layer`, [], all),
        builder.get(`num_${side.toLowerCase()}_layers`),
        norm(),
      ]);
    builder.child(side.toLowerCase(), custom === null ? stack() : custom);
  }
}

const transformer: Forward = {
  signature:
    'src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, memory_is_causal=False',
  run: (pass) => {
    const { get } = pass;
    const memory = ask(pass, 'encoder', [get('src')], {
      mask: get('src_mask'),
      src_key_padding_mask: get('src_key_padding_mask'),
    });
    return ask(pass, 'decoder', [get('tgt'), memory], {
      tgt_mask: get('tgt_mask'),
      memory_mask: get('memory_mask'),
      tgt_key_padding_mask: get('tgt_key_padding_mask'),
      memory_key_padding_mask: get('memory_key_padding_mask'),
    });
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
  {
    name: 'TransformerEncoderLayer',
    file: 'transformer',
    isLeaf: false,
    signature: LAYER,
    build: (builder) => buildLayer(builder, false),
    forward: encoderLayer,
  },
  {
    name: 'TransformerDecoderLayer',
    file: 'transformer',
    isLeaf: false,
    signature: LAYER,
    build: (builder) => buildLayer(builder, true),
    forward: decoderLayer,
  },
  {
    name: 'TransformerEncoder',
    file: 'transformer',
    isLeaf: false,
    signature: 'encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True',
    build: (builder) => buildStack(builder, 'encoder_layer'),
    forward: {
      signature: 'src, mask=None, src_key_padding_mask=None, is_causal=None',
      run: (pass) =>
        runStack(pass, pass.get('src'), [], {
          src_mask: pass.get('mask'),
          src_key_padding_mask: pass.get('src_key_padding_mask'),
        }),
    },
  },
  {
    name: 'TransformerDecoder',
    file: 'transformer',
    isLeaf: false,
    signature: 'decoder_layer, num_layers, norm=None',
    build: (builder) => buildStack(builder, 'decoder_layer'),
    forward: {
      signature: decoderLayer.signature.replace('tgt_is_causal=False', 'tgt_is_causal=None'),
      run: (pass) => {
        const names = ['tgt_mask', 'memory_mask', 'tgt_key_padding_mask', 'memory_key_padding_mask'];
        return runStack(
          pass,
          pass.get('tgt'),
          [pass.get('memory')],
          Object.fromEntries(names.map((name) => [name, pass.get(name)])),
        );
      },
    },
  },
  {
    name: 'Transformer',
    file: 'transformer',
    isLeaf: false,
    signature:
      "d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, activation='relu', custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-5, batch_first=False, norm_first=False, bias=True",
    build: buildTransformer,
    forward: transformer,
  },
];
