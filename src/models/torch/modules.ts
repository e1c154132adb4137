import type { Machine } from '../../python/machine.js';
import { defineClass, defineRawFunction, type NativeMember } from '../../python/natives.js';
import { isKind, makeFloat } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import { createBufferClass } from './buffer-class.js';
import { dtypeOf } from './call.js';
import { type Described, type Members, operations, type WorldOf } from './described.js';
import { describeDistributions } from './distributions.js';
import { DTYPE_ALIASES, promoteDtypes } from './dtype.js';
import {
  CHECKPOINT,
  CHECKPOINT_SEQUENTIAL,
  constant,
  contextClass,
  decorator,
  identity,
  unknownFunction,
} from './inert.js';
import {
  ampMembers,
  autogradMembers,
  cudaMembers,
  distributedMembers,
  fxMembers,
  initMembers,
  jitMembers,
  weightMembers,
} from './inert-modules.js';
import { CONTAINERS, LAYERS } from './layers/tables.js';
import { describeNnUtils } from './nn-utils.js';
import { numpyMembers } from './numpy-members.js';
import { FUNCTIONAL_OPERATIONS, TORCH_OPERATIONS } from './operations/tables.js';
import { TRANSFORMS } from './operations/transforms.js';
import { describeQuantization } from './quantization.js';
import { isTensor } from './tensor.js';
import { describeVisionOperations } from './vision-operations.js';

export function describeModules(worldOf: WorldOf, version: string): readonly Described[] {
  return [
    ['torch', torchMembers(worldOf, version), importSubmodule('torch')],
    ['torch.nn', nnMembers(worldOf), importSubmodule('torch.nn')],
    ['torch.nn.modules', nnMembers(worldOf), importSubmodule('torch.nn.modules')],
    ['torch.nn.parameter', parameterMembers(worldOf)],
    ['torch.nn.functional', functionalMembers(worldOf)],
    ['torch.nn.init', initMembers()],
    ['torch.autograd', autogradMembers()],
    ['torch.autograd.function', autogradMembers()],
    ['torch.types', {}],
    [
      'torch.onnx',
      {
        is_in_onnx_export: constant('is_in_onnx_export', false),
        operators: (machine) => machine.unknown('torch.onnx.operators'),
      },
    ],
    [
      'torch._C',
      {
        _get_tracing_state: constant('_get_tracing_state', null),
        _log_api_usage_once: constant('_log_api_usage_once', null),
        _is_tracing: constant('_is_tracing', false),
      },
    ],
    ['numpy', numpyMembers(worldOf)],
    ['torch.utils', {}, importSubmodule('torch.utils')],
    [
      'torch.utils.checkpoint',
      {
        checkpoint: CHECKPOINT,
        checkpoint_sequential: CHECKPOINT_SEQUENTIAL,
        noop_context_fn: constant('noop_context_fn', null),
      },
    ],
    ['torch.utils.model_zoo', weightMembers()],
    ['torch.hub', weightMembers()],
    ['torch.jit', jitMembers()],
    ['torch.jit.annotations', {}],
    ['torch.fx', fxMembers()],
    ['torch.cuda', cudaMembers()],
    ['torch.cuda.amp', ampMembers('torch.cuda.amp')],
    ['torch.amp', ampMembers('torch.amp')],
    ['torch.distributed', distributedMembers()],
    [
      'torch.linalg',
      operations(
        worldOf,
        TRANSFORMS.filter(({ name }) => !/fft/.test(name)),
      ),
    ],
    [
      'torch.fft',
      operations(
        worldOf,
        TRANSFORMS.filter(({ name }) => /fft/.test(name)),
      ),
    ],
    [
      'torch.special',
      operations(
        worldOf,
        TORCH_OPERATIONS.filter(({ name }) =>
          /^(expit|erf|erfc|erfinv|logit|log1p|expm1|exp2|softmax|log_softmax|logsumexp|sinc|i0|digamma|round)$/.test(
            name,
          ),
        ),
      ),
    ],
    ['torch.version', { __version__: version, cuda: null, hip: null }],
    [
      'torch.overrides',
      {
        has_torch_function: constant('has_torch_function', false),
        has_torch_function_unary: constant('has_torch_function_unary', false),
        has_torch_function_variadic: constant('has_torch_function_variadic', false),
        is_tensor_like: isTensorFunction(),
      },
    ],
    ['torch._jit_internal', jitMembers()],
    [
      'torch.compiler',
      {
        disable: decorator('disable'),
        is_compiling: constant('is_compiling', false),
        allow_in_graph: decorator('allow_in_graph'),
      },
    ],
    ['torch._dynamo', { disable: decorator('disable'), is_compiling: constant('is_compiling', false) }],
    ...describeNnUtils(worldOf),
    ...describeDistributions(worldOf),
    ...describeQuantization(worldOf),
    ...describeVisionOperations(worldOf),
  ];
}

