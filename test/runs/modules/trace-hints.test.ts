import { expect, test } from 'vitest';
import { measureWork } from '../../../src/runs/modules/measure-work.js';
import type { TraceHints } from '../../../src/runs/report/rank-report.js';
import {
  annotation,
  backwardOp,
  forwardOp,
  frame,
  type HandEvent,
  kernel,
  launch,
  op,
  runtime,
  timelineOf,
} from './hand-trace.js';
import { realTimeline } from './real-timeline.js';

function hintsOf(events: readonly HandEvent[]): TraceHints {
  return measureWork(timelineOf(events)).hints;
}

test('nothing is known of an empty trace', () => {
  expect(hintsOf([])).toEqual({
    loader: undefined,
    pageableCopies: { calls: 0, ns: 0 },
    usesDataParallel: false,
    optimizer: undefined,
    optimizerKernels: undefined,
    kernelsPerStep: undefined,
    medianKernelNs: undefined,
    float32MatrixNs: undefined,
    recomputedNs: undefined,
    hasGraphs: false,
    isCompiled: false,
  });
});

test('the loader and the optimizer by their names', () => {
  const hints = hintsOf([
    annotation('enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__', 0, 1),
    annotation('Optimizer.step#AdamW.step', 5, 1),
    op('DataParallel.forward', 10, 1),
  ]);
  expect(hints).toMatchObject({ loader: 'single-process', optimizer: 'AdamW', usesDataParallel: true });
  const workers = hintsOf([annotation('enumerate(DataLoader)#_MultiProcessingDataLoaderIter.__next__', 0, 1)]);
  expect(workers.loader).toBe('workers');
});

test('of several optimizers the one that takes longest', () => {
  const steps = [annotation('Optimizer.step#SGD.step', 0, 5), annotation('Optimizer.step#Adam.step', 10, 9)];
  expect(hintsOf(steps).optimizer).toBe('Adam');
});

test('kernels of a mean step are those that steps launched; the optimizer has its own', () => {
  const hints = hintsOf([
    annotation('ProfilerStep#1', 0, 50.5),
    annotation('ProfilerStep#2', 60, 50),
    ...launch(1, 1, 1),
    annotation('Optimizer.step#SGD.step', 20, 9),
    ...launch(21, 2, 2),
    ...launch(61, 30, 3),
    ...launch(200, 40, 4),
  ]);
  expect(hints).toMatchObject({ kernelsPerStep: 1.5, optimizerKernels: 0.5, medianKernelNs: 16_000 });
});

test.each([
  ['volta_sgemm_128x64_nn', true],
  ['void cudnn::detail::implicit_convolve_sgemm<float, float, 1024, 5, 5, 3, 3, 3, 1, false, true, true>', true],
  ['ampere_scudnn_128x64_relu_interior_nn_v1', true],
  ['cutlass_80_simt_sgemm_128x64_8x5_nn_align1', true],
  ['Cijk_Ailk_Bljk_SB_MT64x64x8_SE_1LDSB0', true],
  ['Cijk_Ailk_Bljk_SB_MT64x64x8_MI32x32x2_SE_1LDSB0', false],
  ['ampere_sgemm_tf32_128x64_nn', false],
  ['sm80_xmma_gemm_f32f32_tf32f32_f32_tn_n_tilesize128', false],
  ['volta_fp16_s884gemm_fp16_128x128_ldg8_f2f_nn', false],
  ['void at::native::vectorized_elementwise_kernel', false],
])('%s multiplies float32 without tensor cores: %s', (name, isFloat32) => {
  expect(hintsOf([kernel(0, 3, 1, name)]).float32MatrixNs).toBe(isFloat32 ? 3000 : 0);
});

test('copies from memory that is not pinned', () => {
  const copy = (name: string, ts: number): HandEvent => ({ cat: 'gpu_memcpy', name, ts, dur: 5, args: {} });
  const hints = hintsOf([
    copy('Memcpy HtoD (Pageable -> Device)', 0),
    copy('Memcpy HtoD (Pinned -> Device)', 10),
    copy('Memcpy DtoH (Device -> Pageable)', 20),
  ]);
  expect(hints.pageableCopies).toEqual({ calls: 1, ns: 5000 });
});

