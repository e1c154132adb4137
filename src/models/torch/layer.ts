import type { Bound } from '../../python/natives.js';
import { type ClassDefinition, defineClass, defineRawFunction } from '../../python/natives.js';
import { bindArguments, parseSignature } from '../../python/signature.js';
import { isKind, makeTuple } from '../../python/values/make.js';
import type { Class, Instance, NativeFunction, Unknown, Value } from '../../python/values/value.js';
import { type Call, createCall, isSequence } from './call.js';
import type { Dimension } from './dimension.js';
import { initModule } from './module-registers.js';
import type { LayerTag } from './module-state.js';
import { resetMembers, resetOwn } from './reset-parameters.js';
import type { DtypeName } from './tensor.js';
import { makeParameter, makeTensor, Obstacle, type World } from './world.js';

/** One layer of `torch.nn`: a row of a table. */
export interface Layer {
  readonly name: string;
  /** File of `torch/nn/modules` it stands in: `conv`. */
  readonly file: string;
  /** Of `__init__`, without `self`, and without `device` and `dtype`, which are taken by all. */
  readonly signature: string;
  /** `Module` when left out. */
  readonly base?: string;
  /** Sets attributes, parameters and buffers in the order of torch. All arguments are attributes before it runs. */
  readonly build?: (builder: Builder) => void;
  readonly forward?: Forward;
  readonly isLeaf?: boolean;
  readonly members?: (world: World) => Readonly<Record<string, Value>>;
}

export interface Forward {
  /** Without `self`. */
  readonly signature: string;
  readonly run: (pass: Pass) => Value;
}

export interface Builder {
  readonly world: World;
  readonly call: Call;
  readonly instance: Instance;
  get(name: string): Value;
  set(name: string, value: Value): void;
  /** `undefined` for a parameter that is None. */
  parameter(name: string, shape: readonly Dimension[] | undefined): void;
  buffer(name: string, shape: readonly Dimension[] | undefined, dtype?: DtypeName, data?: readonly number[]): void;
  child(name: string, value: Value): void;
  make(layer: string, values: readonly Value[], keywords?: Readonly<Record<string, Value>>): Value;
  dimension(name: string): Dimension;
  /** One or `count` of them, as lengths; sets the attribute to the tuple. */
  tuple(name: string, count: number): readonly Dimension[];
  flag(name: string): boolean;
}

export interface Pass {
  readonly world: World;
  readonly self: Instance;
  readonly call: Call;
  get(name: string): Value;
  attribute(name: string): Value;
  /** Calls a function of `torch.nn.functional`; keywords are attributes of the layer by the same name, or values. */
  functional(
    name: string,
    inputs: readonly Value[],
    attributes?: string,
    more?: Readonly<Record<string, Value>>,
  ): Value;
}

export function defineLayer(world: World, layer: Layer, base: Class): Class {
  const members: Record<string, Value> = {};
  if (layer.build || layer.signature !== '') members['__init__'] = makeInit(world, layer);
  if (layer.forward) members['forward'] = makeForward(world, layer.forward);
  Object.assign(members, resetMembers(layer), layer.members?.(world));
  const tag: LayerTag = { kind: 'layer', name: layer.name, isLeaf: layer.isLeaf ?? true };
  const definition: ClassDefinition = {
    module: `torch.nn.modules.${layer.file}`,
    name: layer.name,
    bases: [base],
    members,
    tag,
  };
  return defineClass(world.machine, definition);
}

function makeInit(world: World, layer: Layer): NativeFunction {
  const parts = layer.signature.includes('**') ? [layer.signature] : [layer.signature, 'device=None', 'dtype=None'];
  const signature = parseSignature(parts.filter((part) => part !== '').join(', '));
  return defineRawFunction('__init__', (machine, [self = null, ...values], keywords) => {
    if (!isKind(self, 'instance')) return machine.raise('TypeError', `__init__() of ${layer.name} needs an object`);
    const bound = bindArguments(machine, '__init__', signature, values, keywords);
    initModule(machine, self);
    for (const { name, kind } of signature.parameters) {
      if (kind !== 'rest' && kind !== 'keywords' && !HIDDEN.has(name)) self.attributes.set(name, bound.get(name));
    }
    runBuild(world, layer, self, bound);
    resetOwn(machine, layer, self);
    return null;
  });
}

const HIDDEN = new Set('device dtype bias affine_ _weight args size_average reduce'.split(' '));

