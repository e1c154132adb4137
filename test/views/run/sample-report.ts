import type { Curve, LogReport } from '../../../src/runs/report/log-report.js';
import type {
  Anatomy,
  GpuTime,
  KernelRow,
  ModuleRow,
  RankReport,
  StepReport,
} from '../../../src/runs/report/rank-report.js';
import type { RunReport } from '../../../src/runs/report/run-report.js';

export const MS = 1e6;

const NO_HINTS: RankReport['hints'] = {
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
};

/** In milliseconds, in the order of precedence: kernel, memcpy, memset, communication, runtime, data, operators, other. */
export function anatomy(...times: readonly number[]): Anatomy {
  const [kernel, memcpy, memset, communication, runtime, dataloader, cpuOp, other] = [...Array(8).keys()].map((at) =>
    Math.round((times[at] ?? 0) * MS),
  ) as [number, number, number, number, number, number, number, number];
  return {
    kernelNs: kernel,
    memcpyNs: memcpy,
    memsetNs: memset,
    communicationNs: communication,
    runtimeNs: runtime,
    dataloaderNs: dataloader,
    cpuOpNs: cpuOp,
    otherNs: other,
    totalNs: kernel + memcpy + memset + communication + runtime + dataloader + cpuOp + other,
  };
}

export function gpuTime(spanMs: number, computeMs: number, rest: Partial<GpuTime> = {}): GpuTime {
  const idle = (spanMs - computeMs) * MS;
  return {
    spanNs: spanMs * MS,
    busyNs: computeMs * MS,
    idleNs: idle,
    computeNs: computeMs * MS,
    communicationNs: 0,
    exposedCommunicationNs: 0,
    memcpyNs: 0,
    exposedMemcpyNs: 0,
    memsetNs: 0,
    overlapPercent: undefined,
    idleByCause: { dataloaderNs: 0, hostLaunchNs: idle, syncNs: 0, kernelGapNs: 0, otherNs: 0 },
    ...rest,
  };
}

export function stepOf(name: string, startMs: number, times: Anatomy, gpu?: GpuTime): StepReport {
  return {
    name,
    startNs: BigInt(startMs * MS),
    durationNs: times.totalNs,
    windowNs: times.totalNs,
    anatomy: times,
    gpu,
  };
}

export function kernel(name: string, totalMs: number, calls: number, rest: Partial<KernelRow> = {}): KernelRow {
  const totalNs = Math.round(totalMs * MS);
  return {
    name,
    class: 'compute',
    calls,
    totalNs,
    shortestNs: Math.floor((totalNs / calls) * 0.5),
    longestNs: Math.ceil((totalNs / calls) * 2),
    usesTensorCores: false,
    occupancyPercent: 49,
    blocksPerMultiprocessor: 12,
    ...rest,
  };
}

export function moduleRow(path: string, type: string, forwardMs: number, backwardMs: number, calls = 6): ModuleRow {
  return {
    path,
    type,
    depth: path.split(/[./]/).length - 1,
    calls,
    forwardNs: Math.round(forwardMs * MS),
    backwardNs: Math.round(backwardMs * MS),
    selfNs: 0,
    hostNs: Math.round(forwardMs * MS * 0.4),
  };
}

/** A rank of which nothing is known but its file. */
export function emptyRank(rest: Partial<RankReport> = {}): RankReport {
  return {
    file: 'trace.json',
    rank: undefined,
    rankFrom: 'unknown',
    device: undefined,
    events: 0,
    steps: [],
    gpu: undefined,
    stepAnatomy: anatomy(),
    utilization: undefined,
    kernels: [],
    launches: undefined,
    modules: { from: 'none', rows: [], attributedNs: 0, unattributed: [] },
    operators: [],
    phases: { forwardNs: 0, backwardNs: 0, optimizerNs: 0, communicationNs: 0, copiesNs: 0, otherNs: 0 },
    memory: [],
    syncs: [],
    hints: NO_HINTS,
    ...rest,
  };
}

