/**
 * Parts of names of kernels that use tensor cores. The first line is the list of NVIDIA's PyProf, which the TensorBoard
 * plugin took over; the second names what has come since: CUTLASS and cuBLAS of Ampere, Hopper and Blackwell, FlashAttention,
 * and the matrix cores of AMD in names of Tensile.
 */
const USES_TENSOR_CORES = new RegExp(
  [
    'h884|s884|h1688|s1688|c1688|hmma|i8816|16816|dgrad_1x1_stride_2x2|first_layer_wgrad_kernel|conv1x1|conv2d_c1_k1|direct_group|xmma_implicit_gemm|xmma_sparse_conv|xmma_warp_specialized_implicit_gemm|xmma_gemm|xmma_sparse_gemm',
    'tensorop|tensor_op|imma|gmma|nvjet|flash_(?:fwd|bwd)|_MI\\d+x\\d+',
    // The same convolutions come with plain float32, which does not.
    'xmma_(?:fprop|dgrad|wgrad)_implicit_gemm_(?!(?:indexed_)?f32f32_f32f32)',
  ].join('|'),
  'u',
);

/** By its name only: a kernel whose name does not tell counts as not using them. */
export function usesTensorCores(kernel: string): boolean {
  return USES_TENSOR_CORES.test(kernel);
}

/** Operators that can use tensor cores when their data are of a type that can: the list of the TensorBoard plugin. */
const ELIGIBLE: ReadonlySet<string> = new Set([
  ...'_convolution _convolution_nogroup conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d'.split(' '),
  ...'conv_transpose3d convolution cudnn_convolution cudnn_convolution_transpose prelu addmm addmv addr'.split(' '),
  ...'matmul mm mv linear addbmm baddbmm bmm chain_matmul linalg_multi_dot _thnn_fused_lstm_cell'.split(' '),
  ...'_thnn_fused_gru_cell lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell addmm_'.split(' '),
  ...'cudnn_convolution_backward cudnn_convolution_backward_input cudnn_convolution_backward_weight'.split(' '),
  ...'cudnn_convolution_transpose_backward cudnn_convolution_transpose_backward_input'.split(' '),
  'cudnn_convolution_transpose_backward_weight',
  // What has come since: one operator for all of the backward of a convolution, and attention.
  ...'convolution_backward miopen_convolution _scaled_mm _scaled_dot_product_flash_attention'.split(' '),
  ...'_scaled_dot_product_efficient_attention _scaled_dot_product_cudnn_attention _flash_attention_forward'.split(' '),
  ...'_flash_attention_backward _efficient_attention_forward _efficient_attention_backward'.split(' '),
]);

const ELIGIBLE_BACKWARD: ReadonlySet<string> = new Set(
  'CudnnConvolutionBackward BmmBackward0 CudnnConvolutionTransposeBackward MmBackward AddmvBackward MvBackward AddmmBackward AddbmmBackward'.split(
    ' ',
  ),
);

export function isEligibleForTensorCores(operator: string): boolean {
  return operator.startsWith('aten::') ? ELIGIBLE.has(operator.slice(6)) : ELIGIBLE_BACKWARD.has(operator);
}
