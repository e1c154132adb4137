import { isKind } from '../../python/values/make.js';
import type { Instance, Unknown, Value } from '../../python/values/value.js';
import { type Dimension, productOf, showDimension } from './dimension.js';

/** Names as in `torch.NAME`. */
export type DtypeName =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'complex64'
  | 'complex128'
  | 'quint8'
  | 'qint8'
  | 'qint32';

export type Shape = readonly Dimension[] | Unknown;

/** What is known of a tensor. */
export interface TensorFacts {
  /** Unknown: not even the number of dimensions is known. */
  readonly shape: Shape;
  readonly dtype: DtypeName | Unknown;
  /** All elements, row by row, when they follow from the source; booleans as 0 and 1. Only small tensors have it. */
  readonly data?: readonly number[] | undefined;
}

/** `state` of an instance of `torch.Tensor` or of a class made from it (`Parameter`). Never changed, only replaced. */
export interface TensorState extends TensorFacts {
  readonly kind: 'tensor';
  readonly requiresGrad: boolean;
  /** Shared by all that look at the same memory: once one of them was written to, `data` is no longer to be believed. */
  readonly storage: { isWritten: boolean };
  /** Set on parameters and buffers of lazy modules: they get their shape from the first input. */
  readonly isLazy?: boolean | undefined;
}

export interface TensorInstance extends Instance {
  state: TensorState;
}

export function isTensor(value: Value | undefined): value is TensorInstance {
  return isKind(value, 'instance') && isTensorState(value.state);
}

function isTensorState(state: unknown): state is TensorState {
  return typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'tensor';
}

/** An instance of `torch.nn.Parameter`: what `self.x = …` registers. */
export function isParameter(value: Value | undefined): value is TensorInstance {
  return isTensor(value) && value.cls.mro.some((cls) => cls.tag === 'parameter');
}

/** Elements, if the shape is known. */
export function countElements(state: TensorFacts): Dimension {
  return isShapeKnown(state.shape) ? productOf(state.shape) : state.shape;
}

export function isShapeKnown(shape: Shape): shape is readonly Dimension[] {
  return Array.isArray(shape);
}

/** True when every length is a number. */
export function isConcrete(shape: Shape): shape is readonly number[] {
  return isShapeKnown(shape) && shape.every((dimension) => typeof dimension === 'number');
}

/** The elements, unless they are not known or may have been changed meanwhile. */
export function readData(state: TensorState): readonly number[] | undefined {
  return state.storage.isWritten ? undefined : state.data;
}

const SIZES: Readonly<Record<DtypeName, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
  complex64: 8,
  complex128: 16,
  quint8: 1,
  qint8: 1,
  qint32: 4,
};

/** Bytes of one element. */
export function sizeOfDtype(dtype: DtypeName): number {
  return SIZES[dtype];
}

export function isDtypeName(name: string): name is DtypeName {
  return Object.hasOwn(SIZES, name);
}

/** `[B, 64, 56, 56]` */
export function showShape(shape: Shape): string {
  return isShapeKnown(shape) ? `[${shape.map(showDimension).join(', ')}]` : '[?]';
}
