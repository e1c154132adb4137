import { isKind, makeTuple } from '../../../python/values/make.js';
import type { Instance, Value } from '../../../python/values/value.js';
import type { Call } from '../call.js';
import { type Dimension, divideExactly, floorDivide } from '../dimension.js';
import { type Builder, type Forward, type Layer, through } from '../layer.js';
import { listOwnBuffers, listOwnParameters } from '../module-state.js';
import { isConcrete, isShapeKnown, isTensor } from '../tensor.js';
import { convolutionMembers } from './further-members.js';

const PLAIN =
  "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros'";
const TRANSPOSED =
  "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros'";

/** Refuses what torch refuses, and gives the weight's shape. */
function convolution(builder: Builder, spatial: number, isTransposed: boolean): void {
  const { machine } = builder.call;
  const [inputs, outputs, groups] = [
    builder.dimension('in_channels'),
    builder.dimension('out_channels'),
    builder.dimension('groups'),
  ];
  if (typeof groups === 'number' && groups <= 0) machine.raise('ValueError', 'groups must be a positive integer');
  const perGroup = (name: string, channels: Dimension): Dimension => {
    if (typeof channels === 'number' && typeof groups === 'number' && channels % groups !== 0)
      machine.raise('ValueError', `${name} must be divisible by groups`);
    return divideExactly(channels, groups) ?? floorDivide(channels, groups);
  };
  const [inner, outer] = [perGroup('in_channels', inputs), perGroup('out_channels', outputs)];
  const kernel = builder.tuple('kernel_size', spatial);
  builder.tuple('stride', spatial);
  builder.tuple('dilation', spatial);
  const padding = builder.get('padding');
  if (typeof padding === 'string') {
    if (padding !== 'same' && padding !== 'valid')
      machine.raise('ValueError', `Invalid padding string '${padding}', should be one of {'same', 'valid'}`);
    if (padding === 'same' && builder.call.ints('stride')?.some((step) => step !== 1))
      machine.raise('ValueError', "padding='same' is not supported for strided convolutions");
  } else builder.tuple('padding', spatial);
  builder.set('transposed', isTransposed);
  if (isTransposed) builder.tuple('output_padding', spatial);
  else builder.set('output_padding', makeTuple(Array.from<number>({ length: spatial }).fill(0)));
  builder.parameter('weight', isTransposed ? [inputs, outer, ...kernel] : [outputs, inner, ...kernel]);
  builder.parameter('bias', builder.flag('bias') ? [outputs] : undefined);
}

const OPTIONS = 'weight bias stride padding dilation groups';

function transposedForward(spatial: number): Forward {
  return {
    signature: 'input, output_size=None',
    run: ({ functional, get, call, attribute }) => {
      const name = `conv_transpose${spatial}d`;
      if (get('output_size') === null) return functional(name, [get('input')], `${OPTIONS} output_padding`);
      const plain = functional(name, [get('input')], OPTIONS, { output_padding: 0 });
      const lengths = isTensor(plain) && isShapeKnown(plain.state.shape) ? plain.state.shape.slice(-spatial) : [];
      const wanted = call.dimensions([get('output_size')]).slice(-spatial);
      const strides = call.dimensions([attribute('stride')]);
      const padding = lengths.map((length, at) => missingLength(call, length, wanted[at], strides[at]));
      return functional(name, [get('input')], OPTIONS, { output_padding: makeTuple(padding) });
    },
  };
}

/** What `output_padding` has to add to come to the length that is asked for. */
function missingLength(call: Call, length: Dimension, wanted: Dimension | undefined, stride: Dimension = 1): number {
  if (typeof length !== 'number' || typeof wanted !== 'number' || typeof stride !== 'number')
    return call.refuse('output_size of what hangs on the input');
  if (wanted < length || wanted > length + stride - 1)
    call.machine.raise(
      'ValueError',
      `requested an output size of ${wanted}, but valid sizes range from ${length} to ${length + stride - 1}`,
    );
  return wanted - length;
}

function rows(spatial: number): readonly Layer[] {
  return [
    {
      name: `Conv${spatial}d`,
      file: 'conv',
      base: '_ConvNd',
      signature: PLAIN,
      build: (builder) => convolution(builder, spatial, false),
      members: convolutionMembers(`conv${spatial}d`),
      forward: through(`conv${spatial}d`, OPTIONS),
    },
    {
      name: `ConvTranspose${spatial}d`,
      file: 'conv',
      base: '_ConvTransposeNd',
      signature: TRANSPOSED,
      build: (builder) => convolution(builder, spatial, true),
      forward: transposedForward(spatial),
    },
  ];
}

export const CONVOLUTIONS: readonly Layer[] = [
  { name: '_ConvNd', file: 'conv', signature: '' },
  { name: '_ConvTransposeNd', file: 'conv', base: '_ConvNd', signature: '' },
  ...[1, 2, 3].flatMap(rows),
];

