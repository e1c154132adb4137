import type { Machine } from '../../python/machine.js';
import { isKind, makeFloat, makeTuple } from '../../python/values/make.js';
import type { Class, Instance, Unknown, Value } from '../../python/values/value.js';
import type { Listener } from './dataflow.js';
import { type Dimension, isSymbolic, isUnknownDimension, type SymbolicDimension } from './dimension.js';
import {
  type DtypeName,
  isShapeKnown,
  isTensor,
  readData,
  type Shape,
  type TensorFacts,
  type TensorInstance,
} from './tensor.js';

/** What one interpreter has of torch: its classes, made once, and who listens. */
export interface World {
  readonly machine: Machine;
  readonly version: string;
  readonly listener: Listener;
  readonly tensorClass: Class;
  readonly parameterClass: Class;
  readonly symbolClass: Class;
  /** `torch.Size`, a tuple with `numel`. */
  readonly sizeClass: Class;
  readonly dtypeClass: Class;
  readonly deviceClass: Class;
  readonly moduleClass: Class;
  readonly dtypes: Map<DtypeName, Instance>;
  /** Classes of `torch.nn` by name, made when asked for. */
  readonly layer: (name: string) => Class;
  /** More than 0 inside of a leaf layer: nothing is recorded. */
  quiet: number;
  /** Lengths that hang on data get symbols of their own: `#1`, `#2`… */
  symbols: number;
  defaultDtype: DtypeName;
}

/** Ends an operation whose result cannot be known: caught where the operation began, which then gives an unknown. No `Error`: a stack costs. */
export class Obstacle {
  constructor(readonly unknown: Unknown) {}
}

export function makeTensor(world: World, facts: TensorFacts, storage?: { isWritten: boolean }): TensorInstance {
  return makeTensorOf(world, world.tensorClass, facts, false, storage);
}

export function makeTensorOf(
  world: World,
  cls: Class,
  facts: TensorFacts,
  requiresGrad: boolean,
  storage: { isWritten: boolean } = { isWritten: false },
): TensorInstance {
  const instance = world.machine.makeInstance(cls);
  const { shape, dtype, data } = facts;
  instance.state = { kind: 'tensor', shape, dtype, data, requiresGrad, storage };
  if (!isTensor(instance)) throw new Error('a tensor was made that is none');
  return instance;
}

export function makeParameter(
  world: World,
  shape: Shape,
  dtype: DtypeName | Unknown = world.defaultDtype,
): TensorInstance {
  return makeTensorOf(world, world.parameterClass, { shape, dtype }, true);
}

export function unknownTensor(world: World, unknown: Unknown): TensorInstance {
  return makeTensor(world, { shape: unknown, dtype: unknown });
}

/** A length as Python sees it. */
export function dimensionToValue(world: World, dimension: Dimension): Value {
  if (typeof dimension === 'number' || isUnknownDimension(dimension)) return dimension;
  const instance = world.machine.makeInstance(world.symbolClass);
  instance.state = dimension;
  return instance;
}

export function shapeToValue(world: World, shape: Shape): Value {
  if (!isShapeKnown(shape)) return shape;
  const size = world.machine.makeInstance(world.sizeClass);
  size.payload = makeTuple(shape.map((item) => dimensionToValue(world, item)));
  return size;
}

export function symbolOf(value: Value): SymbolicDimension | undefined {
  return isKind(value, 'instance') && isSymbolic(value.state) ? value.state : undefined;
}

/** An int of Python as a length; undefined when it is none. */
export function valueToDimension(value: Value): Dimension | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (isKind(value, 'unknown')) return value;
  const symbol = symbolOf(value);
  if (symbol) return symbol;
  if (!isTensor(value)) return undefined;
  const data = readData(value.state);
  if (data?.length === 1) return data[0];
  return undefined;
}

/** A number of Python, or the one element of a tensor. */
export function valueToNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number(value);
  if (isKind(value, 'float')) return value.value;
  if (isTensor(value)) {
    const data = readData(value.state);
    return data?.length === 1 ? data[0] : undefined;
  }
  return undefined;
}

/** An element of a tensor as Python sees it. */
export function elementToValue(element: number, dtype: DtypeName | Unknown): Value {
  if (dtype === 'bool') return element !== 0;
  if (typeof dtype === 'string' && /^u?int/.test(dtype)) return element;
  return makeFloat(element);
}

export function freshSymbol(world: World): SymbolicDimension {
  world.symbols += 1;
  return { kind: 'symbolic', terms: new Map([[`#${world.symbols}`, 1]]) };
}
