import type { Machine } from '../../python/machine.js';
import { defineClass, defineRawFunction, type NativeMember } from '../../python/natives.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Described, Members, WorldOf } from './described.js';
import { constant } from './inert.js';
import { initModule } from './module-registers.js';
import type { LayerTag } from './module-state.js';

/** A module that gives back its input. */
function stub(worldOf: WorldOf, module: string, name: string): NativeMember {
  return (machine) => {
    const init = defineRawFunction('__init__', (machine, [self = null]) => {
      if (isKind(self, 'instance')) initModule(machine, self);
      return null;
    });
    const forward = defineRawFunction('forward', (_, [, input = null]) => input);
    const tag: LayerTag = { kind: 'layer', name, isLeaf: true };
    return defineClass(machine, {
      module,
      name,
      bases: [worldOf(machine).moduleClass],
      members: { __init__: init, forward },
      tag,
    });
  };
}

/** Operators as methods, so that what they give can be observed. */
function floatFunctional(worldOf: WorldOf): NativeMember {
  return (machine) => {
    const members: Record<string, Value> = {
      __init__: defineRawFunction('__init__', (machine, [self = null]) => {
        if (!isKind(self, 'instance')) return null;
        initModule(machine, self);
        machine.setAttribute(self, 'activation_post_process', machine.call(worldOf(machine).layer('Identity'), []));
        return null;
      }),
    };
    const observe = (machine: Machine, self: Value, value: Value): Value =>
      machine.callMethod(self, 'activation_post_process', [value]);
    const torchFunction = (machine: Machine, name: string): Value =>
      machine.getAttribute(machine.import('torch'), name);
    for (const name of ['add', 'mul', 'cat', 'matmul']) {
      members[name] = defineRawFunction(name, (machine, [self = null, ...values], keywords) =>
        observe(machine, self, machine.call(torchFunction(machine, name), values, keywords)),
      );
    }
    for (const name of ['add', 'mul']) {
      members[`${name}_scalar`] = defineRawFunction(`${name}_scalar`, (machine, [, ...values]) =>
        machine.call(torchFunction(machine, name), values),
      );
    }
    members['add_relu'] = defineRawFunction('add_relu', (machine, [self = null, ...values]) =>
      observe(
        machine,
        self,
        machine.call(torchFunction(machine, 'relu'), [machine.call(torchFunction(machine, 'add'), values)]),
      ),
    );
    const tag: LayerTag = { kind: 'layer', name: 'FloatFunctional', isLeaf: false };
    return defineClass(machine, {
      module: 'torch.ao.nn.quantized',
      name: 'FloatFunctional',
      bases: [worldOf(machine).moduleClass],
      members,
      tag,
    });
  };
}

/** Changes modules in ways that are not followed: what it touched is no longer known. */
function changing(name: string): Value {
  return defineRawFunction(name, (machine, [module = null]) => {
    const parameters = isKind(module, 'instance') ? module.attributes.get('_parameters') : undefined;
    if (isKind(parameters, 'dict')) {
      machine.touch(parameters);
      parameters.rest = machine.unknown(`${name} is not followed`);
    }
    return module;
  });
}

function describeStubs(worldOf: WorldOf): Members {
  const members: Members = {};
  for (const name of ['QuantStub', 'DeQuantStub']) members[name] = stub(worldOf, 'torch.ao.quantization', name);
  for (const name of [
    'fuse_modules',
    'fuse_modules_qat',
    'prepare',
    'prepare_qat',
    'convert',
    'quantize',
    'quantize_dynamic',
    'quantize_qat',
  ])
    members[name] = changing(name);
  for (const name of [
    'get_default_qconfig',
    'get_default_qat_qconfig',
    'default_qconfig',
    'get_default_qconfig_mapping',
  ])
    members[name] = constant(name, null);
  return members;
}

export function describeQuantization(worldOf: WorldOf): readonly Described[] {
  const stubs = describeStubs(worldOf);
  const quantized: Members = { FloatFunctional: floatFunctional(worldOf), FXFloatFunctional: floatFunctional(worldOf) };
  const submodule =
    (path: string): NativeMember =>
    (machine) =>
      machine.import(path);
  return [
    ['torch.ao', { quantization: submodule('torch.ao.quantization'), nn: submodule('torch.ao.nn') }],
    ['torch.ao.nn', { quantized: submodule('torch.ao.nn.quantized'), intrinsic: submodule('torch.ao.nn.intrinsic') }],
    ['torch.ao.quantization', stubs],
    ['torch.quantization', stubs],
    ['torch.ao.nn.quantized', quantized],
    ['torch.nn.quantized', quantized],
    ['torch.ao.nn.intrinsic', {}],
    ['torch.nn.intrinsic', {}],
  ];
}
