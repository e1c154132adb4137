import {
  addDimensions,
  boundsOf,
  type Dimension,
  floorDivide,
  isSameDimension,
  multiplyDimensions,
  showDimension,
  subtractDimensions,
} from '../dimension.js';
import { showShape } from '../tensor.js';
import type { Judge } from './judge.js';

export interface Window {
  readonly kernel: readonly Dimension[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

/** floor((n + pad - dilation * (kernel - 1) - 1) / stride) + 1, `pad` being both sides together. */
export function slideLength(
  length: Dimension,
  kernel: Dimension,
  stride: number,
  pad: number,
  dilation: number,
): Dimension {
  const reach = addDimensions(multiplyDimensions(subtractDimensions(kernel, 1), dilation), 1);
  return addDimensions(floorDivide(subtractDimensions(addDimensions(length, pad), reach), stride), 1);
}

export interface Convolution {
  /** Spatial dimensions: 1, 2 or 3. */
  readonly spatial: number;
  readonly stride: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
  readonly groups: number;
}

export function convolveShape(
  judge: Judge,
  input: readonly Dimension[],
  weight: readonly Dimension[],
  options: Convolution,
): readonly Dimension[] {
  const { spatial, stride, padding, dilation, groups } = options;
  checkRank(judge, input, spatial, `conv${spatial}d`);
  const lead = input.length - spatial - 1;
  const channels = input[lead] ?? 1;
  const wanted = multiplyDimensions(weight[1] ?? 1, groups);
  if (isSameDimension(channels, wanted) === false) {
    judge.fail(
      `Given groups=${groups}, weight of size ${showShape(weight)}, expected input${showShape(input)} to have ${showDimension(wanted)} channels, but got ${showDimension(channels)} channels instead`,
    );
  }
  const out = input.slice(lead + 1).map((length, at) => {
    if (padding === 'same') return length;
    const pad = padding === 'valid' ? 0 : 2 * (padding[at] ?? 0);
    return slideLength(length, weight[at + 2] ?? 1, stride[at] ?? 1, pad, dilation[at] ?? 1);
  });
  checkLengths(judge, out, input, weight);
  return [...input.slice(0, lead), weight[0] ?? 1, ...out];
}

export function convolveTransposedShape(
  judge: Judge,
  input: readonly Dimension[],
  weight: readonly Dimension[],
  options: Convolution & { readonly outputPadding: readonly number[]; readonly padding: readonly number[] },
): readonly Dimension[] {
  const { spatial, stride, padding, dilation, groups, outputPadding } = options;
  checkRank(judge, input, spatial, `conv_transpose${spatial}d`);
  const lead = input.length - spatial - 1;
  if (isSameDimension(input[lead] ?? 1, weight[0] ?? 1) === false) {
    judge.fail(
      `Given transposed=1, weight of size ${showShape(weight)}, expected input${showShape(input)} to have ${showDimension(weight[0] ?? 1)} channels, but got ${showDimension(input[lead] ?? 1)} channels instead`,
    );
  }
  const out = input.slice(lead + 1).map((length, at) => {
    const grown = multiplyDimensions(subtractDimensions(length, 1), stride[at] ?? 1);
    const reach = multiplyDimensions(subtractDimensions(weight[at + 2] ?? 1, 1), dilation[at] ?? 1);
    return addDimensions(addDimensions(grown, reach), 1 + (outputPadding[at] ?? 0) - 2 * (padding[at] ?? 0));
  });
  checkLengths(judge, out, input, weight);
  return [...input.slice(0, lead), multiplyDimensions(weight[1] ?? 1, groups), ...out];
}

function checkRank(judge: Judge, input: readonly Dimension[], spatial: number, name: string): void {
  if (input.length === spatial + 1 || input.length === spatial + 2) return;
  judge.fail(
    `Expected ${spatial + 1}D (unbatched) or ${spatial + 2}D (batched) input to ${name}, but got input of size: ${showShape(input)}`,
  );
}

function checkLengths(
  judge: Judge,
  out: readonly Dimension[],
  input: readonly Dimension[],
  weight: readonly Dimension[],
): void {
  if (out.some((length) => typeof length === 'number' && length <= 0)) {
    judge.fail(
      `Calculated padded input size is smaller than the kernel: input ${showShape(input)}, kernel ${showShape(weight.slice(2))}`,
    );
  }
}

export interface Pooling extends Window {
  readonly spatial: number;
  readonly isCeiling: boolean;
}

export function poolShape(judge: Judge, input: readonly Dimension[], options: Pooling): readonly Dimension[] {
  const { spatial, kernel, stride, padding, dilation, isCeiling } = options;
  checkRank(judge, input, spatial, `pool${spatial}d`);
  const lead = input.length - spatial;
  const out = input.slice(lead).map((length, at) => {
    const step = stride[at] ?? 1;
    const pad = padding[at] ?? 0;
    const floor = slideLength(length, kernel[at] ?? 1, step, 2 * pad, dilation[at] ?? 1);
    return isCeiling ? ceilLength(judge, length, kernel[at] ?? 1, step, pad, dilation[at] ?? 1) : floor;
  });
  if (out.some((length) => typeof length === 'number' && length <= 0)) {
    judge.fail(
      `Given input size: ${showShape(input)}. Calculated output size: ${showShape(out)}. Output size is too small`,
    );
  }
  return [...input.slice(0, lead), ...out];
}

/** As floor, but rounded up; a window that would start in the padding on the right is not counted. */
function ceilLength(
  judge: Judge,
  length: Dimension,
  kernel: Dimension,
  stride: number,
  pad: number,
  dilation: number,
): Dimension {
  const count = slideLength(addDimensions(length, stride - 1), kernel, stride, 2 * pad, dilation);
  const start = subtractDimensions(
    multiplyDimensions(subtractDimensions(count, 1), stride),
    addDimensions(length, pad),
  );
  if (typeof start === 'number') return start >= 0 ? subtractDimensions(count, 1) : count;
  const { highest, lowest } = boundsOf(start);
  if (highest < 0) return count;
  if (lowest >= 0) return subtractDimensions(count, 1);
  return judge.unknown(`the length of a pool with ceil_mode hangs on ${showDimension(length)}`);
}
