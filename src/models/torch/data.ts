import { categoryOf } from './dtype.js';
import { isConcrete, type Shape, type TensorFacts } from './tensor.js';

/** Tensors with more elements than this are known by shape only. */
export const MOST_ELEMENTS = 4096;

/** A number as the dtype keeps it; undefined when that is not computed here (half precision). */
function storeAs(value: number, dtype: TensorFacts['dtype']): number | undefined {
  if (dtype === 'float32') return Math.fround(value);
  if (dtype === 'float64') return value;
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  if (dtype === 'int64' || dtype === 'int32') return Number.isFinite(value) ? Math.trunc(value) : undefined;
  return undefined;
}

export function storeAll(
  values: readonly number[] | undefined,
  dtype: TensorFacts['dtype'],
): readonly number[] | undefined {
  if (values === undefined) return undefined;
  const stored: number[] = [];
  for (const value of values) {
    const kept = storeAs(value, dtype);
    if (kept === undefined) return undefined;
    stored.push(kept);
  }
  return stored;
}

/** Elements of a tensor of this shape, if they are few enough to be kept. */
export function countConcrete(shape: Shape): number | undefined {
  if (!isConcrete(shape)) return undefined;
  const count = shape.reduce((product, length) => product * length, 1);
  return count <= MOST_ELEMENTS ? count : undefined;
}

export function fillData(
  shape: Shape,
  value: number | undefined,
  dtype: TensorFacts['dtype'],
): readonly number[] | undefined {
  const count = countConcrete(shape);
  if (count === undefined || value === undefined) return undefined;
  return storeAll(Array.from<number>({ length: count }).fill(value), dtype);
}

/** Reads `data` of `from` as if it had the (broadcast) shape `to`. */
export function spreadData(data: readonly number[], from: readonly number[], to: readonly number[]): number[] {
  const strides = stridesOf(from);
  const extra = to.length - from.length;
  const result: number[] = [];
  forEachIndex(to, (index) => {
    let at = 0;
    for (const [axis, stride] of strides.entries()) {
      if (from[axis] !== 1) at += stride * (index[axis + extra] ?? 0);
    }
    result.push(data[at] ?? 0);
  });
  return result;
}

export function stridesOf(shape: readonly number[]): number[] {
  const strides = Array.from<number>({ length: shape.length }).fill(1);
  for (let at = shape.length - 2; at >= 0; at -= 1) strides[at] = (strides[at + 1] ?? 1) * (shape[at + 1] ?? 1);
  return strides;
}

/** All indices in the order of memory. The array is the same each time. */
export function forEachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  if (shape.some((length) => length <= 0)) return;
  const index = Array.from<number>({ length: shape.length }).fill(0);
  for (;;) {
    visit(index);
    let axis = shape.length - 1;
    while (axis >= 0) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break;
      index[axis] = 0;
      axis -= 1;
    }
    if (axis < 0) return;
  }
}

/** Elements in another order of the dimensions: `order[new] = old`. */
export function permuteData(data: readonly number[], shape: readonly number[], order: readonly number[]): number[] {
  const strides = stridesOf(shape);
  const result: number[] = [];
  forEachIndex(
    order.map((old) => shape[old] ?? 1),
    (index) => {
      let at = 0;
      for (const [place, old] of order.entries()) at += (index[place] ?? 0) * (strides[old] ?? 0);
      result.push(data[at] ?? 0);
    },
  );
  return result;
}

/** Puts together along one dimension. */
export function concatenateData(
  parts: readonly { readonly data: readonly number[]; readonly shape: readonly number[] }[],
  dim: number,
): number[] {
  const [first] = parts;
  if (!first) return [];
  const outer = first.shape.slice(0, dim).reduce((product, length) => product * length, 1);
  const result: number[] = [];
  for (let at = 0; at < outer; at += 1) {
    for (const { data, shape } of parts) {
      const size = shape.slice(dim).reduce((product, length) => product * length, 1);
      for (let offset = 0; offset < size; offset += 1) result.push(data[at * size + offset] ?? 0);
    }
  }
  return result;
}

/** Folds each line along `dim` into one number. */
export function reduceData(
  data: readonly number[],
  shape: readonly number[],
  dims: readonly number[],
  fold: (line: readonly number[]) => number,
): number[] {
  const order = [...shape.keys()].filter((axis) => !dims.includes(axis)).concat(dims);
  const moved = permuteData(data, shape, order);
  const size = dims.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
  const result: number[] = [];
  for (let at = 0; at < moved.length; at += size) result.push(fold(moved.slice(at, at + size)));
  return result;
}

export function isWhole(dtype: TensorFacts['dtype']): boolean {
  return typeof dtype === 'string' && categoryOf(dtype) <= 1;
}

/** Rounds half to even, as torch and IEEE do. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
