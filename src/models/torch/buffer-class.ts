import type { Machine } from '../../python/machine.js';
import { defineClass, defineRawFunction } from '../../python/natives.js';
import { isKind } from '../../python/values/make.js';
import type { Class, Value } from '../../python/values/value.js';
import { isTensor, readData, type TensorInstance } from './tensor.js';
import { unknownTensor, type World } from './world.js';

/** `nn.Buffer(data, persistent=True)`: a tensor that `self.x = …` registers as a buffer. */
export function createBufferClass(machine: Machine, world: World): Class {
  const init = defineRawFunction('__init__', (machine, [self = null, data], keywords) => {
    if (!isKind(self, 'instance')) return null;
    const given = data ?? keywords?.get('data') ?? null;
    const open = isKind(given, 'unknown') ? given : machine.unknown('a buffer made of what is not known');
    const source = isTensor(given) ? given : given === null ? undefined : unknownTensor(world, open);
    machine.touch(self);
    self.state = {
      kind: 'tensor',
      shape: source?.state.shape ?? [0],
      dtype: source?.state.dtype ?? world.defaultDtype,
      data: source && readData(source.state),
      requiresGrad: false,
      storage: source?.state.storage ?? { isWritten: false },
    };
    self.attributes.set('persistent', keywords?.get('persistent') ?? true);
    return null;
  });
  const { tensorClass } = world;
  return defineClass(machine, {
    module: 'torch.nn.parameter',
    name: 'Buffer',
    bases: [tensorClass],
    members: { __init__: init },
    tag: 'buffer',
  });
}

export function isBuffer(value: Value): value is TensorInstance {
  return isTensor(value) && value.cls.mro.some((cls) => cls.tag === 'buffer');
}
