import { defineRawFunction } from '../../python/natives.js';
import type { NativeFunction, Value } from '../../python/values/value.js';
import { dtypeOf, record } from './call.js';
import { storeAll } from './data.js';
import { DTYPE_ALIASES } from './dtype.js';
import { isTensor, readData, type TensorFacts } from './tensor.js';
import { makeTensor, Obstacle, type World } from './world.js';

export type Members = Record<string, Value>;

/** The same tensor to us, perhaps with another dtype: a new one, so that a parameter becomes a plain tensor. */
export function addCasts(members: Members, world: () => World): void {
  const cast = (name: string, dtype: (values: readonly Value[]) => TensorFacts['dtype'] | undefined): void => {
    members[name] = defineRawFunction(name, (machine, [self = null, ...rest], keywords) => {
      if (!isTensor(self)) return machine.unknown(`${name} of what is not a tensor`);
      const all = keywords ? [...rest, ...keywords.values()] : rest;
      let wanted: TensorFacts['dtype'] | undefined;
      try {
        wanted = dtype(all);
      } catch (error) {
        if (!(error instanceof Obstacle)) throw error;
        wanted = error.unknown;
      }
      if (wanted === undefined || wanted === self.state.dtype) {
        if (name !== 'clone' && name !== 'detach') return self;
        const copy = makeTensor(
          world(),
          { ...self.state, data: readData(self.state) },
          name === 'detach' ? self.state.storage : undefined,
        );
        record(world(), name, [self], [copy]);
        return copy;
      }
      const facts = {
        shape: self.state.shape,
        dtype: wanted,
        data: storeAll(castData(readData(self.state), wanted), wanted),
      };
      const result = makeTensor(world(), facts);
      record(world(), name, [self], [result]);
      return result;
    });
  };
  for (const name of [
    'contiguous',
    'cuda',
    'cpu',
    'clone',
    'detach',
    'pin_memory',
    'share_memory_',
    'detach_',
    'refine_names',
    'align_to',
    'rename',
    'as_subclass',
    'coalesce',
    'to_dense',
    'xpu',
    'mps',
  ])
    cast(name, () => undefined);
  for (const [name, dtype] of Object.entries(DTYPE_ALIASES)) cast(name, () => dtype);
  for (const name of ['bfloat16', 'bool', 'char', 'byte'] as const)
    cast(name, () => (name === 'char' ? 'int8' : name === 'byte' ? 'uint8' : name));
  const first = (values: readonly Value[]): TensorFacts['dtype'] | undefined => {
    for (const value of values) {
      if (isTensor(value)) return value.state.dtype;
      const dtype = typeof value === 'string' || typeof value === 'boolean' ? undefined : dtypeOf(value);
      if (dtype !== undefined) return dtype;
    }
    return undefined;
  };
  cast('to', first);
  cast('type_as', first);
  // of what stands for an array of numpy
  cast('astype', ([dtype = null]) => dtypeOf(dtype));
  members['type'] = defineRawFunction('type', (machine, [self = null, dtype]) => {
    if (!isTensor(self)) return machine.unknown('type of what is not a tensor');
    if (dtype === undefined)
      return typeof self.state.dtype === 'string'
        ? `torch.${TYPE_NAMES[self.state.dtype] ?? 'Tensor'}`
        : self.state.dtype;
    if (typeof dtype === 'string')
      return makeTensor(world(), { shape: self.state.shape, dtype: machine.unknown(`type ${dtype}`) });
    return (members['to'] as NativeFunction).run(machine, [self, dtype], undefined);
  });
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  float32: 'FloatTensor',
  float64: 'DoubleTensor',
  float16: 'HalfTensor',
  int64: 'LongTensor',
  int32: 'IntTensor',
  bool: 'BoolTensor',
  uint8: 'ByteTensor',
};

function castData(data: readonly number[] | undefined, dtype: TensorFacts['dtype']): readonly number[] | undefined {
  return typeof dtype === 'string' && /^u?int/.test(dtype) ? data?.map(Math.trunc) : data;
}