test('a backward within which nothing is done again has none of it; a second derivative is not taken for it', () => {
  const forward = forwardOp('aten::mm', 0, 5.5, 1);
  const plain = [forward, backwardOp('MmBackward0', 10, 9, 1), op('aten::mm', 11, 5, {}, 2), ...launch(12, 4, 1, 2)];
  expect(hintsOf(plain).recomputedNs).toBe(0);
  const second = [
    forward,
    backwardOp('MmBackward0', 10, 9, 1),
    forwardOp('aten::mm', 11, 5, 2, 2),
    ...launch(12, 4, 1, 2),
  ];
  expect(hintsOf(second).recomputedNs).toBeUndefined();
});

test('graphs and compiled regions', () => {
  expect(hintsOf([runtime('cudaGraphLaunch', 0, 1)]).hasGraphs).toBe(true);
  expect(measureWork(realTimeline('tracelens-torch_compile_triton.json.gz')).hints.isCompiled).toBe(true);
});

test('of real runs', () => {
  expect(measureWork(realTimeline('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz')).hints).toMatchObject({
    loader: 'single-process',
    pageableCopies: { calls: 12, ns: 11_492_000 },
    optimizer: 'SGD',
    optimizerKernels: 483,
    recomputedNs: 0,
    isCompiled: false,
  });
});

/** Two steps of 100 µs, and what is between and after them. */
const STEPS = [annotation('ProfilerStep#1', 0, 100), annotation('ProfilerStep#2', 150, 100)];

test('fills of zero_grad, on the host and the device; others are none of it', () => {
  const { zeroedGradients } = hintsOf([
    ...STEPS,
    annotation('Optimizer.zero_grad#SGD.zero_grad', 10, 20),
    op('aten::zero_', 11, 4),
    ...launch(12, 7, 1),
    op('aten::_foreach_zero_', 20, 5),
    ...launch(21, 2, 2),
    op('aten::zero_', 40, 4),
    ...launch(41, 9, 3),
    annotation('Optimizer.zero_grad#SGD.zero_grad', 110, 20),
    op('aten::zero_', 111, 4),
    ...launch(112, 9, 4),
  ]);
  expect(zeroedGradients).toEqual({ calls: 2, hostNs: 9000, deviceNs: 9000 });
});

test('time of the host in the step of the optimizer, of one that wraps another once', () => {
  const { optimizerHostNs } = hintsOf([
    ...STEPS,
    annotation('Optimizer.step#Wrapper.step', 10, 20),
    annotation('Optimizer.step#SGD.step', 11, 15),
    annotation('Optimizer.step#SGD.step', 170, 5),
    annotation('Optimizer.step#SGD.step', 120, 7),
  ]);
  expect(optimizerHostNs).toBe(25_000);
});

test('selects that Python calls, within steps and in no other operator', () => {
  const { indexing } = hintsOf([
    ...STEPS,
    op('aten::select', 1, 3),
    op('aten::lstm', 10, 20),
    op('aten::select', 11, 3),
    op('aten::select', 160, 2),
    op('aten::select', 120, 2),
  ]);
  expect(indexing).toEqual({ calls: 2, hostNs: 5000 });
});

test.each(['cudaMalloc', 'cudaFree', 'hipMalloc', 'hipFree', 'cuMemAlloc_v2', 'cuMemMap', 'cuMemUnmap'])(
  '%s within steps is memory that the device is asked for',
  (name) => {
    const events = [...STEPS, runtime(name, 1, 3), runtime(name, 5, 3), runtime(name, 160, 2), runtime(name, 120, 9)];
    expect(hintsOf(events).deviceAllocations).toEqual({ calls: 3, ns: 8000, steps: 2 });
  },
);

test.each(['cudaMallocAsync', 'cudaFreeAsync', 'cudaHostAlloc', 'cuMemcpyAsync', 'cudaMallocHost'])(
  '%s is not',
  (name) => expect(hintsOf([...STEPS, runtime(name, 1, 3)]).deviceAllocations).toBeUndefined(),
);

test('what the profiler calls its own within steps, and the frames that it recorded', () => {
  const overhead = (ts: number): HandEvent => ({ cat: 'overhead', name: 'Activity Buffer Request', ts, dur: 4 });
  const { profiler } = hintsOf([...STEPS, overhead(3), overhead(130), frame('train.py(3): step', 50, 9)]);
  expect(profiler).toEqual({ overheadNs: 4000, frames: 1 });
});

test('a trace without steps is counted whole', () =>
  expect(hintsOf([op('aten::select', 1, 3), runtime('cudaFree', 9, 2)])).toMatchObject({
    indexing: { calls: 1, hostNs: 3000 },
    deviceAllocations: { calls: 1, ns: 2000, steps: 0 },
  }));
