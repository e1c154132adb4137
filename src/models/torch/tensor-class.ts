import type { Machine } from '../../python/machine.js';
import { defineClass, defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind, makeIterator, makeList, makeTuple, NOT_IMPLEMENTED } from '../../python/values/make.js';
import type { Class, NativeFunction, Property, Value } from '../../python/values/value.js';
import { type Call, createCall, defineOperation, type Operation, rankedOf, record } from './call.js';
import { tensorFrom } from './operations/create.js';
import { unbindAlong } from './operations/join.js';
import { divide } from './operations/pointwise.js';
import { iterationLength, subscript } from './operations/subscript.js';
import { TENSOR_OPERATIONS } from './operations/tables.js';
import {
  countElements,
  isConcrete,
  isShapeKnown,
  isTensor,
  readData,
  sizeOfDtype,
  type TensorFacts,
  type TensorInstance,
} from './tensor.js';
import { addCasts, type Members } from './tensor-casts.js';
import { addInPlace, writeInto } from './tensor-in-place.js';
import { dimensionToValue, elementToValue, makeTensor, Obstacle, shapeToValue, type World } from './world.js';

export function createTensorClass(machine: Machine, world: () => World): Class {
  const members: Members = {};
  for (const operation of TENSOR_OPERATIONS) members[operation.name] = lazyOperation(world, operation);
  addOperators(members, world);
  addProperties(members, world);
  addQueries(members, world);
  addCasts(members, world);
  addInPlace(members, world);
  members['__init__'] = defineRawFunction('__init__', (machine, [self = null, ...rest]) => {
    if (isKind(self, 'instance')) initTensor(world(), self as TensorInstance, rest, machine);
    return null;
  });
  members['__getattr__'] = defineRawFunction('__getattr__', (machine, [, name = '']) => {
    if (String(name).startsWith('__'))
      return machine.raise('AttributeError', `'Tensor' object has no attribute '${String(name)}'`);
    return machine.unknown(`torch.Tensor.${String(name)} is not known to torchdock`);
  });
  return defineClass(machine, { module: 'torch', name: 'Tensor', members, tag: 'tensor' });
}

/** `torch.Tensor(2, 3)` is a size, `torch.Tensor([2, 3])` data. */
function initTensor(world: World, self: TensorInstance, rest: readonly Value[], machine: Machine): void {
  const call = createCall(world, { get: () => null, has: () => false, rest });
  const [first] = rest;
  let facts: TensorFacts;
  try {
    const isSize = rest.length !== 1 || typeof first === 'number';
    facts = isSize
      ? { shape: rest.length === 0 ? [0] : call.dimensions(rest), dtype: 'float32' }
      : tensorFrom(call, first ?? null, 'float32');
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    facts = { shape: error.unknown, dtype: error.unknown };
  }
  machine.touch(self);
  self.state = { kind: 'tensor', ...facts, requiresGrad: false, storage: { isWritten: false } };
}

function lazyOperation(world: () => World, operation: Operation): NativeFunction {
  let made: NativeFunction | undefined;
  return defineRawFunction(operation.name, (machine, values, keywords) => {
    made ??= defineOperation(world(), operation);
    return made.run(machine, values, keywords);
  });
}

/** Runs under the guard of operations: what is not known gives a tensor of unknown shape. */
function operate(
  world: World,
  name: string,
  values: readonly Value[],
  run: (call: Call) => TensorFacts | { readonly value: Value } | readonly TensorFacts[],
): Value {
  const operation: Operation = { name, signature: '*rest', run };
  return defineOperation(world, operation).run(world.machine, values, undefined);
}

const OPERATORS: Readonly<Record<string, string>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  mod: 'remainder',
  pow: 'pow',
  and: 'bitwise_and',
  or: 'bitwise_or',
  xor: 'bitwise_xor',
  matmul: 'matmul',
  lshift: 'bitwise_left_shift',
  rshift: 'bitwise_right_shift',
};
const COMPARES: Readonly<Record<string, string>> = {
  __eq__: 'eq',
  __ne__: 'ne',
  __lt__: 'lt',
  __le__: 'le',
  __gt__: 'gt',
  __ge__: 'ge',
};

function isOperand(value: Value): boolean {
  if (value === null || typeof value === 'string') return false;
  return !isKind(value, 'list') && !isKind(value, 'tuple') && !isKind(value, 'dict') && !isKind(value, 'class');
}