/** Lazy layers: the first input says how many features there are. Before that their parameters have no shape. */
interface Lazy {
  readonly base: string;
  readonly missing: string;
  /** Dimension of the input that says it, from the end for Linear. */
  readonly at: number;
}

const LAZY: Readonly<Record<string, Lazy>> = {
  Linear: { base: 'Linear', missing: 'in_features', at: -1 },
  Conv1d: { base: 'Conv1d', missing: 'in_channels', at: -2 },
  Conv2d: { base: 'Conv2d', missing: 'in_channels', at: -3 },
  Conv3d: { base: 'Conv3d', missing: 'in_channels', at: -4 },
  ConvTranspose1d: { base: 'ConvTranspose1d', missing: 'in_channels', at: -2 },
  ConvTranspose2d: { base: 'ConvTranspose2d', missing: 'in_channels', at: -3 },
  ConvTranspose3d: { base: 'ConvTranspose3d', missing: 'in_channels', at: -4 },
  BatchNorm1d: { base: 'BatchNorm1d', missing: 'num_features', at: 1 },
  BatchNorm2d: { base: 'BatchNorm2d', missing: 'num_features', at: 1 },
  BatchNorm3d: { base: 'BatchNorm3d', missing: 'num_features', at: 1 },
  InstanceNorm1d: { base: 'InstanceNorm1d', missing: 'num_features', at: -2 },
  InstanceNorm2d: { base: 'InstanceNorm2d', missing: 'num_features', at: -3 },
  InstanceNorm3d: { base: 'InstanceNorm3d', missing: 'num_features', at: -4 },
};

function lazyRow(all: readonly Layer[], name: string, { base, missing, at }: Lazy): Layer {
  const full = all.find((layer) => layer.name === base);
  const own = (full?.signature ?? '').replace(`${missing}, `, '');
  // Of torch's lazy norms all have the defaults of batch norm, those of instances too.
  const signature = name.startsWith('InstanceNorm') ? own.replaceAll('=False', '=True') : own;
  return {
    name: `Lazy${name}`,
    file: full?.file ?? 'lazy',
    base,
    signature,
    build: (builder) => {
      const open = builder.call.unknown(`${missing} of Lazy${name} is told by the first input`);
      builder.set(missing, open);
      const { get, dimension } = builder;
      full?.build?.({
        ...builder,
        get: (key) => (key === missing ? open : get(key)),
        dimension: (key) => (key === missing ? open : dimension(key)),
      });
      markLazy(builder.instance);
    },
    forward: {
      signature: 'input',
      run: ({ self, call, get, world }) => {
        const { machine } = world;
        const length = call.ranked('input').shape.at(at);
        const isOpen = isKind(self.attributes.get(missing), 'unknown');
        if (isOpen && typeof length === 'number') {
          const built = machine.call(
            world.layer(base),
            [],
            collectArguments(self, full?.signature ?? '', missing, length),
          );
          machine.touch(self);
          if (isKind(built, 'instance')) adopt(self, built);
        }
        machine.touch(self);
        self.cls = world.layer(base);
        return machine.callMethod(self, 'forward', [get('input')]);
      },
    },
  };
}

/** They are to be read again after the first input. */
function markLazy(instance: Instance): void {
  for (const [, tensor] of [...listOwnParameters(instance), ...listOwnBuffers(instance)]) {
    if (!isConcrete(tensor.state.shape)) tensor.state = { ...tensor.state, isLazy: true };
  }
}

function collectArguments(self: Instance, signature: string, missing: string, length: number): Map<string, Value> {
  const all = new Map<string, Value>([[missing, length]]);
  for (const part of signature.split(', ')) {
    const name = part.split('=')[0] ?? '';
    const value = self.attributes.get(name);
    if (name === 'bias') all.set(name, hasParameter(self, 'bias'));
    else if (value !== undefined && !all.has(name)) all.set(name, value);
  }
  return all;
}

function hasParameter(self: Instance, name: string): boolean {
  const dict = self.attributes.get('_parameters');
  return isKind(dict, 'dict') && isTensor(dict.entries.get(name)?.[1]);
}

/** Keeps the parameters that are there (they may be shared or in an optimizer) and gives them their shape. */
function adopt(self: Instance, built: Instance): void {
  for (const kind of ['_parameters', '_buffers']) {
    const [own, made] = [self.attributes.get(kind), built.attributes.get(kind)];
    if (!isKind(own, 'dict') || !isKind(made, 'dict')) continue;
    for (const [name, entry] of made.entries) {
      const old = own.entries.get(name)?.[1];
      const fresh = entry[1];
      if (isTensor(old) && isTensor(fresh)) old.state = { ...old.state, shape: fresh.state.shape, isLazy: undefined };
      else own.entries.set(name, entry);
    }
  }
  for (const [name, value] of built.attributes) if (!name.startsWith('_')) self.attributes.set(name, value);
}

export function makeLazyLayers(all: readonly Layer[]): readonly Layer[] {
  return Object.entries(LAZY).map(([name, lazy]) => lazyRow(all, name, lazy));
}
