import type { Machine } from '../../python/machine.js';
import { isKind } from '../../python/values/make.js';
import type { Instance, Value } from '../../python/values/value.js';
import { dtypeOf } from './call.js';
import { categoryOf } from './dtype.js';
import type { DefineMember } from './module-member.js';
import { listChildren, walkBuffers, walkParameters } from './module-state.js';
import { type DtypeName, isTensor, type TensorInstance } from './tensor.js';
import type { World } from './world.js';

function replaceDtype(world: World, object: Instance, dtype: DtypeName): void {
  for (const [, tensor] of [...walkParameters(object), ...walkBuffers(object)]) {
    const old = tensor.state.dtype;
    if (typeof old === 'string' && categoryOf(old) < 2) continue;
    world.machine.touch(tensor);
    tensor.state = { ...tensor.state, dtype, data: undefined };
  }
}

export function addModes(self: DefineMember, world: () => World): void {
  const setTraining = (machine: Machine, object: Instance, mode: Value): void => {
    machine.setAttribute(object, 'training', mode);
    for (const [, child] of listChildren(object)) machine.callMethod(child, 'train', [mode]);
  };
  self('train', (machine, object, values, keywords) => {
    setTraining(machine, object, values[0] ?? keywords?.get('mode') ?? true);
    return object;
  });
  self('eval', (machine, object) => machine.callMethod(object, 'train', [false]));
  self('apply', (machine, object, [callee = null]) => {
    for (const [, child] of listChildren(object)) machine.callMethod(child, 'apply', [callee]);
    machine.call(callee, [object]);
    return object;
  });
  self('requires_grad_', (machine, object, values, keywords) => {
    const flag = machine.truth(values[0] ?? keywords?.get('requires_grad') ?? true);
    for (const [, parameter] of walkParameters(object)) setGrad(machine, parameter, flag === true);
    return object;
  });
  for (const [name, dtype] of [
    ['half', 'float16'],
    ['float', 'float32'],
    ['double', 'float64'],
    ['bfloat16', 'bfloat16'],
  ] as const) {
    self(name, (_, object) => {
      replaceDtype(world(), object, dtype);
      return object;
    });
  }
  for (const name of ['to', 'type', 'to_empty']) {
    self(name, (_, object, values, keywords) => {
      for (const value of [...values, ...(keywords?.values() ?? [])]) {
        const isDtype = isKind(value, 'instance') && typeof value.state === 'string';
        const dtype = isDtype
          ? dtypeOf(value)
          : isTensor(value) && typeof value.state.dtype === 'string'
            ? value.state.dtype
            : undefined;
        if (dtype !== undefined) replaceDtype(world(), object, dtype);
      }
      return object;
    });
  }
  for (const name of ['cuda', 'cpu', 'xpu', 'ipu', 'share_memory']) self(name, (_, object) => object);
  self('_apply', (_, object) => object);
}

function setGrad(machine: Machine, parameter: TensorInstance, flag: boolean): void {
  machine.touch(parameter);
  parameter.state = { ...parameter.state, requiresGrad: flag };
}
