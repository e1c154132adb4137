import { cudaVersionOfBuild } from '../../graph/software.js';

/** `12.6` → `cu126`, as PyTorch names its builds; `cpu` stays. */
export function acceleratorOf(cuda: string): string {
  return cuda === 'cpu' ? cuda : `cu${cuda.replaceAll('.', '')}`;
}

/** `cu126`, `12.6` → `12.6`; `cpu` stays. What is neither stays as it is, for the resolver to refuse. */
export function cudaOf(accelerator: string): string {
  return cudaVersionOfBuild(accelerator) ?? accelerator;
}
