import type { Value } from '../../../python/values/value.js';
import type { Call, Operation, Ranked } from '../call.js';
import { rankedOf } from '../call.js';
import { concatenateData, countConcrete, storeAll } from '../data.js';
import {
  addDimensions,
  type Dimension,
  isSameDimension,
  isUnknownDimension,
  multiplyDimensions,
  showDimension,
} from '../dimension.js';
import { promoteDtypes } from '../dtype.js';
import { broadcastShapes } from '../shapes/broadcast.js';
import { normalizeDim, unify } from '../shapes/judge.js';
import { isConcrete, showShape, type TensorFacts } from '../tensor.js';

function promoteAll(parts: readonly TensorFacts[]): TensorFacts['dtype'] {
  let result: TensorFacts['dtype'] | undefined;
  for (const { dtype } of parts) {
    if (typeof dtype !== 'string') return dtype;
    result = typeof result === 'string' ? promoteDtypes(result, dtype) : dtype;
  }
  return result ?? 'float32';
}

function concatenate(call: Call, parts: readonly Ranked[], dim: number): TensorFacts {
  const real = parts.filter(({ shape }) => !(shape.length === 1 && shape[0] === 0));
  const [first] = real;
  if (!first) return parts[0] ?? call.fail('torch.cat(): expected a non-empty list of Tensors');
  const at = normalizeDim(call, dim, first.shape.length);
  let shape = [...first.shape];
  for (const part of real.slice(1)) {
    if (part.shape.length !== shape.length) {
      call.fail(`Tensors must have same number of dimensions: got ${shape.length} and ${part.shape.length}`);
    }
    shape = shape.map((length, axis) => {
      const other = part.shape[axis] ?? 1;
      if (axis === at) return addDimensions(length, other);
      return unify(
        call,
        length,
        other,
        () =>
          `Sizes of tensors must match except in dimension ${at}. Expected size ${showDimension(length)} but got size ${showDimension(other)} (${showShape(first.shape)} and ${showShape(part.shape)})`,
      );
    });
  }
  const dtype = promoteAll(parts);
  return { shape, dtype, data: joinData(real, shape, at, dtype) };
}

function joinData(
  parts: readonly Ranked[],
  shape: readonly Dimension[],
  dim: number,
  dtype: TensorFacts['dtype'],
): readonly number[] | undefined {
  if (countConcrete(shape) === undefined) return undefined;
  const known: { data: readonly number[]; shape: readonly number[] }[] = [];
  for (const { data, shape } of parts) {
    if (data === undefined || !isConcrete(shape)) return undefined;
    known.push({ data, shape });
  }
  return storeAll(concatenateData(known, dim), dtype);
}

function partsOf(call: Call, value: Value): readonly Ranked[] {
  return call.tensors(value).map(rankedOf);
}

function cat(name: string): Operation {
  return {
    name,
    signature: 'tensors, dim=0',
    run: (call) => concatenate(call, partsOf(call, call.get('tensors')), call.int('dim')),
  };
}

function stack(call: Call, parts: readonly Ranked[], dim: number): TensorFacts {
  const [first] = parts;
  if (!first) return call.fail('stack expects a non-empty TensorList');
  const at = normalizeDim(call, dim, first.shape.length + 1);
  const grown = parts.map((part) => {
    if (part.shape.length !== first.shape.length) {
      call.fail(
        `stack expects each tensor to be equal size, but got ${showShape(first.shape)} at entry 0 and ${showShape(part.shape)}`,
      );
    }
    return { ...part, shape: [...part.shape.slice(0, at), 1, ...part.shape.slice(at)] };
  });
  return concatenate(call, grown, at);
}

/** `hstack` and its like give everything dimensions first. */
function stacked(
  name: string,
  grow: (shape: readonly Dimension[]) => readonly Dimension[],
  dim: (rank: number) => number,
): Operation {
  return {
    name,
    signature: 'tensors',
    run: (call) => {
      const parts = partsOf(call, call.get('tensors')).map((part) => ({ ...part, shape: grow(part.shape) }));
      return concatenate(call, parts, dim(parts[0]?.shape.length ?? 1));
    },
  };
}

function growLine(shape: readonly Dimension[]): readonly Dimension[] {
  return shape.length === 0 ? [1] : shape;
}

