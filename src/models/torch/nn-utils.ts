import type { Machine } from '../../python/machine.js';
import { defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind, makeTuple } from '../../python/values/make.js';
import type { Instance, Value } from '../../python/values/value.js';
import type { Described, Members, WorldOf } from './described.js';
import type { Dimension } from './dimension.js';
import { constant } from './inert.js';
import { packedMembers } from './packed-sequences.js';
import { isShapeKnown, isTensor, type TensorInstance } from './tensor.js';
import { makeParameter, makeTensor, type World } from './world.js';

/** Takes a parameter away and gives it back with its place among the others lost, as torch does: `del module._parameters[name]`. */
function takeParameter(machine: Machine, module: Value, name: string): TensorInstance | undefined {
  const parameters = isKind(module, 'instance') ? module.attributes.get('_parameters') : undefined;
  if (!isKind(parameters, 'dict')) return undefined;
  const value = parameters.entries.get(name)?.[1];
  machine.touch(parameters);
  parameters.entries.delete(name);
  return isTensor(value) ? value : undefined;
}

function isTransposed(module: Instance): boolean {
  return module.cls.mro.some(({ name }) => name === '_ConvTransposeNd');
}

/** `weight` becomes `weight_g` (lengths) and `weight_v` (directions). */
function weightNorm(world: World, module: Value, name: string, dim: Value): Value {
  const { machine } = world;
  const weight = takeParameter(machine, module, name);
  if (!weight) return machine.unknown('weight_norm of what is not known');
  const { shape } = weight.state;
  const at = typeof dim === 'number' ? dim : undefined;
  const lengths = isShapeKnown(shape) ? lengthsShape(shape, at) : shape;
  machine.callMethod(module, 'register_parameter', [`${name}_g`, makeParameter(world, lengths)]);
  machine.callMethod(module, 'register_parameter', [`${name}_v`, makeParameter(world, shape)]);
  machine.setPlainAttribute(module, name, makeTensor(world, { shape, dtype: weight.state.dtype }));
  return module;
}

function lengthsShape(shape: readonly Dimension[], dim: number | undefined): readonly Dimension[] {
  if (dim === undefined || dim === -1) return [];
  return shape.map((length, at) => (at === dim ? length : 1));
}

function removeWeightNorm(world: World, module: Value, name: string): Value {
  const { machine } = world;
  const direction = takeParameter(machine, module, `${name}_v`);
  takeParameter(machine, module, `${name}_g`);
  if (!direction) machine.raise('ValueError', `weight_norm of '${name}' not found in the module`);
  if (isKind(module, 'instance')) {
    machine.touch(module);
    module.attributes.delete(name);
  }
  machine.callMethod(module, 'register_parameter', [
    name,
    makeParameter(world, direction?.state.shape ?? machine.unknown(name)),
  ]);
  return module;
}

/** `weight` becomes `weight_orig`, with `weight_u` (and `weight_v`) as buffers. */
function spectralNorm(world: World, module: Value, name: string, dim: Value): Value {
  const { machine } = world;
  const weight = takeParameter(machine, module, name);
  if (!weight || !isKind(module, 'instance')) return machine.unknown('spectral_norm of what is not known');
  const { shape, dtype } = weight.state;
  const at = typeof dim === 'number' ? dim : isTransposed(module) ? 1 : 0;
  const lines = isShapeKnown(shape) ? (shape[at] ?? 1) : shape;
  const rest = isShapeKnown(shape) ? productWithout(shape, at) : shape;
  machine.callMethod(module, 'register_parameter', [`${name}_orig`, weight]);
  machine.setPlainAttribute(module, name, makeTensor(world, { shape, dtype }));
  machine.callMethod(module, 'register_buffer', [`${name}_u`, makeTensor(world, { shape: [lines], dtype })]);
  machine.callMethod(module, 'register_buffer', [`${name}_v`, makeTensor(world, { shape: [rest], dtype })]);
  return module;
}

function productWithout(shape: readonly Dimension[], at: number): Dimension {
  return shape.reduce(
    (product: Dimension, length, axis) =>
      axis === at ? product : typeof product === 'number' && typeof length === 'number' ? product * length : length,
    1,
  );
}

