import { defineRawFunction } from '../../../python/natives.js';
import { makeList } from '../../../python/values/make.js';
import type { NativeFunction, Value } from '../../../python/values/value.js';
import type { Builder, Forward, Layer, Pass } from '../layer.js';
import type { World } from '../world.js';

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

/** A block of the layer, which a class of one's own may have in its own way. */
function block({ call, self }: Pass, name: string, values: readonly Value[]): Value {
  return call.machine.callMethod(self, name, values);
}

function attendBlock(name: string, child: string, dropout: string, isOwn: boolean): NativeFunction {
  return defineRawFunction(name, (machine, [self = null, x = null, ...values], keywords) => {
    const [memory, mask, padding] = isOwn ? [x, ...values] : values;
    const masks = new Map([
      ['attn_mask', mask ?? keywords?.get('attn_mask') ?? null],
      ['key_padding_mask', padding ?? keywords?.get('key_padding_mask') ?? null],
      ['need_weights', false],
    ]);
    const attended = machine.call(machine.getAttribute(self, child), [x, memory ?? null, memory ?? null], masks);
    return machine.call(machine.getAttribute(self, dropout), [machine.getItem(attended, 0)]);
  });
}

function feedBlock(dropout: string): NativeFunction {
  return defineRawFunction('_ff_block', (machine, [self = null, x = null]) =>
    ['linear1', 'activation', 'dropout', 'linear2', dropout].reduce<Value>(
      (given, child) => machine.call(machine.getAttribute(self, child), [given]),
      x,
    ),
  );
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
      block(pass, '_sa_block', [x, pass.get('src_mask'), pass.get('src_key_padding_mask')]),
    );
    return residual(pass, 'norm2', attended, (x) => block(pass, '_ff_block', [x]));
  },
};

const decoderLayer: Forward = {
  signature:
    'tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False',
  run: (pass) => {
    const { get } = pass;
    const own = residual(pass, 'norm1', get('tgt'), (x) =>
      block(pass, '_sa_block', [x, get('tgt_mask'), get('tgt_key_padding_mask')]),
    );
    const crossed = residual(pass, 'norm2', own, (x) =>
      block(pass, '_mha_block', [x, get('memory'), get('memory_mask'), get('memory_key_padding_mask')]),
    );
    return residual(pass, 'norm3', crossed, (x) => block(pass, '_ff_block', [x]));
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

/** In some versions of torch a method, in others a static one: it is called the same. */
function causalMask({ machine }: World): Value {
  const callee = defineRawFunction('generate_square_subsequent_mask', (_machine, [size, ...more], keywords) => {
    const length = size ?? keywords?.get('sz') ?? keywords?.get('size') ?? null;
    const options = new Map([['dtype', more[1] ?? keywords?.get('dtype') ?? null]]);
    return machine.call(machine.getAttribute(machine.import('torch'), 'zeros'), [length, length], options);
  });
  return { kind: 'wrapped', how: 'staticmethod', callee };
}

export const TRANSFORMERS: readonly Layer[] = [
  {
    name: 'TransformerEncoderLayer',
    file: 'transformer',
    isLeaf: false,
    signature: LAYER,
    build: (builder) => buildLayer(builder, false),
    forward: encoderLayer,
    members: () => ({
      _sa_block: attendBlock('_sa_block', 'self_attn', 'dropout1', true),
      _ff_block: feedBlock('dropout2'),
    }),
  },
  {
    name: 'TransformerDecoderLayer',
    file: 'transformer',
    isLeaf: false,
    signature: LAYER,
    build: (builder) => buildLayer(builder, true),
    forward: decoderLayer,
    members: () => ({
      _sa_block: attendBlock('_sa_block', 'self_attn', 'dropout1', true),
      _mha_block: attendBlock('_mha_block', 'multihead_attn', 'dropout2', false),
      _ff_block: feedBlock('dropout3'),
    }),
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
    members: (world) => ({ generate_square_subsequent_mask: causalMask(world) }),
  },
];