function addOperators(members: Members, world: () => World): void {
  const method = (name: string): NativeFunction => members[name] as NativeFunction;
  const two = (name: string, run: (machine: Machine, a: Value, b: Value) => Value): void => {
    members[name] = defineRawFunction(name, (machine, [a = null, b = null]) =>
      isOperand(b) ? run(machine, a, b) : NOT_IMPLEMENTED,
    );
  };
  for (const [special, name] of Object.entries(OPERATORS)) {
    const target = method(name);
    two(`__${special}__`, (machine, a, b) => target.run(machine, [a, b], undefined));
    two(`__r${special}__`, (machine, a, b) => target.run(machine, [b, a], undefined));
  }
  for (const [special, name] of Object.entries(COMPARES)) {
    const target = method(name);
    two(special, (machine, a, b) => target.run(machine, [a, b], undefined));
  }
  const quotient = (mode: Value) => (a: Value, b: Value) =>
    operate(world(), 'div', [a, b], (call) => divide(call, a, b, mode) as TensorFacts);
  two('__truediv__', (_, a, b) => quotient(null)(a, b));
  two('__rtruediv__', (_, a, b) => quotient(null)(b, a));
  two('__floordiv__', (_, a, b) => quotient('floor')(a, b));
  two('__rfloordiv__', (_, a, b) => quotient('floor')(b, a));
  for (const [special, name] of Object.entries({
    __neg__: 'neg',
    __pos__: 'positive',
    __abs__: 'abs',
    __invert__: 'logical_not',
  })) {
    const target = method(name);
    members[special] = defineRawFunction(special, (machine, [a = null]) => {
      const result = target.run(machine, [a], undefined);
      return special === '__invert__' && isTensor(a) && a.state.dtype !== 'bool'
        ? makeTensor(world(), { shape: a.state.shape, dtype: a.state.dtype })
        : result;
    });
  }
  for (const special of [...Object.keys(OPERATORS).filter((name) => name !== 'matmul'), 'truediv', 'floordiv']) {
    const plain = members[`__${special}__`] as NativeFunction;
    members[`__i${special}__`] = defineRawFunction(`__i${special}__`, (machine, [a = null, b = null]) =>
      writeInto(world(), `${OPERATORS[special] ?? 'div'}_`, [a, b], () => plain.run(machine, [a, b], undefined)),
    );
  }
  members['__getitem__'] = defineRawFunction('__getitem__', (machine, values) =>
    defineOperation(world(), subscript).run(machine, values, undefined),
  );
  members['__setitem__'] = defineRawFunction('__setitem__', (_, [self = null, , value = null]) => {
    if (!isTensor(self)) return null;
    self.state.storage.isWritten = true;
    record(world(), 'setitem', isTensor(value) ? [self, value] : [self], [self]);
    return null;
  });
}

function property(
  name: string,
  get: (self: TensorInstance, machine: Machine) => Value,
  set?: (self: TensorInstance, value: Value, machine: Machine) => void,
): Property {
  const getter = defineRawFunction(name, (machine, [self = null]) =>
    isTensor(self) ? get(self, machine) : machine.unknown(`${name} of a tensor that was not made`),
  );
  const setter = defineRawFunction(name, (machine, [self = null, value = null]) => {
    if (isTensor(self)) set?.(self, value, machine);
    return null;
  });
  return { kind: 'property', getter, setter: set ? setter : null, deleter: null, cachedAs: undefined };
}

