import type { Machine } from '../../python/machine.js';
import { defineClass, defineRawFunction } from '../../python/natives.js';
import { isKind, makeTuple } from '../../python/values/make.js';
import type { Class, Instance, Value } from '../../python/values/value.js';
import { defineContainer } from './containers.js';
import type { Listener } from './dataflow.js';
import { productOf } from './dimension.js';
import { defineLayer } from './layer.js';
import { LAYERS } from './layers/tables.js';
import { createModuleClass } from './module-class.js';
import { createSymbolClass } from './symbol-class.js';
import { type DtypeName, isDtypeName, isTensor, readData, sizeOfDtype } from './tensor.js';
import { createTensorClass } from './tensor-class.js';
import { dimensionToValue, unknownTensor, valueToDimension, type World } from './world.js';

const DTYPES: readonly DtypeName[] = [
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
];

export function createWorld(machine: Machine, version: string, listener: Listener): World {
  const world = (): World => made;
  const tensorClass = createTensorClass(machine, world);
  const moduleClass = createModuleClass(machine, world);
  const layers = new Map<string, Class>([['Module', moduleClass]]);
  const dtypeClass = createDtypeClass(machine);
  const made: World = {
    machine,
    version,
    listener,
    tensorClass,
    parameterClass: createParameterClass(machine, tensorClass, world),
    symbolClass: createSymbolClass(machine, world),
    sizeClass: createSizeClass(machine, world),
    dtypeClass,
    deviceClass: createDeviceClass(machine),
    moduleClass,
    dtypes: new Map(DTYPES.map((name) => [name, makeDtype(machine, dtypeClass, name)])),
    layer: (name) => findLayer(made, layers, name),
    quiet: 0,
    symbols: 0,
    defaultDtype: 'float32',
  };
  return made;
}

function createSizeClass(machine: Machine, world: () => World): Class {
  const lengths = (self: Value): readonly Value[] =>
    isKind(self, 'instance') && isKind(self.payload, 'tuple') ? self.payload.items : [];
  const numel = defineRawFunction('numel', (machine, [self = null]) => {
    const dimensions = lengths(self).map((item) => valueToDimension(item) ?? machine.unknown('a length'));
    return dimensionToValue(world(), productOf(dimensions));
  });
  const tuple = machine.builtinClass('tuple');
  const getitem = defineRawFunction('__getitem__', (machine, [self = null, key = null]) => {
    const own = isKind(self, 'instance') ? (self.payload ?? null) : null;
    const item = machine.getItem(own, key);
    return isKind(item, 'tuple') ? makeSize(world(), item.items) : item;
  });
  return defineClass(machine, {
    module: 'torch',
    name: 'Size',
    bases: [tuple],
    members: { numel, __getitem__: getitem },
    tag: 'size',
  });
}

function makeSize(world: World, items: readonly Value[]): Value {
  const size = world.machine.makeInstance(world.sizeClass);
  size.payload = makeTuple(items);
  return size;
}

function findLayer(world: World, layers: Map<string, Class>, name: string): Class {
  const known = layers.get(name);
  if (known) return known;
  const layer = LAYERS.get(name);
  const cls = layer
    ? defineLayer(world, layer, findLayer(world, layers, layer.base ?? 'Module'))
    : defineContainer(world, name);
  if (!cls) throw new Error(`no layer ${name}`);
  layers.set(name, cls);
  return cls;
}

/** `Parameter(data, requires_grad)`: a tensor that `self.x = …` registers. */
function createParameterClass(machine: Machine, tensorClass: Class, world: () => World): Class {
  const init = defineRawFunction('__init__', (machine, [self = null, data, flag], keywords) => {
    if (!isKind(self, 'instance')) return null;
    const given = data ?? keywords?.get('data') ?? null;
    const grad = flag ?? keywords?.get('requires_grad') ?? true;
    const source = isTensor(given)
      ? given
      : given === null
        ? undefined
        : unknownTensor(
            world(),
            isKind(given, 'unknown') ? given : machine.unknown('a parameter made of what is not known'),
          );
    machine.touch(self);
    self.state = {
      kind: 'tensor',
      shape: source?.state.shape ?? [0],
      dtype: source?.state.dtype ?? world().defaultDtype,
      data: source && readData(source.state),
      requiresGrad: grad !== false,
      storage: source?.state.storage ?? { isWritten: false },
    };
    return null;
  });
  return defineClass(machine, {
    module: 'torch.nn.parameter',
    name: 'Parameter',
    bases: [tensorClass],
    members: { __init__: init },
    tag: 'parameter',
  });
}

function createDtypeClass(machine: Machine): Class {
  const members: Record<string, Value> = {};
  const read = (name: string, get: (dtype: DtypeName) => Value): void => {
    const getter = defineRawFunction(name, (machine, [self = null]) => {
      const state = isKind(self, 'instance') ? self.state : undefined;
      return typeof state === 'string' && isDtypeName(state) ? get(state) : machine.unknown(name);
    });
    members[name] = { kind: 'property', getter, setter: null, deleter: null, cachedAs: undefined };
  };
  read('is_floating_point', (name) => /float/.test(name));
  read('is_complex', (name) => /complex/.test(name));
  read('itemsize', sizeOfDtype);
  const text = defineRawFunction('__repr__', (machine, [self = null]) =>
    isKind(self, 'instance') && typeof self.state === 'string' ? `torch.${self.state}` : machine.unknown('dtype'),
  );
  members['__repr__'] = text;
  members['__str__'] = text;
  return defineClass(machine, { module: 'torch', name: 'dtype', members, tag: 'dtype' });
}

function makeDtype(machine: Machine, cls: Class, name: DtypeName): Instance {
  const instance = machine.makeInstance(cls);
  instance.state = name;
  return instance;
}

/** `torch.device('cuda:0')`: where a tensor is makes no difference here. */
function createDeviceClass(machine: Machine): Class {
  const init = defineRawFunction('__init__', (machine, [self = null, name, index]) => {
    const given = name ?? 'cpu';
    const [type = 'cpu', number] = typeof given === 'string' ? given.split(':') : [];
    machine.setPlainAttribute(
      self,
      'type',
      typeof given === 'string' ? type : isKind(given, 'unknown') ? given : machine.unknown('type of a device'),
    );
    machine.setPlainAttribute(
      self,
      'index',
      typeof index === 'number' ? index : number === undefined ? null : Number(number),
    );
    return null;
  });
  const text = defineRawFunction('__str__', (machine, [self = null]) => machine.getAttribute(self, 'type'));
  const equal = defineRawFunction('__eq__', (machine, [self = null, other = null]) => {
    const [a, b] = [self, other].map((device) =>
      isKind(device, 'instance') ? device.attributes.get('type') : undefined,
    );
    return a !== undefined && b !== undefined ? machine.compare('==', a, b) : false;
  });
  const same = defineRawFunction('__enter__', (_, [self = null]) => self);
  const exit = defineRawFunction('__exit__', () => false);
  return defineClass(machine, {
    module: 'torch',
    name: 'device',
    members: { __init__: init, __str__: text, __eq__: equal, __enter__: same, __exit__: exit },
    tag: 'device',
  });
}