function runBuild(world: World, layer: Layer, self: Instance, bound: Bound): void {
  try {
    layer.build?.(createBuilder(world, self, bound));
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    const parameters = self.attributes.get('_parameters');
    if (isKind(parameters, 'dict')) parameters.rest = error.unknown;
  }
}

function dictOf(self: Instance, name: string): Map<unknown, readonly [Value, Value]> {
  const dict = self.attributes.get(name);
  if (!isKind(dict, 'dict')) throw new Error(`${name} is no dict`);
  return dict.entries;
}

function createBuilder(world: World, self: Instance, bound: Bound): Builder {
  const { machine } = world;
  const call = createCall(world, bound);
  const put = (dict: string, name: string, value: Value): void => {
    self.attributes.delete(name);
    dictOf(self, dict).set(name, [name, value]);
  };
  const dtype = (): DtypeName | Unknown => {
    try {
      return call.dtype('dtype') ?? world.defaultDtype;
    } catch (error) {
      if (error instanceof Obstacle) return error.unknown;
      throw error;
    }
  };
  return {
    world,
    call,
    instance: self,
    get: (name) => bound.get(name),
    set: (name, value) => void self.attributes.set(name, value),
    parameter: (name, shape) =>
      put('_parameters', name, shape === undefined ? null : makeParameter(world, shape, dtype())),
    buffer: (name, shape, kind = 'float32', data = undefined) =>
      put('_buffers', name, shape === undefined ? null : makeTensor(world, { shape, dtype: kind, data })),
    child: (name, value) => put('_modules', name, value),
    make: (layer, values, keywords = {}) => machine.call(world.layer(layer), values, new Map(Object.entries(keywords))),
    dimension: (name) => call.dimension(bound.get(name)),
    tuple: (name, count) => {
      const lengths = spreadLengths(call, bound.get(name), count);
      self.attributes.set(
        name,
        makeTuple(
          lengths.map((length) =>
            typeof length === 'number' ? length : isKindUnknown(length) ? length : bound.get(name),
          ),
        ),
      );
      return lengths;
    },
    flag: (name) => call.flag(name),
  };
}

function isKindUnknown(length: Dimension): length is Unknown {
  return typeof length === 'object' && length.kind === 'unknown';
}

/** Not known, so many times, when it is not known. */
function spreadLengths(call: Call, value: Value, count: number): readonly Dimension[] {
  if (isKind(value, 'unknown')) return Array.from<Dimension>({ length: count }).fill(value);
  const lengths = isSequence(value) ? call.dimensions([value]) : [call.dimension(value)];
  const [only = 1] = lengths;
  // as torch's `_ntuple`: one number is repeated, anything else is taken as it is
  return isSequence(value) ? lengths : Array.from<Dimension>({ length: count }).fill(only);
}

function makeForward(world: World, forward: Forward): NativeFunction {
  const signature = parseSignature(`self, ${forward.signature}`.replace(/, $/, ''));
  return defineRawFunction('forward', (machine, values, keywords) => {
    const bound = bindArguments(machine, 'forward', signature, values, keywords);
    const self = bound.get('self');
    if (!isKind(self, 'instance')) return machine.unknown('forward of what is no module');
    try {
      return forward.run(createPass(world, self, bound));
    } catch (error) {
      if (error instanceof Obstacle) return makeTensor(world, { shape: error.unknown, dtype: error.unknown });
      throw error;
    }
  });
}

function createPass(world: World, self: Instance, bound: Bound): Pass {
  const { machine } = world;
  const attribute = (name: string): Value => machine.getAttribute(self, name);
  return {
    world,
    self,
    call: createCall(world, bound),
    get: (name) => bound.get(name),
    attribute,
    functional: (name, inputs, attributes = '', more = {}) => {
      const keywords = new Map<string, Value>(Object.entries(more));
      for (const item of attributes.split(' ')) if (item !== '') keywords.set(item, attribute(item));
      return machine.call(machine.getAttribute(machine.import('torch.nn.functional'), name), inputs, keywords);
    },
  };
}

/** The result has the shape of the input. */
export const SAME: Forward = {
  signature: 'input',
  run: ({ world, call }) => {
    const { shape, dtype } = call.tensor('input');
    return makeTensor(world, { shape, dtype });
  },
};

/** `F.name(input, attributes…)` */
export function through(name: string, attributes = '', signature = 'input'): Forward {
  const inputs = signature.split(', ').map((item) => item.split('=')[0] ?? '');
  return { signature, run: ({ functional, get }) => functional(name, inputs.map(get), attributes) };
}