export function reportOf(ranks: readonly RankReport[], rest: Partial<RunReport> = {}): RunReport {
  return {
    source: { kind: 'trace', files: ranks.map(({ file }) => file) },
    ranks,
    logs: [],
    memory: [],
    verdict: { kind: 'unclear', confidence: 'low', evidence: [] },
    advice: [],
    health: [],
    ...rest,
  };
}

export function curve(name: string, values: readonly number[], unit?: string): Curve {
  const points = values.map((value, step) => ({ step, seconds: undefined, value }));
  return unit === undefined ? { name, points } : { name, unit, points };
}

export function logOf(curves: readonly Curve[], rest: Partial<LogReport> = {}): LogReport {
  return {
    file: 'train.log',
    format: 'torchvision',
    curves,
    stepSeconds: undefined,
    dataPercent: undefined,
    throughput: undefined,
    mfuPercent: undefined,
    peakMemoryBytes: undefined,
    capacityBytes: undefined,
    gpuPercent: undefined,
    nanValues: 0,
    skippedSteps: 0,
    lines: { read: 400, understood: 398 },
    ...rest,
  };
}

const DATA_MS = [61.2, 55.8, 58.9, 60.4, 59.3, 60];

/** The kernels of ResNet-50 as such a trace names them. */
const KERNELS: readonly KernelRow[] = [
  kernel('volta_scudnn_128x64_relu_interior_nn_v1', 98.4, 216),
  kernel(
    'void cudnn::detail::dgrad_engine<float, 512, 6, 5, 3, 3, 3, false>(int, int, int, float const*, int)',
    71.2,
    120,
  ),
  kernel('volta_scudnn_128x128_stridedB_splitK_interior_nn_v1', 64.9, 150),
  kernel(
    'void cudnn::bn_bw_1C11_kernel_new<float, float, float2, 512, true, 1>(float, float, float, float)',
    62.1,
    318,
  ),
  kernel(
    'void cudnn::bn_fw_tr_1C11_kernel_NCHW<float, float, 512, true, 1>(cudnnTensorStruct, float const*)',
    48.3,
    318,
  ),
  kernel(
    'void at::native::vectorized_elementwise_kernel<4, at::native::threshold_kernel_impl<float>(at::TensorIterator&, float, float)::{lambda(float, float)#1}, at::detail::Array<char*, 3> >(int, at::native::threshold_kernel_impl<float>)',
    41.7,
    588,
  ),
  kernel(
    'void at::native::vectorized_elementwise_kernel<4, at::native::CUDAFunctor_add<float>, at::detail::Array<char*, 3> >(int, at::native::CUDAFunctor_add<float>)',
    39.5,
    2112,
  ),
  kernel('volta_sgemm_128x64_nt', 33.1, 96, { usesTensorCores: false }),
  kernel('void wgrad_alg0_engine<float, 128, 6, 8, 3, 3, 5, false, 512>(int, int, int, float const*, int)', 28.8, 72),
  kernel('void at::native::(anonymous namespace)::max_pool_backward_nchw<float, float>(int, float const*)', 21.4, 6),
  kernel('Memcpy HtoD (Pageable -> Device)', 11.5, 18, { class: 'memcpy', usesTensorCores: undefined }),
  kernel('void cunn_SoftMaxForward<4, float, float, float>(float*, float*, int)', 1.2, 6),
  kernel('Memset (Device)', 0.54, 402, { class: 'memset', usesTensorCores: undefined }),
];

const MODULES: readonly ModuleRow[] = [
  moduleRow('ResNet_0', 'ResNet', 190, 370),
  moduleRow('ResNet_0/Conv2d_0', 'Conv2d', 12, 18),
  moduleRow('ResNet_0/BatchNorm2d_0', 'BatchNorm2d', 7, 12),
  moduleRow('ResNet_0/ReLU_0', 'ReLU', 3, 5),
  moduleRow('ResNet_0/MaxPool2d_0', 'MaxPool2d', 4, 21),
  moduleRow('ResNet_0/Sequential_0', 'Sequential', 48, 92),
  moduleRow('ResNet_0/Sequential_0/Bottleneck_0', 'Bottleneck', 18, 36),
  moduleRow('ResNet_0/Sequential_0/Bottleneck_1', 'Bottleneck', 15, 28),
  moduleRow('ResNet_0/Sequential_0/Bottleneck_2', 'Bottleneck', 15, 28),
  moduleRow('ResNet_0/Sequential_1', 'Sequential', 52, 98),
  moduleRow('ResNet_0/Sequential_2', 'Sequential', 44, 84),
  moduleRow('ResNet_0/Sequential_3', 'Sequential', 18, 36),
  moduleRow('ResNet_0/AdaptiveAvgPool2d_0', 'AdaptiveAvgPool2d', 0.6, 0.8),
  moduleRow('ResNet_0/Linear_0', 'Linear', 1.1, 2.2),
];

