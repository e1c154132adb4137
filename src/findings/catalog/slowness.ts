import { showBytes, showDuration, showPercent } from '../../base/show-numbers.js';
import { formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

const TUNING = 'https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html';
const PLUGIN = 'https://github.com/pytorch/kineto/blob/main/tb_plugin/README.md';
const PATTERNS = 'https://github.com/pytorch/pytorch/blob/main/torch/profiler/_pattern_matcher.py';
const AMP = 'https://docs.pytorch.org/docs/stable/notes/amp_examples.html';
const GRAPHS = 'https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs';
const DDP = 'https://docs.pytorch.org/docs/stable/notes/ddp.html';

/** A part of a mean step: what was measured, of how much. */
export interface PartOfStep {
  readonly ns: number;
  readonly stepNs: number;
  /** The trace has no steps: `stepNs` is all of it. */
  readonly isWhole?: boolean;
}

const part = ({ ns, stepNs, isWhole = false }: PartOfStep): string =>
  `${showDuration(ns)} of ${showDuration(stepNs)}${isWhole ? '' : ' a step'} (${showPercent(ns / stepNs)})`;

const often = (count: string, { isWhole = false }: PartOfStep): string => (isWhole ? count : `${count} a step`);

/** What slows a training, as traces and logs tell. Codes `SLW-nn`; each says its threshold. */
export const slownessFindings = {
  waitsForData: defineFinding<PartOfStep & { workers: 'none' | 'some' | undefined }>({
    code: 'SLW-01',
    severity: 'warning',
    title: 'The device waits for the DataLoader',
    message: ({ workers, ...times }) =>
      `the device waits for the DataLoader ${part(times)}; the threshold is 5 %${workers === 'none' ? ', and batches are loaded in the training process itself' : ''}`,
    hint: ({ workers }) =>
      workers === 'none'
        ? 'Load in other processes: DataLoader(…, num_workers=4, pin_memory=True, persistent_workers=True); then try 8.'
        : 'Give the DataLoader more workers or less to do: num_workers, prefetch_factor, transforms on the GPU, data that is decoded already.',
    page: {
      why: 'While the next batch is read and transformed the device has nothing to do. With num_workers=0 that happens in the training process, between two steps; workers do it during the step before. At most the time that is waited for can be won.',
      bad: 'loader = DataLoader(train_set, batch_size=64)',
      good: 'loader = DataLoader(train_set, batch_size=64, num_workers=4, pin_memory=True, persistent_workers=True)',
      sources: [PLUGIN, TUNING],
    },
  }),
  launchBound: defineFinding<PartOfStep & { kernels: number; medianNs: number; isCompiled: boolean }>({
    code: 'SLW-02',
    severity: 'warning',
    title: 'The device waits for the host to launch small kernels',
    message: ({ kernels, medianNs, ...times }) =>
      `the device waits for the host to launch the next kernel ${part(times)}; the threshold is 10 %. ${often(formatCount(Math.round(kernels), 'kernel'), times)}, half of them shorter than ${showDuration(medianNs)}`,
    hint: ({ isCompiled }) =>
      isCompiled
        ? "Let CUDA graphs launch them at once: torch.compile(model, mode='reduce-overhead'); or give each step more work, a larger batch."
        : "Fuse and launch them at once: torch.compile(model, mode='reduce-overhead'), CUDA graphs; or give each step more work, a larger batch.",
    page: {
      why: 'A launch costs the host some 5 to 20 µs. Kernels that are shorter than that leave the device idle between them, however fast it is: the host is what limits.',
      bad: 'for x in items:\n    y = y + model(x)   # many small kernels',
      good: "model = torch.compile(model, mode='reduce-overhead')\ny = model(torch.stack(items)).sum(0)",
      sources: [TUNING, GRAPHS],
    },
  }),
  synchronises: defineFinding<PartOfStep & { calls: number; call: string; operator: string | undefined }>({
    code: 'SLW-03',
    severity: 'warning',
    title: 'The host waits for the device within steps',
    message: ({ calls, call, operator, ...times }) =>
      `${operator ?? call} makes the host wait for the device ${often(formatCount(calls, 'time'), times)}; the device is idle for it ${part(times)}; the threshold is 1 %`,
    hint: () =>
      'Keep values on the device: add up loss.detach(), and call .item(), .cpu() or print once in many steps; masks instead of nonzero.',
    page: {
      why: '.item(), .cpu(), print of a tensor, nonzero and comparisons of tensors with Python wait until the device has done all that was launched. After that its queue is empty, and it waits until the host has launched again.',
      bad: 'running += loss.item()   # in each step',
      good: 'running += loss.detach()\nif step % 100 == 0:\n    print(running.item() / 100)',
      sources: [TUNING, PATTERNS],
    },
  }),
  exposedCommunication: defineFinding<PartOfStep & { overlapPercent: number | undefined }>({
    code: 'SLW-04',
    severity: 'warning',
    title: 'Communication that no compute covers',
    message: ({ overlapPercent, ...times }) =>
      `communication that no compute covers takes ${part(times)}; the threshold is 10 %${overlapPercent === undefined ? '' : `. ${showPercent(overlapPercent / 100)} of all communication is covered`}`,
    hint: () =>
      'Communicate less or beside compute: larger batches or gradient accumulation with no_sync(), bf16 gradients (a communication hook), bucket_cap_mb, gradient_as_bucket_view=True; look at the slowest rank first.',
    page: {
      why: 'Gradients of the last layers can travel while the first layers still compute theirs. What is not covered by compute is waited for by every rank. Part of it may be waiting for a rank that came late.',
      bad: 'for micro in micro_batches:\n    loss(model(micro)).backward()   # all-reduce each time',
      good: 'with model.no_sync():\n    for micro in micro_batches[:-1]:\n        loss(model(micro)).backward()\nloss(model(micro_batches[-1])).backward()',
      sources: [PLUGIN, DDP],
    },
  }),
  noOverlap: defineFinding<PartOfStep & { overlapPercent: number }>({
    code: 'SLW-05',
    severity: 'info',
    title: 'Communication and compute come one after the other',
    message: ({ overlapPercent, ...times }) =>
      `only ${showPercent(overlapPercent / 100)} of the communication (${part(times)}) runs beside compute; the threshold is 20 %`,
    hint: () =>
      'DistributedDataParallel overlaps by buckets: do not call all_reduce by hand after backward, keep find_unused_parameters=False, and look at bucket_cap_mb.',
    page: {
      why: 'Communication beside compute costs next to nothing, after it it costs all its time. All-reduces by hand, one large bucket, or a static graph that is not told as one keep the two apart.',
      bad: 'loss.backward()\nfor p in model.parameters():\n    dist.all_reduce(p.grad)',
      good: 'model = DistributedDataParallel(model, gradient_as_bucket_view=True, static_graph=True)\nloss.backward()',
      sources: [DDP],
    },
  }),
  noTensorCores: defineFinding<PartOfStep & { device: string; isBeforeAmpere: boolean }>({
    code: 'SLW-06',
    severity: 'warning',
    title: 'Matrix work in float32 beside idle tensor cores',
    message: ({ device, ...times }) =>
      `matrix products and convolutions in float32 take ${part(times)}, and tensor cores of ${device} are not used; the threshold is 10 %`,
    hint: ({ isBeforeAmpere }) =>
      isBeforeAmpere
        ? "torch.autocast('cuda', dtype=torch.float16) with torch.amp.GradScaler: this device multiplies neither bfloat16 nor TF32 on tensor cores."
        : "torch.autocast('cuda', dtype=torch.bfloat16), or at least torch.set_float32_matmul_precision('high') for TF32.",
    page: {
      why: 'From Volta on tensor cores multiply matrices in half precision several times as fast as float32, from Ampere on in TF32, too. Convolutions and products in plain float32 leave them idle. Not more than the time of that work can be won.',
      bad: 'loss = criterion(model(x), y)',
      good: "with torch.autocast('cuda', dtype=torch.bfloat16):\n    loss = criterion(model(x), y)",
      sources: [PLUGIN, AMP, PATTERNS],
    },
  }),
  manyOptimizerKernels: defineFinding<PartOfStep & { kernels: number; optimizer: string }>({
    code: 'SLW-07',
    severity: 'info',
    title: 'The optimizer works parameter by parameter',
    message: ({ kernels, optimizer, ...times }) =>
      `${optimizer}.step launches ${often(formatCount(Math.round(kernels), 'kernel'), times)}; the threshold is 100. It takes ${part(times)} of the host or the device`,
    hint: ({ optimizer }) =>
      `torch.optim.${optimizer}(…, fused=True), or foreach=True: a few kernels for all parameters.`,
    page: {
      why: 'An optimizer that loops over parameters launches several small kernels for each; fused and foreach variants work on all of them in a few. Newer versions of PyTorch choose foreach by themselves on CUDA.',
      bad: 'optimizer = torch.optim.Adam(model.parameters(), foreach=False)',
      good: 'optimizer = torch.optim.Adam(model.parameters(), fused=True)',
      sources: ['https://docs.pytorch.org/docs/stable/optim.html', PATTERNS],
    },
  }),
  pageableCopies: defineFinding<PartOfStep & { calls: number }>({
    code: 'SLW-08',
    severity: 'info',
    title: 'Batches are copied from memory that is not pinned',
    message: ({ calls, ...times }) =>
      `${formatCount(calls, 'copy', 'copies')} to the device from pageable memory, ${part(times)}; the threshold is 1 %. The host waits for each`,
    hint: () => 'DataLoader(…, pin_memory=True) and batch.to(device, non_blocking=True).',
    page: {
      why: 'From pageable memory a copy goes through a buffer and the host waits for it. From pinned memory, with non_blocking=True, it runs beside compute.',
      bad: 'x = x.to("cuda")',
      good: 'loader = DataLoader(train_set, pin_memory=True)\nx = x.to("cuda", non_blocking=True)',
      sources: [TUNING],
    },
  }),
  memoryNearlyFull: defineFinding<{ peakBytes: number; capacityBytes: number; device: string }>({
    code: 'SLW-09',
    severity: 'warning',
    title: 'Memory of the device is nearly full',
    message: ({ peakBytes, capacityBytes, device }) =>
      `${showBytes(peakBytes)} of the ${showBytes(capacityBytes)} of ${device} (${showPercent(peakBytes / capacityBytes)}) are taken at the peak; the threshold is 90 %`,
    hint: () =>
      'A little more ends the run: bf16, activation checkpointing, a smaller batch with gradient accumulation, or a sharded optimizer (FSDP).',
    page: {
      why: 'Near the limit the allocator gives memory back and asks again, which stops the device, and one longer sequence ends the run.',
      bad: 'batch_size = 512   # 79 of 80 GiB',
      good: 'batch_size = 256\naccumulate = 2',
      sources: [PLUGIN],
    },
  }),
  dataParallel: defineFinding<Record<never, never>>({
    code: 'SLW-10',
    severity: 'warning',
    title: 'DataParallel moves the model to all devices in each step',
    message: () => 'the model runs in DataParallel: one process copies it to all devices in each step',
    hint: () => 'DistributedDataParallel, with one process a device: torchrun --nproc-per-node=gpu train.py.',
    page: {
      why: 'DataParallel splits each batch in one process, copies the weights to every device and gathers the results on one. One process a device avoids all of it.',
      bad: 'model = torch.nn.DataParallel(model)',
      good: 'model = torch.nn.parallel.DistributedDataParallel(model, device_ids=[local_rank])',
      sources: [PLUGIN, DDP],
    },
  }),
  glooOnGpu: defineFinding<{ backend: string }>({
    code: 'SLW-11',
    severity: 'warning',
    title: 'Ranks with GPUs communicate through the host',
    message: ({ backend }) =>
      `the backend is ${backend}, and work runs on GPUs: each collective goes through memory of the host`,
    hint: () => "init_process_group('nccl').",
    page: {
      why: 'gloo copies tensors to the host, sends them, and copies them back. NCCL sends from device to device.',
      bad: "torch.distributed.init_process_group('gloo')",
      good: "torch.distributed.init_process_group('nccl')",
      sources: [PLUGIN],
    },
  }),
  recomputes: defineFinding<PartOfStep>({
    code: 'SLW-12',
    severity: 'info',
    title: 'Activations are computed twice',
    message: (times) => `forward work is done again within backward, ${part(times)}; the threshold is 5 %`,
    hint: () =>
      'If memory allows: checkpoint fewer layers, or only those whose activations are large and cheap to compute.',
    page: {
      why: 'Activation checkpointing gives up activations and computes them again in backward. That buys memory with time; where memory is left over, time was given for nothing.',
      bad: 'x = checkpoint(block, x)   # each block, with 40 GiB free',
      good: 'x = checkpoint(block, x) if index % 2 else block(x)',
      sources: ['https://docs.pytorch.org/docs/stable/checkpoint.html', PATTERNS],
    },
  }),
  straggler: defineFinding<{ ranks: readonly number[]; heldUpNs: number; totalNs: number }>({
    code: 'SLW-13',
    severity: 'warning',
    title: 'Ranks wait for one that is slower',
    message: ({ ranks, heldUpNs, totalNs }) =>
      `${ranks.length === 1 ? 'rank' : 'ranks'} ${ranks.slice(0, 6).join(', ')} ${ranks.length === 1 ? 'comes' : 'come'} last to collectives; the others wait ${showDuration(heldUpNs)} of ${showDuration(totalNs)} (${showPercent(heldUpNs / totalNs)}); the threshold is 1 %`,
    hint: () =>
      'Look at what that rank does before the collective: longer sequences, its DataLoader, saving and logging on rank 0, a slower device or host.',
    page: {
      why: 'A collective ends for all when the last rank has come. Time that other ranks spend in it waiting is not communication: it is what that rank did before.',
      bad: 'if rank == 0:\n    evaluate()   # all others wait',
      good: 'evaluate()   # a part on each rank',
      sources: ['https://hta.readthedocs.io/'],
    },
  }),
  jitter: defineFinding<{ median: string; p90: string; ratio: number; steps: number }>({
    code: 'SLW-14',
    severity: 'info',
    title: 'Some steps take much longer than others',
    message: ({ median, p90, ratio, steps }) =>
      `one step of ten takes ${p90} or more, half of them less than ${median} (${ratio.toFixed(1)} times, of ${steps}); the threshold is 1.5`,
    hint: () =>
      'Look at what some steps do and others do not: saving, logging, evaluation, long inputs, workers that start anew each epoch.',
    page: {
      why: 'Steps of one training do the same work. Where some take much longer, something else happens in them, and a mean hides it.',
      bad: 'loader = DataLoader(train_set, num_workers=8)   # workers start anew each epoch',
      good: 'loader = DataLoader(train_set, num_workers=8, persistent_workers=True)',
      sources: [TUNING],
    },
  }),
  emptyMultiprocessors: defineFinding<{ multiprocessorPercent: number; busyPercent: number }>({
    code: 'SLW-15',
    severity: 'info',
    title: 'Kernels fill only a part of the device',
    message: ({ multiprocessorPercent, busyPercent }) =>
      `kernels run ${showPercent(busyPercent / 100)} of the time and fill ${showPercent(multiprocessorPercent / 100)} of the multiprocessors (estimated); the threshold is 60 % while kernels run 80 % of the time`,
    hint: () => 'Give kernels more to do: a larger batch, longer sequences, fewer and larger operations.',
    page: {
      why: 'A kernel with fewer blocks than the device has multiprocessors leaves the others empty, and counts as busy all the same.',
      bad: 'batch_size = 2',
      good: 'batch_size = 32',
      sources: [PLUGIN],
    },
  }),
  waitsForDataLog: defineFinding<{ percent: number; format: string }>({
    code: 'SLW-16',
    severity: 'warning',
    title: 'A log says that steps wait for data',
    message: ({ percent, format }) =>
      `by the ${format} log ${showPercent(percent / 100)} of a step is waiting for data, in the median; the threshold is 5 %`,
    hint: () =>
      'More workers (num_workers), persistent_workers=True, prefetch_factor, cheaper transforms, data that is decoded already.',
    page: {
      why: 'The loop itself measures how long it waited for the next batch. The first steps of an epoch are left out: workers start then.',
      bad: 'Time 0.605  Data 0.402',
      good: 'Time 0.205  Data 0.002',
      sources: [TUNING],
    },
  }),
  skippedSteps: defineFinding<{ count: number }>({
    code: 'SLW-17',
    severity: 'warning',
    title: 'A log tells of steps that were skipped',
    message: ({ count }) => `${formatCount(count, 'step')} did not update the model: a gradient overflowed`,
    hint: () =>
      'A few at the start are usual with float16; more later mean that bfloat16, clipping or a lower learning rate is due.',
    page: {
      why: 'A GradScaler skips a step whose gradients overflow. Each costs the time of a step and changes nothing.',
      bad: 'number of skipped iterations:  15',
      good: "torch.autocast('cuda', dtype=torch.bfloat16)",
      sources: [AMP],
    },
  }),
  nanValues: defineFinding<{ count: number; names: readonly string[] }>({
    code: 'SLW-18',
    severity: 'warning',
    title: 'A log has values that are no numbers',
    message: ({ count, names }) =>
      `${formatCount(count, 'value')} of ${names.slice(0, 4).join(', ')} ${count === 1 ? 'is' : 'are'} NaN or infinite`,
    hint: () => 'torch.autograd.detect_anomaly() finds the operation; what comes after such a loss trains nothing.',
    page: {
      why: 'A loss that is NaN makes all weights NaN in the next step: everything after it is time lost.',
      bad: 'step 120 loss nan',
      good: 'step 120 loss 2.31',
      sources: ['https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection'],
    },
  }),
  idleGpuLog: defineFinding<{ percent: number }>({
    code: 'SLW-19',
    severity: 'warning',
    title: 'The GPU has nothing to do half of the time',
    message: ({ percent }) =>
      `in the mean some kernel is resident ${showPercent(percent / 100)} of the time; the threshold is 50 %. Resident is not busy: the true use is lower still`,
    hint: () => 'Make a trace of a few steps to see what the device waits for: torchdock profile --snippet.',
    page: {
      why: 'GPU-Util of nvidia-smi is the share of time in which some kernel ran, however small. Low means waiting; high means nothing.',
      bad: 'utilization.gpu [%]: 30 %',
      good: 'utilization.gpu [%]: 97 %',
      sources: ['https://docs.nvidia.com/deploy/nvidia-smi/index.html'],
    },
  }),
  zeroesGradients: defineFinding<PartOfStep & { calls: number }>({
    code: 'SLW-20',
    severity: 'info',
    title: 'Gradients are filled with zeros instead of being dropped',
    message: ({ calls, ...times }) =>
      `zero_grad fills gradients with zeros ${often(formatCount(calls, 'time'), times)}, ${part(times)} on the host and the device together; the threshold is 1 %`,
    hint: () =>
      'optimizer.zero_grad(set_to_none=True), the default since PyTorch 2.0. Code that reads .grad must then expect None.',
    page: {
      why: 'A gradient that is None is written by the first backward instead of being read, added to and written; and nothing has to fill it with zeros. Measured is the time of the fills on the host and on the device; at most that can be won.',
      bad: 'optimizer.zero_grad(set_to_none=False)',
      good: 'optimizer.zero_grad(set_to_none=True)',
      sources: [PATTERNS, TUNING],
    },
  }),
  indexesInLoop: defineFinding<PartOfStep & { calls: number }>({
    code: 'SLW-21',
    severity: 'info',
    title: 'Python picks elements of tensors one by one',
    message: ({ calls, ...times }) =>
      `Python takes single elements or rows of tensors (aten::select) ${often(formatCount(calls, 'time'), times)}; the threshold is 100. The picking alone takes the host ${part(times)}`,
    hint: () =>
      'One operation for all of them: x[:, idx], torch.where, gather, masks or torch.stack instead of x[i] in a loop.',
    page: {
      why: 'Each x[i] is a call of some microseconds, and most often one or more small kernels follow it. An operation on all elements costs one call. What can be won hangs on what the loop does with each element, so no bound is given.',
      bad: 'for i in range(len(x)):\n    y[i] = x[i] * w[i]',
      good: 'y = x * w',
      sources: [PATTERNS],
    },
  }),
  allocatesInSteps: defineFinding<PartOfStep & { calls: number; inSteps: number; steps: number }>({
    code: 'SLW-22',
    severity: 'warning',
    title: 'Steps ask the device itself for memory',
    message: ({ calls, inSteps, steps, ...times }) =>
      `${formatCount(calls, 'call')} of cudaMalloc, cudaFree and the like in ${inSteps} of ${formatCount(steps, 'step')}, ${part(times)}; the threshold is 1 %, in half of the steps`,
    hint: () =>
      'Keep shapes the same (pad, drop_last=True), leave out torch.cuda.empty_cache() in the loop, make room if memory is nearly full, or set PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True.',
    page: {
      why: 'The caching allocator of PyTorch keeps memory that was freed, so that after some steps no step has to ask the device. Each cudaMalloc takes up to milliseconds, and cudaFree waits until the device has done all its work. In every second step or more that is no start: shapes change, the cache is emptied, or memory is full.',
      bad: 'for x, y in loader:\n    step(x, y)\n    torch.cuda.empty_cache()',
      good: 'for x, y in loader:\n    step(x, y)',
      sources: ['https://docs.pytorch.org/docs/stable/notes/cuda.html#memory-management', TUNING],
    },
  }),
  memoryToSpare: defineFinding<{
    peakBytes: number;
    capacityBytes: number;
    device: string;
    sign: 'launches' | 'multiprocessors';
  }>({
    code: 'SLW-23',
    severity: 'info',
    title: 'Half of the memory is free while the device has little to do',
    message: ({ peakBytes, capacityBytes, device, sign }) =>
      `${showBytes(peakBytes)} of the ${showBytes(capacityBytes)} of ${device} (${showPercent(peakBytes / capacityBytes)}) are taken at the peak, and ${sign === 'launches' ? 'the device waits for launches' : 'kernels fill only a part of it'}; the threshold is 50 %`,
    hint: () =>
      'A larger batch gives each kernel more to do: raise batch_size until some 80 % are taken, and adapt the learning rate.',
    page: {
      why: 'With a small batch kernels are short: the host cannot launch them fast enough, or they fill only a part of the device. Where memory is left over, more samples a step cost less than their share of time. It changes the training, too: learning rate and accuracy have to be looked at again.',
      bad: 'batch_size = 8   # 6 of 80 GiB',
      good: 'batch_size = 64',
      sources: [PLUGIN, TUNING],
    },
  }),
  profilerCosts: defineFinding<PartOfStep & { frames: number }>({
    code: 'SLW-24',
    severity: 'info',
    title: 'The profiler itself takes time of the host',
    message: ({ frames, ...times }) =>
      `${times.ns > 0 ? `the profiler itself takes ${part(times)}; the threshold is 5 %` : `the profiler recorded ${often(formatCount(Math.round(frames), 'frame'), times)} of Python; the threshold is 1000 where the device waits for launches`}. So the share of the host is told too high: shares of the device are right`,
    hint: () =>
      'For times, profile with with_stack=False, record_shapes=False, profile_memory=False and a schedule with warmup; for lines, once more with them.',
    page: {
      why: 'Each event that is recorded costs the host part of a microsecond to some, and buffers have to be made. With stacks each call of Python is one. What runs on the device takes as long as ever, but it starts later: a run that looks host-bound may not be without the profiler.',
      bad: 'profile(with_stack=True, record_shapes=True, profile_memory=True)',
      good: 'profile(schedule=schedule(wait=1, warmup=2, active=3))',
      sources: ['https://docs.pytorch.org/docs/stable/profiler.html', PLUGIN],
    },
  }),
};