function growPlane(shape: readonly Dimension[]): readonly Dimension[] {
  return shape.length === 0 ? [1, 1] : shape.length === 1 ? [1, ...shape] : shape;
}

function growColumn(shape: readonly Dimension[]): readonly Dimension[] {
  return shape.length === 0 ? [1, 1] : shape.length === 1 ? [...shape, 1] : shape;
}

function growCube(shape: readonly Dimension[]): readonly Dimension[] {
  return shape.length > 2 ? shape : [...growPlane(shape), 1];
}

/** Pieces of given lengths along `at`. */
function pieces(input: Ranked, at: number, lengths: readonly Dimension[]): TensorFacts[] {
  let start = 0;
  return lengths.map((length) => {
    const shape = input.shape.map((own, axis) => (axis === at ? length : own));
    const isLine = input.shape.length === 1 && typeof length === 'number';
    const data = isLine ? input.data?.slice(start, start + length) : undefined;
    if (typeof length === 'number') start += length;
    return { shape, dtype: input.dtype, data };
  });
}

function splitEvenly(call: Call, input: Ranked, at: number, size: Dimension): TensorFacts[] {
  const length = input.shape[at] ?? 1;
  if (typeof size === 'number' && typeof length === 'number') {
    if (size <= 0) call.fail(`split expects split_size be positive, but got split_size=${size}`);
    const count = Math.max(1, Math.ceil(length / size));
    if (count > 10_000) call.refuse('split into very many pieces');
    return pieces(
      input,
      at,
      Array.from({ length: count }, (_, index) => Math.min(size, length - index * size)),
    );
  }
  for (let count = 1; count <= 64; count += 1) {
    if (isSameDimension(multiplyDimensions(size, count), length) === true) {
      return pieces(input, at, Array.from<Dimension>({ length: count }).fill(size));
    }
  }
  return call.refuse(`how many pieces of ${showDimension(size)} ${showDimension(length)} has`);
}

function split(name: string, signature: string): Operation {
  const [, sizes = ''] = signature.split(', ');
  return {
    name,
    signature,
    isView: true,
    gives: 0,
    run: (call) => {
      const input = call.ranked('input');
      const at = normalizeDim(call, call.int('dim'), input.shape.length);
      const wanted = call.get(sizes);
      const isList =
        typeof wanted === 'object' && wanted !== null && (wanted.kind === 'list' || wanted.kind === 'tuple');
      if (!isList) return splitEvenly(call, input, at, call.dimension(wanted));
      const lengths = call.dimensions([wanted]);
      const total = lengths.reduce((sum, length) => addDimensions(sum, length), 0 as Dimension);
      if (isSameDimension(total, input.shape[at] ?? 1) === false) {
        call.fail(
          `split_with_sizes expects split_sizes to sum exactly to ${showDimension(input.shape[at] ?? 1)} (input tensor's size at dimension ${at}), but got split_sizes=${showShape(lengths)}`,
        );
      }
      return pieces(input, at, lengths);
    },
  };
}

const chunk: Operation = {
  name: 'chunk',
  signature: 'input, chunks, dim=0',
  isView: true,
  gives: 0,
  run: (call) => {
    const input = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), input.shape.length);
    const count = call.int('chunks');
    const length = input.shape[at] ?? 1;
    if (typeof length === 'number') return splitEvenly(call, input, at, Math.max(1, Math.ceil(length / count)));
    if (isUnknownDimension(length)) return call.refuse(length.reason);
    const size = [...length.terms.values()].every((term) => term % count === 0);
    if (!size) return call.refuse(`how ${showDimension(length)} is cut into ${count}`);
    const part: Dimension = {
      kind: 'symbolic',
      terms: new Map([...length.terms].map(([name, term]) => [name, term / count])),
    };
    return pieces(
      input,
      at,
      Array.from({ length: count }, (): Dimension => part),
    );
  },
};

