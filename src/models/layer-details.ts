import { isKind } from '../python/values/make.js';
import type { Instance, Value } from '../python/values/value.js';
import { layerTagOf } from './torch/module-state.js';

/** The parts of a layer's construction that a reader of the architecture wants to see: `3→64, 7×7, stride 2`. */
export function describeLayer(instance: Instance): string | undefined {
  if (!instance.cls.isNative) return undefined;
  const name = layerTagOf(instance.cls)?.name ?? '';
  const read = (key: string): string | undefined => show(instance.attributes.get(key));
  const kind =
    /^(?:Lazy)?(?:(Conv)|(Linear|NonDynamicallyQuantizableLinear$)|(Embedding)|(LSTM|GRU|RNN)|(MultiheadAttention)|(MaxPool|AvgPool))/.exec(
      name,
    );
  if (!kind) return undefined;
  const parts = kind[1]
    ? convolution(read)
    : kind[2]
      ? [arrow(read('in_features'), read('out_features'))]
      : kind[3]
        ? [join([read('num_embeddings'), read('embedding_dim')], '×')]
        : kind[4]
          ? recurrent(read)
          : kind[5]
            ? [read('embed_dim'), read('num_heads') && `${read('num_heads')} heads`]
            : pooling(read);
  const known = parts.filter((part): part is string => part !== undefined);
  return known.length === 0 ? undefined : known.join(', ');
}

type Read = (key: string) => string | undefined;
type Parts = readonly (string | undefined)[];

function convolution(read: Read): Parts {
  const groups = read('groups');
  const isDepthwise = groups !== '1' && groups === read('in_channels');
  return [
    arrow(read('in_channels'), read('out_channels')),
    read('kernel_size'),
    unless(read('stride'), /^1(?:×1)*$/, 'stride '),
    unless(read('dilation'), /^1(?:×1)*$/, 'dilation '),
    isDepthwise ? 'depthwise' : unless(groups, /^1$/, 'groups '),
  ];
}

function recurrent(read: Read): Parts {
  return [
    arrow(read('input_size'), read('hidden_size')),
    unless(read('num_layers'), /^1$/, 'layers '),
    read('bidirectional') === 'true' ? 'bidirectional' : undefined,
  ];
}

function pooling(read: Read): Parts {
  return [read('kernel_size'), unless(read('stride'), /^1(?:×1)*$/, 'stride ')];
}

function arrow(from: string | undefined, to: string | undefined): string | undefined {
  return from === undefined || to === undefined ? undefined : `${from}→${to}`;
}

function join(parts: Parts, between: string): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join(between) : undefined;
}

/** A square stride is written once: `stride 2`. */
function unless(text: string | undefined, usual: RegExp, before: string): string | undefined {
  if (text === undefined || usual.test(text)) return undefined;
  const sides = text.split('×');
  return `${before}${sides.every((side) => side === sides[0]) ? sides[0] : text}`;
}

function show(value: Value | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return String(value);
  if (isKind(value, 'tuple'))
    return join(
      value.items.map((item) => show(item)),
      '×',
    );
  return undefined;
}
