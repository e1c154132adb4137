import { addCounts, type Count, type Dimension, elementsOf, exactly, type ModelParameter } from './model.js';

/** A layer of the library that was called. */
export interface CalledLayer {
  /** As torch calls it, whatever the class made from it is called. */
  readonly type: string;
  readonly path: string;
  /** What it computes with: its parameters, and what stands in for them (`weight_norm` makes `weight` of two others). */
  readonly weights: readonly Pick<ModelParameter, 'name' | 'shape'>[];
}

/**
 * Multiply-adds of one call: products that are summed, as fvcore and torchvision's `_ops` count them (one for a product and its
 * sum; norms, activations, pooling and biases are nothing). Checked against torchvision's published 4.09 G of ResNet-50.
 *
 * - convolution: elements of the output × weights of one filter (`in/groups × kernel`);
 *   transposed: elements of the input × `out/groups × kernel` (the same loop, seen from the other side);
 * - linear: elements of the output × `in_features`;
 * - recurrent, for each step: all elements of the weight matrices (`W_ih x + W_hh h`; PyTorch's `nn.LSTM`, `nn.GRU`);
 * - attention (L queries, S keys, width E): the four projections `2·L·E² + 2·S·E²`, and `2·L·S·E` for `QKᵀ` and `AV`.
 *
 * Undefined: the layer computes none.
 */
export function multiplyAddsOfLayer(
  { type, path, weights }: CalledLayer,
  inputs: readonly Shape[],
  outputs: readonly Shape[],
  isBatchFirst = false,
): Count | undefined {
  if (/^(?:Lazy)?Conv(?:Transpose)?\dd$|Linear$|^Bilinear$/.test(type)) {
    const weight = weights.find(({ name }) => name === 'weight')?.shape;
    const positions = elementsOf(type.includes('Transpose') ? inputs[0] : outputs[0]);
    return counted(path, positions, weight && elementsOf(weight.slice(1)));
  }
  if (/^(?:LSTM|GRU|RNN)/.test(type)) return recurrentMultiplyAdds(path, weights, inputs[0], type.endsWith('Cell'));
  if (type === 'MultiheadAttention') return attentionMultiplyAdds(path, inputs, isBatchFirst);
  return undefined;
}

type Shape = readonly Dimension[] | undefined;

function counted(path: string, ...factors: readonly (number | undefined)[]): Count {
  let product = 1;
  for (const factor of factors) {
    if (factor === undefined)
      return { value: 0, unknown: [{ path, reason: 'multiply-adds: a shape is open', onlyAdds: true }] };
    product *= factor;
  }
  return exactly(product);
}

function recurrentMultiplyAdds(path: string, weights: CalledLayer['weights'], input: Shape, isCell: boolean): Count {
  const elements = weights
    .filter(({ name }) => /^weight_(?:ih|hh|hr)(?:_l\d+(?:_reverse)?)?$/.test(name))
    .map(({ shape }) => elementsOf(shape))
    .reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
  const steps = input && (isCell && input.length === 1 ? 1 : elementsOf(input.slice(0, -1)));
  return counted(path, steps, elements);
}

function attentionMultiplyAdds(
  path: string,
  [query, key = query, value = key]: readonly Shape[],
  isBatchFirst: boolean,
): Count {
  const width = lastSize(query);
  const keyWidth = lastSize(key);
  const valueWidth = lastSize(value);
  const queries = elementsOf(query?.slice(0, -1));
  const keys = elementsOf(key?.slice(0, -1));
  const batch = query?.length === 3 ? query[isBatchFirst ? 0 : 1] : 1;
  if (width === undefined || queries === undefined || keys === undefined || typeof batch !== 'number')
    return counted(path, undefined);
  if (keyWidth === undefined || valueWidth === undefined) return counted(path, undefined);
  const projections = 2 * queries * width * width + keys * width * (keyWidth + valueWidth);
  return exactly(projections + (2 * queries * keys * width) / Math.max(1, batch));
}

function lastSize(shape: Shape): number | undefined {
  const size = shape?.at(-1);
  return typeof size === 'number' ? size : undefined;
}

/** Of an operation on tensors: undefined when it multiplies no matrices. */
export function multiplyAddsOfOperation(
  name: string,
  path: string,
  inputs: readonly Shape[],
  outputs: readonly Shape[],
): Count | undefined {
  const plain = name.replace(/^__r?(\w+)__$/, '$1').replace(/_$/, '');
  const [first, second] = inputs;
  const result = elementsOf(outputs[0]);
  if (/^(?:matmul|mm|bmm|linear|mv|dot)$/.test(plain)) return counted(path, result, lastSize(first));
  if (/^(?:addmm|baddbmm|addbmm)$/.test(plain)) return counted(path, result, lastSize(second));
  if (/^conv\dd$/.test(plain)) return counted(path, result, elementsOf(second?.slice(1)));
  if (/^conv_transpose\dd$/.test(plain)) return counted(path, elementsOf(first), elementsOf(second?.slice(1)));
  if (plain === 'scaled_dot_product_attention') {
    const keys = second?.at(-2);
    const count = typeof keys === 'number' ? keys : undefined;
    return addCounts([counted(path, elementsOf(first), count), counted(path, result, count)]);
  }
  const isUncounted = /^(?:einsum|multi_head_attention_forward)$/.test(plain);
  return isUncounted
    ? { value: 0, unknown: [{ path, reason: `the multiply-adds of ${plain} are not counted`, onlyAdds: true }] }
    : undefined;
}