const SUBMODULES: Readonly<Record<string, string>> = {
  torch:
    'nn autograd utils hub jit fx cuda amp distributed distributions linalg fft special version overrides compiler _dynamo ao quantization ops types _jit_internal',
  'torch.nn': 'functional init modules parameter utils intrinsic quantized',
  'torch.nn.modules':
    'activation batchnorm conv container dropout flatten fold instancenorm linear loss module normalization padding pixelshuffle pooling rnn sparse transformer upsampling utils',
  'torch.utils': 'checkpoint model_zoo',
};

function importSubmodule(parent: string): (name: string, machine: Machine) => Value | undefined {
  const known = new Set((SUBMODULES[parent] ?? '').split(' '));
  return (name, machine) => (known.has(name) ? machine.import(`${parent}.${name}`) : undefined);
}

function torchMembers(worldOf: WorldOf, version: string): Members {
  const context = (name: string) => (machine: Machine) => contextClass(machine, 'torch', name);
  const members: Members = {
    ...operations(worldOf, TORCH_OPERATIONS),
    __version__: version,
    Tensor: (machine) => worldOf(machine).tensorClass,
    SymInt: (machine) => worldOf(machine).symbolClass,
    Size: (machine) => worldOf(machine).sizeClass,
    dtype: (machine) => worldOf(machine).dtypeClass,
    device: (machine) => worldOf(machine).deviceClass,
    _default_device: (machine) => machine.call(worldOf(machine).deviceClass, ['cpu']),
    Generator: (machine) =>
      defineClass(machine, { module: 'torch', name: 'Generator', members: { manual_seed: identity('manual_seed') } }),
    is_tensor: isTensorFunction(),
    is_floating_point: tensorMethod('is_floating_point'),
    is_complex: tensorMethod('is_complex'),
    numel: tensorMethod('numel'),
    clone: tensorMethod('clone'),
    detach: tensorMethod('detach'),
    typename: defineRawFunction('typename', (machine) => machine.unknown('typename')),
    inf: makeFloat(Number.POSITIVE_INFINITY),
    nan: makeFloat(Number.NaN),
    pi: makeFloat(Math.PI),
    e: makeFloat(Math.E),
    strided: 'torch.strided',
    contiguous_format: 'torch.contiguous_format',
    channels_last: 'torch.channels_last',
    channels_last_3d: 'torch.channels_last_3d',
    preserve_format: 'torch.preserve_format',
    get_default_dtype: defineRawFunction(
      'get_default_dtype',
      (machine) => worldOf(machine).dtypes.get(worldOf(machine).defaultDtype) ?? null,
    ),
    get_default_device: (machine) =>
      defineRawFunction('get_default_device', () => machine.call(worldOf(machine).deviceClass, ['cpu'])),
    set_default_dtype: defineRawFunction('set_default_dtype', (machine, [dtype = null]) => {
      worldOf(machine).defaultDtype = dtypeOf(dtype) ?? 'float32';
      return null;
    }),
    promote_types: defineRawFunction('promote_types', (machine, [a = null, b = null]) => {
      const [left, right] = [dtypeOf(a), dtypeOf(b)];
      return left && right
        ? (worldOf(machine).dtypes.get(promoteDtypes(left, right)) ?? null)
        : machine.unknown('promote_types');
    }),
    finfo: limits('finfo'),
    iinfo: limits('iinfo'),
    broadcast_shapes: defineRawFunction('broadcast_shapes', (machine, shapes) => {
      const tensors = shapes.map((shape) =>
        machine.call(machine.getAttribute(machine.import('torch'), 'empty'), [shape]),
      );
      const [first = null, ...rest] = tensors;
      return machine.getAttribute(
        rest.reduce((sum, item) => machine.binary('+', sum, item), first),
        'shape',
      );
    }),
    compile: decorator('compile'),
    load: unknownFunction('load', 'a file that torch.load reads'),
    save: constant('save', null),
    from_numpy: defineRawFunction('from_numpy', (machine, [array = null]) =>
      isTensor(array) ? array : machine.unknown('a numpy array'),
    ),
    manual_seed: constant('manual_seed', null),
    seed: constant('seed', null),
    is_grad_enabled: constant('is_grad_enabled', true),
    is_autocast_enabled: constant('is_autocast_enabled', false),
    set_float32_matmul_precision: constant('set_float32_matmul_precision', null),
    set_printoptions: constant('set_printoptions', null),
    set_num_threads: constant('set_num_threads', null),
    _assert: defineRawFunction('_assert', (machine, [condition = true, message = '']) => {
      if (machine.truth(condition) === false)
        machine.raise('AssertionError', typeof message === 'string' ? message : '');
      return null;
    }),
    no_grad: context('no_grad'),
    enable_grad: context('enable_grad'),
    inference_mode: context('inference_mode'),
    set_grad_enabled: context('set_grad_enabled'),
    autocast: context('autocast'),
    _C: (machine) => machine.import('torch._C'),
    onnx: (machine) => machine.import('torch.onnx'),
  };
  for (const name of [
    'relu_',
    'sigmoid_',
    'tanh_',
    'dropout_',
    'selu_',
    'celu_',
    'exp_',
    'sqrt_',
    'clamp_',
    'neg_',
    'abs_',
    'zero_',
  ])
    members[name] = tensorMethod(name);
  for (const [name, dtype] of Object.entries({
    FloatTensor: 'float32',
    DoubleTensor: 'float64',
    HalfTensor: 'float16',
    LongTensor: 'int64',
    IntTensor: 'int32',
    BoolTensor: 'bool',
    ByteTensor: 'uint8',
  })) {
    members[name] = defineRawFunction(name, (machine, values) =>
      machine.callMethod(machine.call(worldOf(machine).tensorClass, values), 'to', [
        worldOf(machine).dtypes.get(dtype as 'float32') ?? null,
      ]),
    );
  }
  for (const name of [
    'float32',
    'float64',
    'float16',
    'bfloat16',
    'float8_e4m3fn',
    'float8_e5m2',
    'int64',
    'int32',
    'int16',
    'int8',
    'uint8',
    'bool',
    'complex64',
    'complex128',
    'quint8',
    'qint8',
    'qint32',
  ] as const) {
    members[name] = (machine) => worldOf(machine).dtypes.get(name) ?? null;
  }
  for (const [alias, name] of Object.entries(DTYPE_ALIASES))
    members[alias] = (machine) => worldOf(machine).dtypes.get(name) ?? null;
  return members;
}

