import { expect, test } from 'vitest';
import { bandwidthShare, familyOfKernel } from '../../../src/runs/verdict/kernel-families.js';
import { kernel } from '../hand-run.js';

test.each([
  ['ampere_fp16_s16816gemm_fp16_128x128_ldg8_f2f_stages_32x5_tn', 'matrix'],
  ['volta_scudnn_128x64_relu_interior_nn_v1', 'matrix'],
  ['Cijk_Ailk_Bljk_SB_MT64x64x8_SE_1LDSB0', 'matrix'],
  ['nvjet_hsh_128x64_64x5_1x2_h_bz_TNT', 'matrix'],
  ['void flash_fwd_kernel<Flash_fwd_kernel_traits<64, 128, 128, 4>>', 'matrix'],
  ['void cudnn::detail::wgrad_alg0_engine<float, 128, 6, 8, 3, 3, 5, false, 512>', 'matrix'],
  ['void at::native::vectorized_elementwise_kernel<4, at::native::CUDAFunctor_add<float>>', 'bandwidth'],
  ['void at::native::reduce_kernel<512, 1, at::native::ReduceOp<float>>', 'bandwidth'],
  ['triton_poi_fused_add_relu_3', 'bandwidth'],
  ['void cudnn::bn_bw_1C11_kernel_new<float, float, float2, 512, true, 1>', 'bandwidth'],
  ['void cudnn::ops::nchwToNhwcKernel<__half, __half, float, false, true>', 'bandwidth'],
  ['void at::native::multi_tensor_apply_kernel<FusedOptimizerTensorListMetadata<4>>', 'bandwidth'],
  ['my_own_kernel', 'other'],
])('%s is %s', (name, family) => expect(familyOfKernel(name)).toBe(family));

test('only compute counts', () => {
  const rows = [
    kernel('vectorized_elementwise_kernel', 30, 1),
    kernel('ampere_sgemm', 10, 1),
    kernel('ncclDevKernel_AllGather_copy', 500, 1, { class: 'communication' }),
  ];
  expect(bandwidthShare(rows)).toBeCloseTo(0.75);
  expect(bandwidthShare([])).toBeUndefined();
});