/** Kineto's own sample: ResNet-50 on a V100, num_workers=0; the mean step is 177.59 ms, of it 59.26 ms without data. */
export function waitingRank(rest: Partial<RankReport> = {}): RankReport {
  let start = 1000;
  const steps = DATA_MS.map((data, at) => {
    const times = anatomy(98.59, 1.92, 0.09, 0, 2.91, data, 13.67, 1.16);
    const gpu = gpuTime(times.totalNs / MS, 98.59, {
      memcpyNs: 1.92 * MS,
      exposedMemcpyNs: 1.92 * MS,
      idleNs: times.totalNs - 100.6 * MS,
    });
    start += Math.ceil(times.totalNs / MS);
    return stepOf(`ProfilerStep#${at + 5}`, start, times, gpu);
  });
  return emptyRank({
    file: 'resnet50_num_workers_0.pt.trace.json',
    rank: 0,
    rankFrom: 'file-name',
    device: {
      index: 0,
      name: 'Tesla V100-DGXS-32GB',
      memoryBytes: 34_048_311_296,
      computeCapability: '7.0',
      multiprocessors: 80,
    },
    events: 75_700,
    steps,
    gpu: gpuTime(996.477, 591.532, {
      busyNs: 603.558 * MS,
      idleNs: 392.919 * MS,
      memcpyNs: 11.5 * MS,
      exposedMemcpyNs: 11.5 * MS,
      memsetNs: 0.54 * MS,
      idleByCause: {
        dataloaderNs: 318.2 * MS,
        hostLaunchNs: 53.9 * MS,
        syncNs: 8.1 * MS,
        kernelGapNs: 10.2 * MS,
        otherNs: 2.519 * MS,
      },
    }),
    stepAnatomy: anatomy(98.59, 1.92, 0.09, 0, 2.91, 59.26, 13.67, 1.16),
    utilization: {
      busyPercent: 55.51,
      multiprocessorPercent: 54.68,
      occupancyPercent: 49.13,
      tensorCorePercent: 0,
      tensorCoreEligiblePercent: 67.6,
    },
    kernels: KERNELS,
    launches: {
      count: 9096,
      shortKernels: 5748,
      slowRuntimeCalls: 6,
      slowLaunches: 7267,
      hostNs: 99_900_000,
      deviceNs: 603_558_000,
      medianDelayNs: 310_000,
    },
    modules: {
      from: 'frames',
      rows: MODULES,
      attributedNs: 560 * MS,
      unattributed: [
        { reason: 'optimizer', ns: 24 * MS },
        { reason: 'outside-modules', ns: 8 * MS },
        { reason: 'no-launch', ns: 6 * MS },
      ],
    },
    operators: [
      {
        name: 'aten::cudnn_convolution_backward_weight',
        calls: 318,
        hostSelfNs: 21 * MS,
        deviceNs: 180 * MS,
        forwardNs: 0,
        backwardNs: 180 * MS,
        optimizerNs: 0,
      },
      {
        name: 'aten::cudnn_convolution',
        calls: 318,
        hostSelfNs: 18 * MS,
        deviceNs: 120 * MS,
        forwardNs: 120 * MS,
        backwardNs: 0,
        optimizerNs: 0,
      },
      {
        name: 'aten::add_',
        calls: 2900,
        hostSelfNs: 31 * MS,
        deviceNs: 39 * MS,
        forwardNs: 4 * MS,
        backwardNs: 11 * MS,
        optimizerNs: 24 * MS,
      },
    ],
    phases: {
      forwardNs: 190 * MS,
      backwardNs: 370 * MS,
      optimizerNs: 24 * MS,
      communicationNs: 0,
      copiesNs: 12 * MS,
      otherNs: 8 * MS,
    },
    memory: [
      {
        device: 'cuda:0',
        peakAllocatedBytes: 3.1e9,
        peakReservedBytes: 3.4e9,
        capacityBytes: 34_048_311_296,
        points: [...Array(60).keys()].map((at) => [at * 16 * MS, 1.1e9 + 2e9 * Math.abs(Math.sin(at / 5))] as const),
      },
    ],
    syncs: [
      {
        call: 'cudaStreamSynchronize',
        operator: 'aten::_local_scalar_dense',
        line: { file: '/home/u/train.py', line: 58, function: 'train' },
        calls: 6,
        totalNs: 12.4 * MS,
      },
      { call: 'cudaMemcpyAsync', operator: 'aten::copy_', line: undefined, calls: 18, totalNs: 9.9 * MS },
    ],
    hints: { ...NO_HINTS, loader: 'single-process', optimizer: 'SGD' },
    ...rest,
  });
}