function limits(name: string): NativeMember {
  const BITS: Readonly<Record<string, readonly [number, number, number]>> = {
    float32: [-3.4028234663852886e38, 3.4028234663852886e38, 1.1920928955078125e-7],
    float64: [-Number.MAX_VALUE, Number.MAX_VALUE, Number.EPSILON],
    float16: [-65504, 65504, 0.0009765625],
    bfloat16: [-3.3895313892515355e38, 3.3895313892515355e38, 0.0078125],
    int64: [-(2 ** 63), 2 ** 63, 0],
    int32: [-(2 ** 31), 2 ** 31 - 1, 0],
    uint8: [0, 255, 0],
    int8: [-128, 127, 0],
  };
  return (machine) => {
    const init = defineRawFunction('__init__', (machine, [self = null, dtype]) => {
      const known = BITS[dtype === undefined ? 'float32' : (dtypeOf(dtype) ?? '')];
      const value = (at: number): Value =>
        known ? (name === 'finfo' ? makeFloat(known[at] ?? 0) : (known[at] ?? 0)) : machine.unknown(name);
      machine.setPlainAttribute(self, 'min', value(0));
      machine.setPlainAttribute(self, 'max', value(1));
      machine.setPlainAttribute(self, 'eps', value(2));
      for (const other of ['tiny', 'smallest_normal', 'bits', 'resolution'])
        machine.setPlainAttribute(self, other, machine.unknown(other));
      return null;
    });
    return defineClass(machine, { module: 'torch', name, members: { __init__: init } });
  };
}

