import { describe, expect, it, test } from 'vitest';
import { isEligibleForTensorCores, usesTensorCores } from '../../../src/runs/time/tensor-cores.js';
import { call, kernel, memcpy, memset, nccl, op, type SmallEvent, timesOf } from './small-trace.js';

describe('kernels', () => {
  it('are counted by name, the longest total first', () => {
    const { kernels } = timesOf([
      kernel(0, 10, 1, {}, 'a'),
      kernel(20, 30, 2, {}, 'a'),
      kernel(60, 50, 3, {}, 'b'),
      nccl(200, 5, 4),
      memcpy(300, 7, 5),
      memset(400, 1, 6),
    ]);
    expect(kernels.map((row) => [row.name, row.class, row.calls, row.totalNs, row.shortestNs, row.longestNs])).toEqual([
      ['b', 'compute', 1, 50_000, 50_000, 50_000],
      ['a', 'compute', 2, 40_000, 10_000, 30_000],
      ['Memcpy HtoD (Pageable -> Device)', 'memcpy', 1, 7000, 7000, 7000],
      ['ncclKernel_AllReduce_RING_LL_Sum_float(ncclWorkElem)', 'communication', 1, 5000, 5000, 5000],
      ['Memset (Device)', 'memset', 1, 1000, 1000, 1000],
    ]);
    expect(kernels.map(({ usesTensorCores: uses }) => uses)).toEqual([false, false, undefined, false, undefined]);
  });

  it('say nothing of what no call tells: nothing is not 0', () => {
    const [row] = timesOf([kernel(0, 10, 1, { 'blocks per SM': 'inf', 'est. achieved occupancy %': 'N/A' })]).kernels;
    expect(row).toMatchObject({ occupancyPercent: undefined, blocksPerMultiprocessor: undefined });
  });

  it('weigh their shapes by time, without those that tell none', () => {
    const shape = (blocks: number) => ({ 'blocks per SM': blocks, 'est. achieved occupancy %': blocks * 10 });
    const [row] = timesOf([kernel(0, 10, 1, shape(1)), kernel(20, 30, 2, shape(5)), kernel(60, 100, 3)]).kernels;
    expect(row).toMatchObject({ occupancyPercent: 40, blocksPerMultiprocessor: 4 });
  });

  it('have no end of names only in broken traces, where the rest is one', () => {
    const { kernels } = timesOf(Array.from({ length: 20_010 }, (_, index) => kernel(index, 1, index, {}, `k${index}`)));
    expect(kernels).toHaveLength(20_001);
    expect(kernels[0]).toMatchObject({ name: '(others)', calls: 10, totalNs: 10_000 });
  });

  test.each([
    ['volta_fp16_s884cudnn_fp16_128x128_ldg8_splitK_relu', true],
    ['ampere_fp16_s16816gemm_fp16_128x128_ldg8_f2f_stages_64x3_tn', true],
    ['sm80_xmma_fprop_implicit_gemm_indexed_tf32f32_tf32f32_f32_nhwckrsc_nhwc_tilesize128x128x16', true],
    ['sm80_xmma_fprop_implicit_gemm_indexed_f32f32_f32f32_f32_nchwkcrs_nchw_tilesize128x128x8', false],
    ['void cutlass::Kernel2<cutlass_80_tensorop_s16816gemm_bf16_128x64_64x4_nn_align8>', true],
    ['nvjet_hsh_128x256_64x4_2x1_v_bz_coopA_TNT', true],
    ['void flash_fwd_kernel<Flash_fwd_kernel_traits<64, 128, 128, 4>>', true],
    ['Cijk_Alik_Bljk_BBS_BH_Bias_HA_S_SAV_UserArgs_MT256x192x64_MI16x16x1_SN', true],
    ['volta_sgemm_128x64_tn', false],
    ['ampere_sgemm_32x32_sliced1x4_tn', false],
    ['void at::native::vectorized_elementwise_kernel<4>', false],
    ['triton_poi_fused_add_cos_sin_0', false],
  ])('%s uses tensor cores: %s', (name, expected) => expect(usesTensorCores(name)).toBe(expected));

  test.each([
    ['aten::mm', true],
    ['aten::convolution_backward', true],
    ['AddmmBackward', true],
    ['aten::add', false],
    ['mm', false],
  ])('%s could use them: %s', (name, expected) => expect(isEligibleForTensorCores(name)).toBe(expected));
});

describe('launches', () => {
  const cheap = call(0, 2, 1);

  it('are told by their work, not by the name of the call', () => {
    const calls = ['hipExtModuleLaunchKernel', 'cuLaunchKernelEx', 'zeCommandListAppendLaunchKernel'];
    const events = calls.flatMap((name, index): SmallEvent[] => [
      { cat: 'cuda_driver', name, ts: index * 100, dur: 3, tid: 1, args: { correlation: index + 1 } },
      kernel(index * 100 + 10, 20, index + 1),
    ]);
    expect(timesOf(events).launches).toEqual({
      count: 3,
      shortKernels: 0,
      slowRuntimeCalls: 0,
      slowLaunches: 0,
      hostNs: 9000,
      deviceNs: 60_000,
      medianDelayNs: 7000,
    });
  });

  it('of a graph are one, with all its work', () => {
    const graph = { ...call(0, 60, 5), name: 'cudaGraphLaunch' };
    const { launches } = timesOf([graph, kernel(300, 10, 5), kernel(200, 10, 5), kernel(320, 10, 5)]);
    expect(launches).toEqual({
      count: 1,
      shortKernels: 1,
      slowRuntimeCalls: 1,
      slowLaunches: 1,
      hostNs: 60_000,
      deviceNs: 30_000,
      medianDelayNs: 140_000,
    });
  });

  it('without work, and work without a launch, are left out', () => {
    expect(timesOf([cheap, kernel(10, 5, 1), call(20, 5, 2), kernel(30, 5, 3)]).launches?.count).toBe(1);
    expect(timesOf([cheap, op('aten::mm', 0, 10)]).launches).toBeUndefined();
  });

  it.each([
    [50, 0],
    [50.001, 1],
  ])('of %s µs are slow calls: %s', (dur, slow) =>
    expect(timesOf([call(0, dur, 1), kernel(60, 70, 1)]).launches?.slowRuntimeCalls).toBe(slow),
  );

  it.each([
    [102, 0],
    [102.001, 1],
  ])('whose work starts at %s µs are slow launches: %s', (start, slow) =>
    expect(timesOf([cheap, kernel(start, 5, 1)]).launches?.slowLaunches).toBe(slow),
  );
});

describe('several devices in one trace', () => {
  it('are used as much as their mean', () => {
    const events = [op('aten::mm', 0, 100), kernel(0, 100, 1, { device: 0 }), kernel(0, 50, 2, { device: 1 })];
    expect(timesOf(events).utilization?.busyPercent).toBe(75);
  });
});