export function waitingReport(rest: Partial<RunReport> = {}): RunReport {
  return reportOf([waitingRank()], {
    verdict: {
      kind: 'input-bound',
      confidence: 'high',
      evidence: [
        { name: 'compute', value: 55.5, unit: '%' },
        { name: 'dataloader', value: 33.4, unit: '%' },
        { name: 'host-launch', value: 9.8, unit: '%' },
        { name: 'steps', value: 6, unit: 'count' },
      ],
    },
    advice: [
      {
        code: 'SLW-01',
        severity: 'warning',
        message: 'Each step waits 59.3 of 177.6 ms (33.4 %) for the DataLoader; more than 5 % is worth a look.',
        hint: 'Load in processes of their own: DataLoader(..., num_workers=4, persistent_workers=True).',
        check: 'Profile again: the share of waiting for data should be below 5 %.',
        gainAtMostPercent: 33.4,
        line: { file: 'train.py', line: 42 },
        about: 'loader',
      },
      {
        code: 'SLW-06',
        severity: 'info',
        message: '67.6 % of kernel time could run on tensor cores and none does.',
        hint: 'Use torch.autocast("cuda", dtype=torch.float16), or torch.set_float32_matmul_precision("high") on Ampere and later.',
        check: 'The share of tensor cores in the report rises above 0.',
        gainAtMostPercent: undefined,
        about: 'precision',
      },
    ],
    health: [
      {
        code: 'TRC-03',
        message: 'Kernels whose launch is not in the trace',
        count: 31,
        file: 'resnet50_num_workers_0.pt.trace.json',
      },
    ],
    ...rest,
  });
}

const COLLECTIVE = 'ncclDevKernel_AllReduce_Sum_f32_RING_LL(ncclDevComm*, unsigned long, ncclWork*)';

/** Ranks of which one computes longer, so that all others wait for it. */
export function manyRanks(count: number, slow = 3): RunReport {
  const ranks = [...Array(count).keys()].map((rank) => {
    const compute = rank === slow ? 118 : 96 + ((rank * 7) % 5);
    const exposed = 130 - compute;
    return emptyRank({
      file: `rank${rank}_trace.json`,
      rank,
      rankFrom: 'metadata',
      worldSize: count,
      backend: 'nccl',
      events: 40_000,
      stepAnatomy: anatomy(compute, 1, 0, exposed, 2, 0, 6, 1),
      kernels: [
        kernel('ampere_sgemm_128x64_tn', compute, 300),
        kernel(COLLECTIVE, exposed + 20, 12, { class: 'communication' }),
      ],
      phases: {
        forwardNs: 0.3 * compute * MS,
        backwardNs: 0.65 * compute * MS,
        optimizerNs: 0.05 * compute * MS,
        communicationNs: (exposed + 20) * MS,
        copiesNs: MS,
        otherNs: 0,
      },
    });
  });
  return reportOf(ranks, {
    acrossRanks: {
      ranks: count,
      missing: [],
      collectives: 48,
      rows: ranks.map(({ rank = 0, stepAnatomy: step }) => ({
        rank,
        computeNs: step.kernelNs,
        communicationNs: step.communicationNs + 20 * MS,
        exposedCommunicationNs: step.communicationNs,
        waitingNs: rank === slow ? 0 : Math.round(step.communicationNs * 0.7),
        last: rank === slow ? 46 : 0,
        heldUpNs: rank === slow ? 900 * MS : 0,
      })),
      imbalancePercent: 19.8,
      stragglers: [slow],
    },
    verdict: { kind: 'communication-bound', confidence: 'medium', evidence: [] },
  });
}

