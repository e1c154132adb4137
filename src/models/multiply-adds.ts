import { type Count, type Dimension, elementsOf, exactly, type ModelModule } from './model.js';

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
  module: Pick<ModelModule, 'type' | 'path' | 'parameters'>,
  inputs: readonly Shape[],
  outputs: readonly Shape[],
  isBatchFirst = false,
): Count | undefined {
  const { type, parameters, path } = module;
  const weight = parameters.find(({ name }) => name === 'weight')?.shape;
  if (/Conv/.test(type) && weight) {
    const isTransposed = type.includes('Transpose');
    const positions = elementsOf(isTransposed ? inputs[0] : outputs[0]);
    return counted(path, positions, elementsOf(weight.slice(1)));
  }
  if (/Bilinear/.test(type) && weight) return counted(path, elementsOf(outputs[0]), elementsOf(weight.slice(1)));
  if (/Linear/.test(type) && weight) return counted(path, elementsOf(outputs[0]), elementsOf(weight.slice(1)));
  if (/^(?:LSTM|GRU|RNN)/.test(type)) return recurrentMultiplyAdds(path, parameters, inputs[0], type.endsWith('Cell'));
  if (type === 'MultiheadAttention') return attentionMultiplyAdds(path, inputs, isBatchFirst);
  return undefined;
}

type Shape = readonly Dimension[] | undefined;

function counted(path: string, ...factors: readonly (number | undefined)[]): Count {
  let product = 1;
  for (const factor of factors) {
    if (factor === undefined) return { value: 0, unknown: [{ path, reason: 'multiply-adds: a shape is open' }] };
    product *= factor;
  }
  return exactly(product);
}

function recurrentMultiplyAdds(
  path: string,
  parameters: ModelModule['parameters'],
  input: Shape,
  isCell: boolean,
): Count {
  const weights = parameters
    .filter(({ name }) => name.startsWith('weight'))
    .map(({ shape }) => elementsOf(shape))
    .reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
  const steps = input && (isCell && input.length === 1 ? 1 : elementsOf(input.slice(0, -1)));
  return counted(path, steps, weights);
}

function attentionMultiplyAdds(path: string, [query, key = query]: readonly Shape[], isBatchFirst: boolean): Count {
  const width = query?.at(-1);
  const queries = elementsOf(query?.slice(0, -1));
  const keys = elementsOf(key?.slice(0, -1));
  const batch = query?.length === 3 ? query[isBatchFirst ? 0 : 1] : 1;
  if (typeof width !== 'number' || typeof batch !== 'number' || queries === undefined || keys === undefined)
    return counted(path, undefined);
  return exactly(2 * (queries + keys) * width * width + (2 * queries * keys * width) / Math.max(1, batch));
}

/** Of an operation on tensors: undefined when it multiplies no matrices. */
export function multiplyAddsOfOperation(
  name: string,
  path: string,
  inputs: readonly Shape[],
  outputs: readonly Shape[],
): Count | undefined {
  const result = elementsOf(outputs[0]);
  const inner = (shape: Shape): number | undefined => {
    const size = shape?.at(-1);
    return typeof size === 'number' ? size : undefined;
  };
  switch (name.replace(/^__r?(\w+)__$/, '$1').replace(/_$/, '')) {
    case 'matmul':
    case 'mm':
    case 'bmm':
    case 'linear':
    case 'mv':
    case 'dot':
      return counted(path, result, inner(inputs[0]));
    case 'addmm':
    case 'baddbmm':
    case 'addbmm':
      return counted(path, result, inner(inputs[1]));
    case 'conv1d':
    case 'conv2d':
    case 'conv3d':
      return counted(path, result, elementsOf(inputs[1]?.slice(1)));
    case 'conv_transpose1d':
    case 'conv_transpose2d':
    case 'conv_transpose3d':
      return counted(path, elementsOf(inputs[0]), elementsOf(inputs[1]?.slice(1)));
    case 'scaled_dot_product_attention': {
      const keys = inputs[1]?.at(-2);
      const scores = counted(path, elementsOf(inputs[0]), typeof keys === 'number' ? keys : undefined);
      const values = counted(path, result, typeof keys === 'number' ? keys : undefined);
      return { value: scores.value + values.value, unknown: scores.unknown };
    }
    case 'einsum':
    case 'multi_head_attention_forward':
      return { value: 0, unknown: [{ path, reason: `the multiply-adds of ${name} are not counted` }] };
    default:
      return undefined;
  }
}
