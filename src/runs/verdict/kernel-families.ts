import type { KernelRow } from '../report/rank-report.js';

/**
 * Kernels whose speed is that of memory: they read and write each value once and compute next to nothing. By their names, as
 * PyTorch, cuDNN, Triton's compiler and the libraries of AMD call them; so a share of them is an estimate, and said as one.
 */
const BANDWIDTH =
  /elementwise|reduce_kernel|softmax|layer_?norm|batch_?norm|bn_(?:fw|bw)|group_?norm|rms_?norm|index|gather|scatter|copy|cat(?:Array|_)|transpose|dropout|embedding|multi_tensor|fill|nchwToNhwc|nhwcToNchw|pool|triton_(?:poi|red|per)_|cross_entropy|nll_loss|adam|sgd|upsample/iu;

/** Kernels that multiply matrices or convolve. */
const MATRIX =
  /gemm|conv|[sh]cudnn|wgrad|dgrad|cutlass|xmma|sm\d\d_|flash|attention|fmha|mma|matmul|winograd|cijk_|implicit_|triton_tem_|nvjet|bmm/iu;

type KernelFamily = 'matrix' | 'bandwidth' | 'other';

/** A name that is of both is of the first that does the work: `nchwToNhwc` in a convolution is a copy. */
export function familyOfKernel(name: string): KernelFamily {
  if (/nchwToNhwc|nhwcToNchw|bn_(?:fw|bw)|batch_?norm/iu.test(name)) return 'bandwidth';
  if (MATRIX.test(name)) return 'matrix';
  return BANDWIDTH.test(name) ? 'bandwidth' : 'other';
}

/** Of the time of compute kernels, what is limited by memory, from 0 to 1; undefined without any. */
export function bandwidthShare(kernels: readonly KernelRow[]): number | undefined {
  let total = 0;
  let bandwidth = 0;
  for (const { name, class: kind, totalNs } of kernels) {
    if (kind !== 'compute') continue;
    total += totalNs;
    if (familyOfKernel(name) === 'bandwidth') bandwidth += totalNs;
  }
  return total === 0 ? undefined : bandwidth / total;
}