function isTensorFunction(): Value {
  return defineRawFunction('is_tensor', (_, [value = null]) => (isKind(value, 'unknown') ? value : isTensor(value)));
}

function tensorMethod(name: string): Value {
  return defineRawFunction(name, (machine, [first, ...values], keywords) => {
    const input = first ?? keywords?.get('input') ?? null;
    return isKind(input, 'unknown')
      ? input
      : machine.callMethod(input, name, values, keywords && new Map([...keywords].filter(([key]) => key !== 'input')));
  });
}

function parameterMembers(worldOf: WorldOf): Members {
  return {
    Parameter: (machine) => worldOf(machine).parameterClass,
    Buffer: (machine) => createBufferClass(machine, worldOf(machine)),
    UninitializedParameter: (machine) =>
      defineClass(machine, {
        module: 'torch.nn.parameter',
        name: 'UninitializedParameter',
        bases: [worldOf(machine).parameterClass],
        members: {},
      }),
    UninitializedBuffer: (machine) =>
      defineClass(machine, {
        module: 'torch.nn.parameter',
        name: 'UninitializedBuffer',
        bases: [worldOf(machine).tensorClass],
        members: {},
      }),
    is_lazy: constant('is_lazy', false),
  };
}

function nnMembers(worldOf: WorldOf): Members {
  const members: Members = {
    ...parameterMembers(worldOf),
    Module: (machine) => worldOf(machine).moduleClass,
    DataParallel: wrapper('DataParallel', worldOf),
  };
  for (const name of [...LAYERS.keys(), ...CONTAINERS]) members[name] = (machine) => worldOf(machine).layer(name);
  return members;
}

/** A module around another, under the name `module`. */
function wrapper(name: string, worldOf: WorldOf): NativeMember {
  return (machine) => {
    const init = defineRawFunction('__init__', (machine, [self = null, module], keywords) => {
      machine.call(machine.getAttribute(worldOf(machine).moduleClass, '__init__'), [self]);
      machine.setAttribute(self, 'module', module ?? keywords?.get('module') ?? null);
      return null;
    });
    const forward = defineRawFunction('forward', (machine, [self = null, ...values], keywords) =>
      machine.call(machine.getAttribute(self, 'module'), values, keywords),
    );
    return defineClass(machine, {
      module: 'torch.nn.parallel',
      name,
      bases: [worldOf(machine).moduleClass],
      members: { __init__: init, forward },
      tag: { kind: 'layer', name, isLeaf: false },
    });
  };
}

function functionalMembers(worldOf: WorldOf): Members {
  const members: Members = {
    ...operations(worldOf, FUNCTIONAL_OPERATIONS),
    has_torch_function: constant('has_torch_function', false),
    has_torch_function_unary: constant('has_torch_function_unary', false),
    has_torch_function_variadic: constant('has_torch_function_variadic', false),
    handle_torch_function: unknownFunction('handle_torch_function', 'handle_torch_function'),
  };
  for (const name of ['relu', 'relu6', 'elu', 'leaky_relu', 'selu', 'celu', 'hardtanh', 'threshold', 'rrelu'])
    members[`${name}_`] = (machine) => machine.getAttribute(machine.import('torch.nn.functional'), name);
  return members;
}
