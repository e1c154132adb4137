import {
  type Dimension,
  divideExactly,
  isSameDimension,
  isUnknownDimension,
  multiplyDimensions,
  productOf,
} from '../dimension.js';
import { showShape } from '../tensor.js';
import { type Judge, normalizeDim } from './judge.js';

/** `view` and `reshape`: at most one length is -1. */
export function reshapeShape(
  judge: Judge,
  input: readonly Dimension[],
  wanted: readonly Dimension[],
): readonly Dimension[] {
  const open = wanted.indexOf(-1);
  const invalid = (): never =>
    judge.fail(`shape '${showShape(wanted)}' is invalid for input of size ${showShape(input)}`);
  if (open < 0) {
    if (isSameDimension(productOf(input), productOf(wanted)) === false) invalid();
    return wanted;
  }
  if (wanted.includes(-1, open + 1)) judge.fail('only one dimension can be inferred');
  const rest = wanted.filter((_, at) => at !== open);
  const inferred = divideProducts(input, rest);
  if (inferred === 'impossible') return invalid();
  const length = inferred ?? judge.unknown(`cannot tell how ${showShape(input)} is divided into ${showShape(wanted)}`);
  return wanted.map((item, at) => (at === open ? length : item));
}

/** undefined: it may be whole, but how much is not known. */
function divideProducts(
  whole: readonly Dimension[],
  parts: readonly Dimension[],
): Dimension | undefined | 'impossible' {
  const left = [...whole];
  const kept: Dimension[] = [];
  for (const part of parts) {
    const at = isUnknownDimension(part) ? -1 : left.findIndex((item) => isSameDimension(item, part) === true);
    if (at >= 0) left.splice(at, 1);
    else kept.push(part);
  }
  const dividend = productOf(left);
  const divisor = productOf(kept);
  if (typeof dividend === 'number' && typeof divisor === 'number') {
    return divisor !== 0 && dividend % divisor === 0 ? dividend / divisor : 'impossible';
  }
  return divideExactly(dividend, divisor);
}

export function flattenShape(
  judge: Judge,
  input: readonly Dimension[],
  start: number,
  end: number,
): readonly Dimension[] {
  if (input.length === 0) return [1];
  const first = normalizeDim(judge, start, input.length);
  const last = normalizeDim(judge, end, input.length);
  if (first > last) judge.fail('flatten() has invalid args: start_dim cannot come after end_dim');
  return [...input.slice(0, first), productOf(input.slice(first, last + 1)), ...input.slice(last + 1)];
}

export function unflattenShape(
  judge: Judge,
  input: readonly Dimension[],
  dim: number,
  sizes: readonly Dimension[],
): readonly Dimension[] {
  const at = normalizeDim(judge, dim, input.length);
  return [...input.slice(0, at), ...reshapeShape(judge, [input[at] ?? 1], sizes), ...input.slice(at + 1)];
}

export function permuteShape(judge: Judge, input: readonly Dimension[], dims: readonly number[]): readonly Dimension[] {
  const order = dims.map((dim) => normalizeDim(judge, dim, input.length));
  if (order.length !== input.length || new Set(order).size !== order.length) {
    judge.fail(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${input.length} is not equal to len(dims) = ${dims.length}`,
    );
  }
  return order.map((dim) => input[dim] ?? 1);
}

export function transposeShape(judge: Judge, input: readonly Dimension[], a: number, b: number): readonly Dimension[] {
  if (input.length === 0) return input;
  const first = normalizeDim(judge, a, input.length);
  const second = normalizeDim(judge, b, input.length);
  const result = [...input];
  result[first] = input[second] ?? 1;
  result[second] = input[first] ?? 1;
  return result;
}

/** `expand`: -1 keeps a length; only lengths of 1 grow. */
export function expandShape(
  judge: Judge,
  input: readonly Dimension[],
  wanted: readonly Dimension[],
): readonly Dimension[] {
  const extra = wanted.length - input.length;
  if (extra < 0)
    judge.fail(
      `expand: the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${input.length})`,
    );
  return wanted.map((length, at) => {
    const own = input[at - extra];
    if (length === -1) return own ?? judge.fail('expand(-1) in a new dimension');
    if (own !== undefined && own !== 1 && isSameDimension(own, length) === false) {
      judge.fail(
        `The expanded size of the tensor (${showShape(wanted)}) must match the existing size (${showShape(input)})`,
      );
    }
    return length;
  });
}

export function repeatShape(
  judge: Judge,
  input: readonly Dimension[],
  times: readonly Dimension[],
): readonly Dimension[] {
  const extra = times.length - input.length;
  if (extra < 0)
    judge.fail('Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor');
  return times.map((factor, at) => multiplyDimensions(input[at - extra] ?? 1, factor));
}

/** Without the dimensions given (all when none are) that are 1; undefined when one cannot tell which those are. */
export function squeezeShape(
  judge: Judge,
  input: readonly Dimension[],
  dims: readonly number[] | undefined,
): readonly Dimension[] | undefined {
  const chosen = dims?.map((dim) => normalizeDim(judge, dim, input.length));
  const isAsked = (at: number): boolean => chosen === undefined || chosen.includes(at);
  if (input.some((length, at) => isAsked(at) && isSameDimension(length, 1) === undefined)) return undefined;
  return input.filter((length, at) => !(isAsked(at) && length === 1));
}
