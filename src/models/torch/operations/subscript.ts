import { isKind } from '../../../python/values/make.js';
import type { Value } from '../../../python/values/value.js';
import type { Call, Operation, Ranked } from '../call.js';
import { isSequence, rankedOf } from '../call.js';
import { countConcrete, forEachIndex, stridesOf } from '../data.js';
import { type Dimension, showDimension } from '../dimension.js';
import { broadcastShapes } from '../shapes/broadcast.js';
import { sliceLength } from '../shapes/slice.js';
import { isConcrete, isTensor, type TensorFacts } from '../tensor.js';
import { freshSymbol, valueToDimension } from '../world.js';
import { tensorFrom } from './create.js';

/** One dimension of the result, and which elements of the input it takes (when numbers). */
interface Axis {
  readonly length: Dimension;
  /** Dimension of the input; undefined for a new one. */
  readonly source: number | undefined;
  readonly start: number;
  readonly step: number;
}

interface Taken {
  readonly axes: Axis[];
  /** Index tensors with the place in `axes` where they stand. */
  readonly tensors: { readonly shape: readonly Dimension[]; readonly at: number }[];
  /** Chosen elements of dimensions that are gone. */
  readonly fixed: Map<number, number>;
  isDataKept: boolean;
}

/** `x[…]` of a tensor. */
export const subscript: Operation = {
  name: 'getitem',
  signature: 'input, key',
  isView: true,
  run: (call) => takeItems(call, call.ranked('input'), keysOf(call.raw('key'))),
};

function keysOf(key: Value): readonly Value[] {
  return isKind(key, 'tuple') ? key.items : [key];
}

function takeItems(call: Call, input: Ranked, keys: readonly Value[]): TensorFacts {
  const taken: Taken = { axes: [], tensors: [], fixed: new Map(), isDataKept: true };
  let at = 0;
  const used = keys.reduce((sum: number, key) => sum + dimensionsUsed(call, key), 0);
  if (used > input.shape.length) call.failIndex(`too many indices for tensor of dimension ${input.shape.length}`);
  for (const key of keys) {
    if (isKind(key, 'singleton')) {
      for (let skipped = input.shape.length - used; skipped > 0; skipped -= 1) at = keepAxis(taken, input, at);
    } else at = takeKey(call, taken, input, at, key);
  }
  while (at < input.shape.length) at = keepAxis(taken, input, at);
  if (taken.tensors.length > 0) return { shape: advancedShape(call, taken), dtype: input.dtype };
  const shape = taken.axes.map(({ length }) => length);
  return { shape, dtype: input.dtype, data: taken.isDataKept ? takeData(input, taken, shape) : undefined };
}

function dimensionsUsed(call: Call, key: Value): number {
  if (key === null || typeof key === 'boolean' || isKind(key, 'singleton')) return 0;
  if (isTensor(key) && (key.state.dtype === 'bool' || key.state.dtype === 'uint8'))
    return rankedOf(call.facts(key)).shape.length;
  return 1;
}

function keepAxis(taken: Taken, input: Ranked, at: number): number {
  taken.axes.push({ length: input.shape[at] ?? 1, source: at, start: 0, step: 1 });
  return at + 1;
}

function takeKey(call: Call, taken: Taken, input: Ranked, at: number, key: Value): number {
  const length = input.shape[at] ?? 1;
  if (key === null) {
    taken.axes.push({ length: 1, source: undefined, start: 0, step: 1 });
    return at;
  }
  if (typeof key === 'boolean') return call.refuse('indexing with a bool');
  if (isKind(key, 'slice')) {
    taken.axes.push(sliceAxis(call, length, key, at, taken));
    return at + 1;
  }
  if (isTensor(key) || isSequence(key)) return takeTensor(call, taken, at, key);
  const index = isKind(key, 'unknown') ? key : valueToDimension(key);
  if (index === undefined) return call.refuse('an index that is not known here');
  if (typeof index !== 'number') {
    taken.isDataKept = false;
    return at + 1;
  }
  if (typeof length === 'number' && (index >= length || index < -length)) {
    call.failIndex(`index ${index} is out of bounds for dimension ${at} with size ${length}`);
  }
  if (typeof length === 'number') taken.fixed.set(at, index < 0 ? index + length : index);
  else taken.isDataKept = false;
  return at + 1;
}

function sliceAxis(
  call: Call,
  length: Dimension,
  key: { readonly start: Value; readonly stop: Value; readonly step: Value },
  at: number,
  taken: Taken,
): Axis {
  const bound = (value: Value): Dimension | undefined => (value === null ? undefined : call.dimension(value));
  const [start, stop, step] = [bound(key.start), bound(key.stop), bound(key.step) ?? 1];
  if (typeof step !== 'number') return call.refuse('a slice whose step is not known');
  if (step <= 0) call.machine.raise('ValueError', 'step must be greater than zero');
  const first =
    typeof start === 'number' && typeof length === 'number'
      ? start < 0
        ? Math.max(0, start + length)
        : Math.min(start, length)
      : 0;
  if (start !== undefined && (typeof start !== 'number' || typeof length !== 'number')) taken.isDataKept = false;
  return { length: sliceLength(call, length, start, stop, step), source: at, start: first, step };
}

function takeTensor(call: Call, taken: Taken, at: number, key: Value): number {
  const facts = isTensor(key) ? rankedOf(call.facts(key)) : rankedOf(tensorFrom(call, key, undefined));
  const isMask = facts.dtype === 'bool' || facts.dtype === 'uint8';
  if (typeof facts.dtype !== 'string') call.refuse(facts.dtype.reason);
  if (isMask) {
    const count = facts.data ? facts.data.filter((value) => value !== 0).length : freshSymbol(call.world);
    taken.tensors.push({ shape: [count], at: taken.axes.length });
    return at + facts.shape.length;
  }
  taken.tensors.push({ shape: facts.shape, at: taken.axes.length });
  return at + 1;
}

/** All index tensors together give one shape; it stands where they stood if they stood side by side, else in front. */
function advancedShape(call: Call, taken: Taken): readonly Dimension[] {
  const shape = broadcastShapes(call, ...taken.tensors.map((item) => item.shape));
  const places = taken.tensors.map(({ at }) => at);
  const [first = 0] = places;
  const isTogether = places.every((place) => place === first);
  const lengths = taken.axes.map(({ length }) => length);
  return isTogether ? [...lengths.slice(0, first), ...shape, ...lengths.slice(first)] : [...shape, ...lengths];
}

function takeData(input: Ranked, taken: Taken, shape: readonly Dimension[]): readonly number[] | undefined {
  const { data } = input;
  if (data === undefined || !isConcrete(input.shape) || !isConcrete(shape) || countConcrete(shape) === undefined)
    return undefined;
  const strides = stridesOf(input.shape);
  let base = 0;
  for (const [axis, index] of taken.fixed) base += index * (strides[axis] ?? 0);
  const result: number[] = [];
  forEachIndex(shape, (index) => {
    let at = base;
    for (const [place, axis] of taken.axes.entries()) {
      if (axis.source !== undefined) at += (axis.start + (index[place] ?? 0) * axis.step) * (strides[axis.source] ?? 0);
    }
    result.push(data[at] ?? 0);
  });
  return result;
}

/** How many items a loop over the tensor sees. */
export function iterationLength(call: Call, input: Ranked): number {
  const [length] = input.shape;
  if (length === undefined) return call.machine.raise('TypeError', 'iteration over a 0-d tensor');
  if (typeof length === 'number') return length;
  return call.refuse(`a loop over a tensor whose length is ${showDimension(length)}`);
}
