import type { Plan } from '../environment/plan/plan.js';

/** The GPUs that a text asks for: it must say what `up` only finds out on the machine. */
export type GpuRequest =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'ids'; readonly ids: readonly string[] };

/** `auto` is all of them where PyTorch is built for CUDA, and none where it is not or is not known to be. */
export function requestGpus({ container: { gpus }, environment: { cuda } }: Plan): GpuRequest {
  if (gpus.kind !== 'auto') return gpus;
  return cuda === undefined || cuda === 'cpu' ? { kind: 'none' } : { kind: 'all' };
}

/** How many, for targets that know numbers only: one of `all`, since their number is not known here. */
export function countGpus(request: GpuRequest): number {
  switch (request.kind) {
    case 'none':
      return 0;
    case 'all':
      return 1;
    case 'count':
      return request.count;
    case 'ids':
      return request.ids.length;
  }
}
