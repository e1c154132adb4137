import type { DiagramNodeKind } from '../diagram.js';

/** Layers that a reader of the architecture need not see: they change no shape and hold nothing, or only regularize. */
const QUIET_LAYERS =
  /^(?:Dropout\w*|AlphaDropout|FeatureAlphaDropout|DropPath|StochasticDepth|Identity|Flatten|Unflatten|Permute)$/;

/** Layers that end the layer before them: written into its box. */
const ENDING_LAYERS =
  /^(?:\w*(?:ReLU\w*|GELU\w*|SiLU|Swish|Mish|Tanh|Sigmoid|Hardswish|Hardsigmoid|Hardtanh|ELU|SELU|CELU|Softplus|Softsign|Softmax|LogSoftmax|Softmax2d|Threshold|LogSigmoid|Act)|(?:Lazy|Sync)?(?:BatchNorm\d?d?|InstanceNorm\dd)|FrozenBatchNorm2d|GroupNorm|LocalResponseNorm|BatchNormAct2d)$/;

/** Operations that only look at a tensor in another way. */
const QUIET_OPERATIONS = new Set(
  `view reshape permute transpose t T mT movedim moveaxis swapaxes flatten unflatten contiguous getitem __getitem__ select narrow
  index_select slice chunk split tensor_split unbind unsqueeze squeeze expand expand_as repeat to float half double long int bool type
  type_as cuda cpu clone detach size dim item numel pad dropout dropout1d dropout2d dropout3d alpha_dropout feature_dropout view_as
  reshape_as requires_grad_ zero_ fill_ copy_ set_ masked_fill masked_fill_ ones_like zeros_like full_like new_zeros new_ones
  new_full triu tril arange rsqrt native_dropout stochastic_depth detach_ identity checkpoint fold unfold roll flip pixel_shuffle`.split(
    /\s+/,
  ),
);

/** Operations that end what is before them, as activations do, with the word for the box. */
const ENDING_OPERATIONS: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  relu_: 'ReLU',
  relu6: 'ReLU6',
  gelu: 'GELU',
  silu: 'SiLU',
  sigmoid: 'Sigmoid',
  sigmoid_: 'Sigmoid',
  tanh: 'Tanh',
  tanh_: 'Tanh',
  softmax: 'Softmax',
  log_softmax: 'LogSoftmax',
  leaky_relu: 'LeakyReLU',
  leaky_relu_: 'LeakyReLU',
  elu: 'ELU',
  selu: 'SELU',
  mish: 'Mish',
  hardswish: 'Hardswish',
  hardsigmoid: 'Hardsigmoid',
  hardtanh: 'Hardtanh',
  softplus: 'Softplus',
  logsigmoid: 'LogSigmoid',
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  neg: 'neg',
  abs: 'abs',
  clamp: 'clamp',
  clip: 'clip',
  normalize: 'normalize',
  square: 'square',
  div_: 'scale',
};

/** Operations with a sign of their own. */
const SIGNS: Readonly<Record<string, string>> = {
  add: '+',
  add_: '+',
  iadd: '+',
  radd: '+',
  sub: '−',
  sub_: '−',
  mul: '×',
  mul_: '×',
  rmul: '×',
  div: '÷',
  truediv: '÷',
  cat: 'concat',
  concat: 'concat',
  concatenate: 'concat',
  hstack: 'concat',
  vstack: 'concat',
  matmul: 'matmul',
  rmatmul: 'matmul',
  bmm: 'matmul',
  mm: 'matmul',
};

/** The name of an operation as a person says it: `__iadd__` is `iadd`. */
function plainOperation(name: string): string {
  return name.replace(/^__(\w+)__$/, '$1');
}

export function isQuietOperation(name: string): boolean {
  return QUIET_OPERATIONS.has(plainOperation(name)) || QUIET_OPERATIONS.has(name);
}

export function isQuietLayer(type: string): boolean {
  return QUIET_LAYERS.test(type);
}

export function isEndingLayer(type: string): boolean {
  return ENDING_LAYERS.test(type);
}

export function endingOf(operation: string): string | undefined {
  const name = plainOperation(operation);
  return Object.hasOwn(ENDING_OPERATIONS, name) ? ENDING_OPERATIONS[name] : undefined;
}

/** What brings two tensors together: the sign in its box, `+`, `concat`; for all others their name. */
export function signOf(operation: string): string {
  const name = plainOperation(operation);
  return (Object.hasOwn(SIGNS, name) ? SIGNS[name] : undefined) ?? name.replace(/_$/, '');
}

/** Operations that change nothing to speak of unless two tensors meet in them: `x * 0.5`, `x + 1`. */
export function isScaling(operation: string): boolean {
  return /^[+−×÷]$/.test(signOf(operation)) || /^(?:r?pow|r?sub|rtruediv|floordiv|mod|where|mean|sum)$/.test(operation);
}

const KINDS: readonly (readonly [RegExp, DiagramNodeKind])[] = [
  [/Conv|Downsample|PatchEmbed/, 'convolution'],
  [/Attention|Attn/, 'attention'],
  [/Embedding/, 'embedding'],
  [/^(?:LSTM|GRU|RNN)|RNN|LSTM|GRU/, 'recurrent'],
  [/Norm/, 'normalization'],
  [/Pool|Upsample|PixelShuffle/, 'pooling'],
  [/Linear|MLP|Mlp|FeedForward|^FF/, 'linear'],
];

/** Noise that a model makes itself: it takes no more than the shape of what it is given. */
export function isRandom(operation: string): boolean {
  return /^(?:rand|randn|normal|bernoulli|randint)(?:_like)?$/.test(operation);
}

/** Norms, activations and what drops paths, written by hand. */
export function isSmallPart(type: string): boolean {
  return isQuietLayer(type) || isEndingLayer(type) || /Norm(?:\dd)?$|Activation$|^Rotary/.test(type);
}

/** Holds others and says nothing of its own. */
export function isContainer(type: string): boolean {
  return /^(?:Sequential|ModuleList|ModuleDict|ConvNormActivation|Conv2dNormActivation)$/.test(type);
}

const OPERATION_KINDS: readonly (readonly [RegExp, DiagramNodeKind])[] = [
  [/pool|interpolate|upsample|grid_sample/, 'pooling'],
  [/attention/, 'attention'],
  [/conv/, 'convolution'],
  [/norm/, 'normalization'],
  [/embedding/, 'embedding'],
  [/^linear|einsum|^addmm/, 'linear'],
];

/** Signs stand in small circles; what has a longer name, in a box like the layer that does the same. */
export function kindOfOperation(operation: string): DiagramNodeKind {
  if (isRandom(operation)) return 'tensor';
  const found = OPERATION_KINDS.find(([pattern]) => pattern.test(operation))?.[1];
  return found ?? (signOf(operation).length <= 7 ? 'operation' : 'layer');
}

/** Which box a layer gets; blocks of several kinds are `module`. */
export function kindOfLayer(type: string): DiagramNodeKind {
  return KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'module';
}