const tensorSplit: Operation = {
  name: 'tensor_split',
  signature: 'input, indices_or_sections=None, dim=0, *, indices=None, sections=None',
  isView: true,
  gives: 0,
  run: (call) => {
    const input = call.ranked('input');
    const at = normalizeDim(call, call.int('dim'), input.shape.length);
    const length = input.shape[at] ?? 1;
    const given = ['indices_or_sections', 'indices', 'sections'].find((name) => call.get(name) !== null) ?? 'sections';
    const wanted = call.get(given);
    if (typeof length !== 'number' || length < 0) return call.refuse('tensor_split of a length that is not known');
    const bounds: number[] = [0];
    if (typeof wanted === 'number') {
      for (let index = 0; index < wanted; index += 1) {
        bounds.push((bounds.at(-1) ?? 0) + Math.floor(length / wanted) + (index < length % wanted ? 1 : 0));
      }
    } else {
      for (const item of call.ints(given) ?? []) bounds.push(Math.min(length, item < 0 ? length + item : item));
      bounds.push(length);
    }
    return pieces(
      input,
      at,
      bounds.slice(1).map((end, index) => Math.max(0, end - (bounds[index] ?? 0))),
    );
  },
};

const unbind: Operation = {
  name: 'unbind',
  signature: 'input, dim=0',
  isView: true,
  gives: 0,
  run: (call) => unbindAlong(call, call.ranked('input'), call.int('dim')),
};

export function unbindAlong(call: Call, input: Ranked, dim: number): TensorFacts[] {
  const at = normalizeDim(call, dim, input.shape.length);
  const length = input.shape[at] ?? 1;
  if (typeof length !== 'number') return call.refuse(`how many parts unbind gives hangs on ${showDimension(length)}`);
  if (length > 10_000) return call.refuse('unbind into very many parts');
  const shape = input.shape.filter((_, axis) => axis !== at);
  const size = countConcrete(shape);
  return Array.from({ length }, (_, index) => ({
    shape,
    dtype: input.dtype,
    data: at === 0 && size !== undefined ? input.data?.slice(index * size, (index + 1) * size) : undefined,
  }));
}

const meshgrid: Operation = {
  name: 'meshgrid',
  signature: '*tensors, indexing=None',
  gives: 0,
  run: (call) => {
    const [only] = call.rest;
    const isList =
      call.rest.length === 1 &&
      typeof only === 'object' &&
      only !== null &&
      (only.kind === 'list' || only.kind === 'tuple');
    const values = isList && only !== undefined ? call.tensors(only) : call.rest.map((value) => call.facts(value));
    const lengths = values.map((item) => rankedOf(item).shape[0] ?? 1);
    const shape =
      call.get('indexing') === 'xy' && lengths.length > 1
        ? [lengths[1] ?? 1, lengths[0] ?? 1, ...lengths.slice(2)]
        : lengths;
    return values.map(({ dtype }) => ({ shape, dtype }));
  },
};

export const JOINS: readonly Operation[] = [
  cat('cat'),
  cat('concat'),
  cat('concatenate'),
  {
    name: 'stack',
    signature: 'tensors, dim=0',
    run: (call) => stack(call, partsOf(call, call.get('tensors')), call.int('dim')),
  },
  stacked('hstack', growLine, (rank) => (rank === 1 ? 0 : 1)),
  stacked('column_stack', growColumn, () => 1),
  stacked('vstack', growPlane, () => 0),
  stacked('row_stack', growPlane, () => 0),
  stacked('dstack', growCube, () => 2),
  meshgrid,
  {
    name: 'broadcast_tensors',
    signature: '*tensors',
    gives: 0,
    run: (call) => {
      const values = call.rest.map((value) => rankedOf(call.facts(value)));
      const shape = broadcastShapes(call, ...values.map((item) => item.shape));
      return values.map(({ dtype }) => ({ shape, dtype }));
    },
  },
  {
    name: 'cartesian_prod',
    signature: '*tensors',
    run: (call) => {
      const values = call.rest.map((value) => rankedOf(call.facts(value)));
      const count = values.reduce((product, { shape }) => multiplyDimensions(product, shape[0] ?? 1), 1 as Dimension);
      return { shape: values.length === 1 ? [count] : [count, values.length], dtype: promoteAll(values) };
    },
  },
];

/** Of functions and of tensors. */
export const SPLITS: readonly Operation[] = [
  split('split', 'input, split_size_or_sections, dim=0'),
  split('split_with_sizes', 'input, split_sizes, dim=0'),
  split('unsafe_split', 'input, split_size, dim=0'),
  chunk,
  { ...chunk, name: 'unsafe_chunk' },
  tensorSplit,
  unbind,
];

/** `Tensor.split(split_size)` names its parameter otherwise. */
export const SPLIT_METHOD: Operation = split('split', 'input, split_size, dim=0');