/** What torchvision's reference prints. */
export function curvesReport(): RunReport {
  const points = [...Array(120).keys()];
  return reportOf([], {
    source: { kind: 'log', files: ['train.log'] },
    logs: [
      logOf(
        [
          curve(
            'loss',
            points.map((at) => (at === 61 ? Number.NaN : 3.2 * Math.exp(-at / 40) + 0.1 * Math.sin(at))),
          ),
          curve(
            'lr',
            points.map((at) => 0.1 * (1 - at / 120)),
          ),
          curve(
            'time',
            points.map((at) => 0.25 + (at % 20 === 0 ? 0.4 : 0.01 * Math.sin(at))),
            's',
          ),
          curve(
            'data',
            points.map((at) => (at % 20 === 0 ? 0.38 : 0.02)),
            's',
          ),
          curve(
            'img/s',
            points.map((at) => 980 + 30 * Math.cos(at / 3)),
          ),
          curve(
            'max mem',
            points.map(() => 720),
            'MiB',
          ),
        ],
        {
          stepSeconds: { count: 120, mean: 0.2516, median: 0.25, p10: 0.24, p90: 0.31 },
          dataPercent: 9.7,
          nanValues: 1,
        },
      ),
    ],
  });
}

/** Names as a broken or evil trace may have them. */
export const HOSTILE_NAMES: Readonly<Record<string, string>> = {
  script: '<script>alert(1)</script>',
  quotes: `"'><svg onload=alert(1)>&amp;&#x3c;]]>--><!--`,
  long: `void ${'at::native::very_long_namespace::'.repeat(160)}kernel<float, 4>(int)`,
  wide: '核'.repeat(5000),
  'right to left': '\u202egpj.exe\u2066 مرحبا kernel',
  controls: '\u0000\u0007\u001b[31mred\r\nnew\u0085line\ud800',
  brackets: '<<<<((((>>>>))))',
  empty: '',
  mermaid: 'end"] --> x{{%%{init}}',
};

/** A report that says all it can with one name. */
export function hostileReport(name: string): RunReport {
  const base = waitingRank();
  const rank = waitingRank({
    file: name,
    hostName: name,
    device: { index: 0, name },
    steps: base.steps.map((step) => ({ ...step, name })),
    kernels: base.kernels.map((row) => ({ ...row, name: `${name}${row.calls}` })),
    modules: {
      ...base.modules,
      rows: base.modules.rows.map((row, at) => ({ ...row, path: at === 0 ? name : `${name}/${at}`, type: name })),
    },
    operators: base.operators.map((row) => ({ ...row, name })),
    memory: base.memory.map((memory) => ({ ...memory, device: name })),
    syncs: [{ call: name, operator: name, line: { file: name, line: 3, function: name }, calls: 1, totalNs: 5 }],
  });
  const ranks = manyRanks(3);
  return reportOf([rank], {
    source: { kind: 'mixed', files: [name] },
    logs: [{ ...logOf([curve(name, [1, 2, Number.NaN, 3], name)]), file: name, format: name }],
    ...(ranks.acrossRanks ? { acrossRanks: ranks.acrossRanks } : {}),
    verdict: { kind: 'input-bound', confidence: 'low', evidence: [{ name, value: 1, unit: '%', of: name }] },
    advice: [
      {
        code: name,
        severity: 'info',
        message: name,
        hint: name,
        check: name,
        gainAtMostPercent: 1,
        line: { file: name, line: 1, function: name },
        about: 'loader',
      },
    ],
    health: [{ code: name, message: name, count: 2, file: name }],
  });
}
