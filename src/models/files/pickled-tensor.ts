import { globalName, isPickleNode, type PickleObject, type PickleValue } from '../../syntax/pickle/pickle-value.js';
import { bitsOf, dtypeOfName, dtypeOfStorage } from './dtypes.js';

/** A tensor as a pickle of torch describes it. */
export interface PickledTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly stride: readonly number[] | undefined;
  /** In elements of the storage. */
  readonly offset: number;
  readonly storage: PickledStorage | undefined;
  readonly isParameter: boolean;
}

export interface PickledStorage {
  /** Name of the file in the archive, or key of the list in legacy files. */
  readonly key: string;
  readonly dtype: string;
  readonly elements: number;
}

type Rebuild = (args: readonly PickleValue[], depth: number) => PickledTensor | undefined;

/** The functions of torch that make tensors when a pickle is loaded (torch 2.13 `torch/_utils.py`), and what they would make. */
const REBUILDS: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ['torch._utils._rebuild_tensor', ([storage, offset, size, stride]) => strided(storage, offset, size, stride)],
  ['torch._utils._rebuild_tensor_v2', ([storage, offset, size, stride]) => strided(storage, offset, size, stride)],
  ['torch._utils._rebuild_qtensor', ([storage, offset, size, stride]) => strided(storage, offset, size, stride)],
  [
    'torch._utils._rebuild_tensor_v3',
    ([storage, offset, size, stride, , , dtype]) => strided(storage, offset, size, stride, dtypeOf(dtype)),
  ],
  ['torch._utils._rebuild_parameter', ([data], depth) => asParameter(rebuild(data, depth))],
  ['torch._utils._rebuild_parameter_with_state', ([data], depth) => asParameter(rebuild(data, depth))],
  ['torch.nn.parameter.Parameter', ([data], depth) => asParameter(rebuild(data, depth))],
  ['torch._utils._rebuild_device_tensor_from_cpu_tensor', ([data], depth) => rebuild(data, depth)],
  ['torch._utils._rebuild_meta_tensor_no_storage', ([dtype, size]) => withoutStorage(dtypeOf(dtype), size)],
  ['torch._utils._rebuild_wrapper_subclass', ([, dtype, size]) => withoutStorage(dtypeOf(dtype), size)],
  ['torch._utils._rebuild_sparse_tensor', ([, data], depth) => sparse(data, depth)],
  ['torch._tensor._rebuild_from_type_v2', ([callee, , args], depth) => call(callee, listOf(args) ?? [], depth)],
]);

/** Tensors of tensors (a parameter of a subclass of a tensor) are some three deep. */
const DEEPEST = 8;

/** Undefined for what is no tensor. */
export function readPickledTensor(value: PickleValue | undefined): PickledTensor | undefined {
  return rebuild(value, 0);
}

function rebuild(value: PickleValue | undefined, depth: number): PickledTensor | undefined {
  if (!isPickleNode(value) || value.kind !== 'object') return undefined;
  return call(value.callee, value.args, depth) ?? readLegacyTensor(value);
}

function call(callee: PickleValue | undefined, args: readonly PickleValue[], depth: number): PickledTensor | undefined {
  return depth < DEEPEST ? REBUILDS.get(globalName(callee) ?? '')?.(args, depth + 1) : undefined;
}

/** Before 0.2 a tensor was an object that got its storage by `__setstate__`. */
function readLegacyTensor({ callee, state }: PickleObject): PickledTensor | undefined {
  if (!/^torch\.(?:cuda\.)?\w+Tensor$/.test(globalName(callee) ?? '')) return undefined;
  const [storage, offset, size, stride] = listOf(state) ?? [];
  return strided(storage, offset, size, stride);
}

function strided(
  storageValue: PickleValue | undefined,
  offset: PickleValue | undefined,
  size: PickleValue | undefined,
  stride: PickleValue | undefined,
  dtype?: string,
): PickledTensor | undefined {
  const storage = readStorage(storageValue);
  const shape = numbersOf(size);
  if (!storage || !shape) return undefined;
  return {
    // An untyped storage counts bytes; the type is then told beside it.
    dtype: dtype ?? storage.dtype,
    shape,
    stride: numbersOf(stride),
    offset: typeof offset === 'number' ? offset : 0,
    storage,
    isParameter: false,
  };
}

function withoutStorage(dtype: string, size: PickleValue | undefined): PickledTensor | undefined {
  const shape = numbersOf(size);
  return shape && { dtype, shape, stride: undefined, offset: 0, storage: undefined, isParameter: false };
}

/** Indices, values and the whole shape; what is stored are the values. */
function sparse(data: PickleValue | undefined, depth: number): PickledTensor | undefined {
  const parts = listOf(data) ?? [];
  const values = parts.map((part) => rebuild(part, depth)).filter((part) => part !== undefined);
  const shape = parts.map(numbersOf).find((part) => part !== undefined);
  const last = values.at(-1);
  return last && shape && { ...last, shape, stride: undefined, storage: undefined };
}

function asParameter(tensor: PickledTensor | undefined): PickledTensor | undefined {
  return tensor && { ...tensor, isParameter: true };
}

/** `('storage', torch.FloatStorage, '0', 'cpu', 9408)`, and in legacy files a view in it. */
function readStorage(value: PickleValue | undefined): PickledStorage | undefined {
  if (!isPickleNode(value) || value.kind !== 'persistent') return undefined;
  const [tag, type, key, , elements] = listOf(value.id) ?? [];
  if (tag !== 'storage' || (typeof key !== 'string' && typeof key !== 'number')) return undefined;
  const dtype = dtypeOfStorage(globalName(type) ?? '') ?? 'unknown';
  return { key: String(key), dtype, elements: typeof elements === 'number' ? elements : -1 };
}

function dtypeOf(value: PickleValue | undefined): string {
  return dtypeOfName(globalName(value) ?? '') ?? 'unknown';
}

/** Items of a list or tuple, also of one that a class such as `torch.Size` was called with. */
export function listOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  if (!isPickleNode(value)) return undefined;
  if (value.kind === 'list' || value.kind === 'tuple') return value.items;
  return value.kind === 'object' && globalName(value.callee) === 'torch.Size' ? listOf(value.args[0]) : undefined;
}

export function numbersOf(value: PickleValue | undefined): readonly number[] | undefined {
  const items = listOf(value);
  return items?.every((item) => typeof item === 'number') ? (items as readonly number[]) : undefined;
}

/** What is the same for two tensors that are the same bytes. */
export function storageIdentity({ storage, offset, shape }: PickledTensor): string | undefined {
  return storage && `${storage.key}@${offset}:${shape.reduce((sofar, size) => sofar * size, 1)}`;
}

/** The bytes of storage that a tensor reaches to; undefined where that cannot be known. */
export function reachOf(tensor: PickledTensor): { readonly needed: number; readonly available: number } | undefined {
  const { storage, shape, stride, offset, dtype } = tensor;
  if (!storage || shape.includes(0) || stride?.length !== shape.length) return undefined;
  const last = stride.reduce((sofar, step, index) => sofar + step * ((shape[index] ?? 1) - 1), offset);
  const isUntyped = storage.dtype === 'unknown';
  const width = isUntyped ? (bitsOf(dtype) ?? 8) / 8 : 1;
  return { needed: (last + 1) * width, available: storage.elements };
}
