import type { FileModule, ModelFile, ModelTensor } from './files/model-file.js';
import { addCounts, type Count, exactly, type Model, type ModelModule, type ModelParameter } from './model.js';
import { isDtypeName, sizeOfDtype } from './torch/tensor.js';

/** A model file as a model: its tree; classes only where the file says them, data flow never. */
export function modelOfFile(file: ModelFile): Model {
  const byName = new Map(file.tensors.map((tensor) => [tensor.name, tensor]));
  const seen = new Set<string>();
  const root = moduleOf(file.modules, byName, seen);
  const { parameters } = file.totals;
  const total: Count =
    parameters.kind === 'exact'
      ? exactly(parameters.value)
      : {
          value: parameters.kind === 'estimated' ? parameters.value : 0,
          unknown: [{ path: '', reason: parameters.reason }],
        };
  return {
    name: file.name,
    origin: 'file',
    root,
    parameters: { total, trainable: total },
    weightBytes: addCounts(
      file.tensors.filter(({ role }) => role === 'parameter' || role === 'buffer').map((tensor) => bytesOf(tensor)),
    ),
    tied: file.totals.tied.map((paths) => ({ paths })),
    whyNoFlow: `a file of kind ${file.format} says what its tensors are, not what is done with them`,
    unknown: total.unknown,
  };
}

function bytesOf({ name, elements, dtype }: ModelTensor): Count {
  if (isDtypeName(dtype)) return exactly(elements * sizeOfDtype(dtype));
  return { value: 0, unknown: [{ path: name, reason: 'its dtype is not known' }] };
}

function moduleOf(module: FileModule, tensors: ReadonlyMap<string, ModelTensor>, seen: Set<string>): ModelModule {
  const own = module.tensors.flatMap((name) => tensors.get(name) ?? []);
  const counts = own.map((tensor) => countOf(tensor, seen));
  const children = module.children.map((child) => moduleOf(child, tensors, seen));
  const total = addCounts([...counts, ...children.map((child) => child.total)]);
  return {
    path: module.path,
    name: module.name,
    type: module.type?.split('.').at(-1) ?? '',
    isLibrary: module.type?.startsWith('torch.nn.') ?? false,
    parameters: own.filter(({ role }) => role === 'parameter').map(parameterOf),
    buffers: own.filter(({ role }) => role === 'buffer').map(parameterOf),
    total,
    trainable: total,
    children,
  };
}

function countOf({ role, elements, storage }: ModelTensor, seen: Set<string>): Count {
  if (role !== 'parameter' || (storage !== undefined && seen.has(storage))) return exactly(0);
  if (storage !== undefined) seen.add(storage);
  return exactly(elements);
}

function parameterOf({ name, shape, dtype, role }: ModelTensor): ModelParameter {
  return { name: name.slice(name.lastIndexOf('.') + 1), shape, dtype, isTrainable: role === 'parameter' };
}