export function describeNnUtils(worldOf: WorldOf): readonly Described[] {
  const onModule = (
    name: string,
    signature: string,
    run: (world: World, module: Value, parameter: string, dim: Value) => Value,
  ): Value =>
    defineFunction({
      name,
      signature,
      run: (bound, machine) => {
        const parameter = bound.get('name');
        return typeof parameter === 'string'
          ? run(worldOf(machine), bound.get('module'), parameter, signature.includes('dim') ? bound.get('dim') : null)
          : machine.unknown(name);
      },
    });
  const parametrized = (name: string): Value =>
    defineRawFunction(name, (machine, [module = null]) => {
      const parameters = isKind(module, 'instance') ? module.attributes.get('_parameters') : undefined;
      const unknown = machine.unknown(`${name}: parametrizations are not followed`);
      if (isKind(parameters, 'dict')) {
        machine.touch(parameters);
        parameters.rest = unknown;
      }
      return module;
    });
  const utils: Members = {
    weight_norm: onModule('weight_norm', "module, name='weight', dim=0", weightNorm),
    remove_weight_norm: onModule('remove_weight_norm', "module, name='weight'", removeWeightNorm),
    spectral_norm: onModule(
      'spectral_norm',
      "module, name='weight', n_power_iterations=1, eps=1e-12, dim=None",
      spectralNorm,
    ),
    clip_grad_norm_: defineRawFunction('clip_grad_norm_', (machine) => machine.unknown('a norm of gradients')),
    clip_grad_value_: constant('clip_grad_value_', null),
    fuse_conv_bn_eval: defineRawFunction('fuse_conv_bn_eval', (_, [convolution = null]) => convolution),
    parameters_to_vector: defineRawFunction('parameters_to_vector', (machine, [parameters = null]) =>
      machine.call(machine.getAttribute(machine.import('torch'), 'cat'), [
        machine.call(machine.builtin('list'), [machine.call(machine.builtin('map'), [RAVEL, parameters])]),
      ]),
    ),
    parametrize: (machine) => machine.import('torch.nn.utils.parametrize'),
    parametrizations: (machine) => machine.import('torch.nn.utils.parametrizations'),
    rnn: (machine) => machine.import('torch.nn.utils.rnn'),
    stateless: (machine) => machine.unknown('torch.nn.utils.stateless'),
  };
  return [
    ['torch.nn.utils', utils],
    ['torch.nn.utils.weight_norm', utils],
    ['torch.nn.utils.spectral_norm', utils],
    ['torch.nn.utils.fusion', utils],
    ['torch.nn.modules.utils', tupleMembers()],
    [
      'torch.nn.utils.parametrizations',
      Object.fromEntries(['weight_norm', 'spectral_norm', 'orthogonal'].map((name) => [name, parametrized(name)])),
    ],
    [
      'torch.nn.utils.parametrize',
      {
        register_parametrization: parametrized('register_parametrization'),
        is_parametrized: constant('is_parametrized', false),
      },
    ],
    ['torch.nn.utils.rnn', packedMembers(worldOf)],
  ];
}

const RAVEL = defineRawFunction('ravel', (machine, [tensor = null]) => machine.callMethod(tensor, 'reshape', [-1]));

/** `_pair(3)` is `(3, 3)`; what can be looped over becomes a tuple. */
function tupleMembers(): Members {
  const repeat = (name: string, count: number): Value =>
    defineRawFunction(name, (machine, [value = null]) => {
      const isMany = typeof value === 'object' && value !== null && ['list', 'tuple', 'range'].includes(value.kind);
      if (!isMany) return makeTuple(Array.from<Value>({ length: count }).fill(value));
      const items = machine.listItems(value);
      return 'kind' in items ? items : makeTuple(items);
    });
  const factory = defineRawFunction('_ntuple', (machine, [count = 1]) =>
    typeof count === 'number' ? repeat('parse', count) : machine.unknown('_ntuple'),
  );
  return {
    _single: repeat('_single', 1),
    _pair: repeat('_pair', 2),
    _triple: repeat('_triple', 3),
    _quadruple: repeat('_quadruple', 4),
    _ntuple: factory,
  };
}