function addProperties(members: Members, world: () => World): void {
  members['shape'] = property('shape', (self) => shapeToValue(world(), self.state.shape));
  members['ndim'] = property('ndim', (self) =>
    isShapeKnown(self.state.shape) ? self.state.shape.length : self.state.shape,
  );
  members['dtype'] = property('dtype', (self) =>
    typeof self.state.dtype === 'string' ? (world().dtypes.get(self.state.dtype) ?? null) : self.state.dtype,
  );
  members['device'] = property('device', (_, machine) =>
    machine.getAttribute(machine.import('torch'), '_default_device'),
  );
  members['data'] = property(
    'data',
    (self) => makeTensor(world(), self.state, self.state.storage),
    (self, value, machine) => {
      if (!isTensor(value)) return;
      machine.touch(self);
      self.state = {
        ...self.state,
        shape: value.state.shape,
        dtype: value.state.dtype,
        data: readData(value.state),
        storage: value.state.storage,
      };
    },
  );
  members['requires_grad'] = property(
    'requires_grad',
    (self) => self.state.requiresGrad,
    (self, value, machine) => {
      const flag = machine.truth(value);
      machine.touch(self);
      if (typeof flag === 'boolean') self.state = { ...self.state, requiresGrad: flag };
    },
  );
  members['is_leaf'] = property('is_leaf', () => true);
  members['grad'] = property(
    'grad',
    () => null,
    () => undefined,
  );
  members['grad_fn'] = property('grad_fn', () => null);
  members['is_sparse'] = property('is_sparse', () => false);
  members['is_quantized'] = property('is_quantized', () => false);
  members['is_nested'] = property('is_nested', () => false);
  members['is_mkldnn'] = property('is_mkldnn', () => false);
  members['is_cuda'] = property('is_cuda', () => false);
  members['is_mps'] = property('is_mps', () => false);
  members['is_meta'] = property('is_meta', () => false);
  members['layout'] = property('layout', () => 'torch.strided');
  members['names'] = property('names', (self, machine) =>
    isShapeKnown(self.state.shape) ? makeTuple(self.state.shape.map(() => null)) : machine.unknown('names'),
  );
  members['itemsize'] = property('itemsize', (self) =>
    typeof self.state.dtype === 'string' ? sizeOfDtype(self.state.dtype) : self.state.dtype,
  );
  const turned = (name: string, reverse: (rank: number) => number[]): Property =>
    property(name, (self) =>
      operate(world(), name, [self], (call) => {
        const { shape, dtype } = rankedOf(call.facts(self));
        return { shape: reverse(shape.length).map((axis) => shape[axis] ?? 1), dtype };
      }),
    );
  members['T'] = turned('T', (rank) => Array.from({ length: rank }, (_, at) => rank - 1 - at));
  members['H'] = turned('H', (rank) => Array.from({ length: rank }, (_, at) => rank - 1 - at));
  members['mT'] = turned('mT', (rank) =>
    Array.from({ length: rank }, (_, at) => (at === rank - 1 ? rank - 2 : at === rank - 2 ? rank - 1 : at)),
  );
  members['real'] = property('real', (self) =>
    makeTensor(world(), {
      shape: self.state.shape,
      dtype:
        self.state.dtype === 'complex64' ? 'float32' : self.state.dtype === 'complex128' ? 'float64' : self.state.dtype,
    }),
  );
  members['imag'] = members['real'];
}

function query(
  members: Members,
  world: () => World,
  name: string,
  signature: string,
  run: (self: TensorInstance, call: Call) => Value,
): void {
  members[name] = defineFunction({
    name,
    signature: `self, ${signature}`.replace(/, $/, ''),
    run: (bound, machine) => {
      const self = bound.get('self');
      if (!isTensor(self)) return machine.unknown(`${name} of what is not a tensor`);
      try {
        return run(self, createCall(world(), bound));
      } catch (error) {
        if (error instanceof Obstacle) return error.unknown;
        throw error;
      }
    },
  });
}

