import { CONTAINERS, LAYERS } from './layers/tables.js';
import { FUNCTIONAL_OPERATIONS, TENSOR_OPERATIONS, TORCH_OPERATIONS } from './operations/tables.js';
import { TRANSFORMS } from './operations/transforms.js';

/** All that is known of torch, for the page that lists it. */
export interface TorchSupport {
  /** Layers by the file of `torch/nn/modules` they stand in, with their signature. */
  readonly layers: readonly (readonly [
    file: string,
    layers: readonly (readonly [name: string, signature: string])[],
  ])[];
  /** Names by where they are found. */
  readonly operations: readonly (readonly [where: string, names: readonly string[]])[];
}

export function listTorchSupport(): TorchSupport {
  const files = new Map<string, (readonly [string, string])[]>();
  for (const { name, file, signature } of LAYERS.values()) {
    if (name.startsWith('_')) continue;
    files.set(file, [...(files.get(file) ?? []), [name, signature]]);
  }
  files.set('container', CONTAINERS.map((name) => [name, ''] as const).slice());
  const names = (table: readonly { readonly name: string }[]): string[] =>
    [...new Set(table.map(({ name }) => name))].filter((name) => !name.startsWith('_')).sort();
  return {
    layers: [...files].sort(([a], [b]) => (a < b ? -1 : 1)),
    operations: [
      ['torch', names(TORCH_OPERATIONS)],
      ['torch.Tensor', names(TENSOR_OPERATIONS)],
      ['torch.nn.functional', names(FUNCTIONAL_OPERATIONS)],
      ['torch.fft, torch.linalg', names(TRANSFORMS)],
    ],
  };
}
