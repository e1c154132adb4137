import { cudaVersionOfBuild } from '../../graph/software.js';

/** `12.6` → `cu126`, as PyTorch names its builds; `cpu` and what is no version stay. */
export function acceleratorOf(cuda: string): string {
  return /^\d/.test(cuda) ? `cu${cuda.replaceAll('.', '')}` : cuda;
}

/** `cu126`, `12.6` → `12.6`; `cpu` stays. What is neither stays as it is, for the resolver to refuse. */
export function cudaOf(accelerator: string): string {
  return cudaVersionOfBuild(accelerator) ?? accelerator;
}