function addQueries(members: Members, world: () => World): void {
  const add = (name: string, signature: string, run: (self: TensorInstance, call: Call) => Value): void =>
    query(members, world, name, signature, run);
  const size = (self: TensorInstance, call: Call): Value => {
    if (call.get('dim') === null) return shapeToValue(world(), self.state.shape);
    const { shape } = rankedOf(self.state);
    const dim = call.int('dim');
    const length = shape.at(dim);
    return length === undefined
      ? call.failIndex(
          `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got ${dim})`,
        )
      : dimensionToValue(world(), length);
  };
  add('size', 'dim=None', size);
  add('dim', '', (self) => rankedOf(self.state).shape.length);
  add('ndimension', '', (self) => rankedOf(self.state).shape.length);
  add('numel', '', (self) => dimensionToValue(world(), countElements(self.state)));
  add('nelement', '', (self) => dimensionToValue(world(), countElements(self.state)));
  add('__len__', '', (self, call) => {
    const [length] = rankedOf(self.state).shape;
    return length === undefined
      ? call.machine.raise('TypeError', 'len() of a 0-d tensor')
      : dimensionToValue(world(), length);
  });
  add('item', '', (self, call) => elementOf(self, call));
  add('tolist', '', (self, call) => nested(self, call));
  add('__bool__', '', (self, call) => {
    const value = elementOf(self, call);
    return typeof value === 'object' && value !== null && value.kind === 'float'
      ? value.value !== 0
      : typeof value === 'number'
        ? value !== 0
        : value;
  });
  add('__int__', '', (self, call) => numberOf(self, call, Math.trunc));
  add('__index__', '', (self, call) => numberOf(self, call, Math.trunc));
  add('__float__', '', (self, call) => call.machine.call(call.machine.builtin('float'), [elementOf(self, call)]));
  add('__iter__', '', (self, call) => {
    const count = iterationLength(call, rankedOf({ ...self.state, data: readData(self.state) }));
    const parts = unbindAlong(call, rankedOf({ ...self.state, data: readData(self.state) }), 0).slice(0, count);
    const tensors = parts.map((part) => makeTensor(world(), part, self.state.storage));
    record(world(), 'unbind', [self], tensors);
    return makeIterator('tensor_iterator', tensors);
  });
  add('element_size', '', (self) =>
    typeof self.state.dtype === 'string' ? sizeOfDtype(self.state.dtype) : self.state.dtype,
  );
  add('is_floating_point', '', (self) =>
    typeof self.state.dtype === 'string' ? /float/.test(self.state.dtype) : self.state.dtype,
  );
  add('is_complex', '', (self) =>
    typeof self.state.dtype === 'string' ? /complex/.test(self.state.dtype) : self.state.dtype,
  );
  add('is_contiguous', '**rest', (_, call) => call.unknown('is_contiguous'));
  add('get_device', '', () => -1);
  add('data_ptr', '', (_, call) => call.unknown('data_ptr'));
  add('stride', 'dim=None', (_, call) => call.unknown('stride'));
  add('storage_offset', '', (_, call) => call.unknown('storage_offset'));
  add('new', '*rest', (self, { rest, unknown, machine }) => {
    const isShape = rest.every(
      (item) => typeof item === 'number' || (isKind(item, 'instance') && item.cls.tag === 'size'),
    );
    return isShape ? machine.callMethod(self, 'new_empty', rest) : unknown('Tensor.new of data');
  });
  add('numpy', '**rest', (_, call) => call.unknown('a numpy array'));
  add('backward', '*rest, **keywords', () => null);
  add('retain_grad', '', () => null);
  add('register_hook', 'hook', () => null);
  add('__hash__', '', (_, call) => call.unknown('hash of a tensor'));
  add('__repr__', '', (_, call) => call.unknown('text of a tensor'));
  add('__str__', '', (_, call) => call.unknown('text of a tensor'));
  add('__format__', 'spec', (_, call) => call.unknown('text of a tensor'));
  add('__contains__', 'item', (_, call) => call.unknown('what is in a tensor'));
}

/** `item()`: a length that hangs on the input cannot be kept in a tensor, so this is a number or not known. */
function elementOf(self: TensorInstance, call: Call): Value {
  const data = readData(self.state);
  const [only] = data ?? [];
  if (data?.length === 1 && only !== undefined) return elementToValue(only, self.state.dtype);
  if (isConcrete(self.state.shape) && self.state.shape.some((length) => length !== 1)) {
    return call.fail('a Tensor with other than 1 element cannot be converted to Scalar');
  }
  return call.refuse('a number that a tensor holds');
}

function numberOf(self: TensorInstance, call: Call, convert: (value: number) => number): Value {
  const data = readData(self.state);
  const [only] = data ?? [];
  return data?.length === 1 && only !== undefined ? convert(only) : call.refuse('a number that a tensor holds');
}

function nested(self: TensorInstance, call: Call): Value {
  const data = readData(self.state);
  if (data === undefined || !isConcrete(self.state.shape)) return call.refuse('numbers that a tensor holds');
  const build = (shape: readonly number[], start: number): Value => {
    const [length, ...rest] = shape;
    if (length === undefined) return elementToValue(data[start] ?? 0, self.state.dtype);
    const size = rest.reduce((product, item) => product * item, 1);
    return makeList(Array.from({ length }, (_, at) => build(rest, start + at * size)));
  };
  return build(self.state.shape, 0);
}
