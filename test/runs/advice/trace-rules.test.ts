import { describe, expect, test } from 'vitest';
import { emptyRank, findAdvice, type HandRank, kernel, MS, rankOf } from '../hand-run.js';

/** A rule just below its threshold, and at it: what it says there, and what it can bring at most. */
interface Edge {
  readonly code: string;
  readonly below: HandRank;
  readonly at: HandRank;
  readonly says: string;
  readonly gain: number | undefined;
}

const GPU = { index: 0, name: 'A100', computeCapability: '8.0' };
const MEMORY = { device: 'cuda:0', peakAllocatedBytes: 1, points: [], capacityBytes: 100 * 2 ** 30 };
const memory = (gib: number) => [{ ...MEMORY, peakReservedBytes: gib * 2 ** 30 }];
const small = { kernelsPerStep: 900, medianKernelNs: 20_000 };
const sync = {
  call: 'cudaStreamSynchronize',
  operator: 'aten::_local_scalar_dense',
  outermost: 'aten::item',
  line: { file: '/home/x/train.py', line: 7 },
  calls: 9,
  callsInSteps: 8,
  totalNs: 5 * MS,
};
const used = { multiprocessorPercent: 90, occupancyPercent: 50, tensorCoreEligiblePercent: undefined };
const float32 = (ms: number, tensorCorePercent = 5): HandRank => ({
  device: GPU,
  hints: { float32MatrixNs: 4 * ms * MS },
  utilization: { ...used, busyPercent: 90, tensorCorePercent },
});
const filled = (multiprocessorPercent: number, busyPercent: number): HandRank => ({
  utilization: { ...used, busyPercent, multiprocessorPercent, tensorCorePercent: 50 },
});
const optimizer = (optimizerKernels: number): HandRank => ({
  hints: { optimizer: 'Adam', optimizerKernels },
  phases: { ...emptyRank().phases, optimizerNs: 4 * 6 * MS },
});

const EDGES: readonly Edge[] = [
  {
    code: 'SLW-01',
    below: { step: { data: 4.9 } },
    at: { step: { data: 5 } },
    says: 'waits for the DataLoader 5.00 ms of 100.0 ms a step (5.0 %); the threshold is 5 %',
    gain: 5,
  },
  {
    code: 'SLW-02',
    below: { step: { launch: 9.9 }, hints: small },
    at: { step: { launch: 10 }, hints: small },
    says: '10.0 ms of 100.0 ms a step (10.0 %); the threshold is 10 %. 900 kernels a step, half of them shorter than 20.0 µs',
    gain: 10,
  },
  {
    code: 'SLW-02',
    below: { step: { launch: 10 }, hints: { ...small, medianKernelNs: 20_001 } },
    at: { step: { launch: 10 }, hints: small },
    says: 'shorter than 20.0 µs',
    gain: 10,
  },
  {
    code: 'SLW-03',
    below: { step: { sync: 0.99 }, syncs: [sync] },
    at: { step: { sync: 1 }, syncs: [sync] },
    says: 'aten::item makes the host wait for the device 2 times a step; the device is idle for it 1.00 ms of 100.0 ms a step (1.0 %); the threshold is 1 %',
    gain: 1,
  },
  {
    code: 'SLW-03',
    below: { step: { sync: 1 }, syncs: [{ ...sync, callsInSteps: 0 }] },
    at: { step: { sync: 1 }, syncs: [{ ...sync, callsInSteps: 4 }] },
    says: '1 time a step',
    gain: 1,
  },
  {
    code: 'SLW-04',
    below: { step: { exposed: 9.9, communication: 40 } },
    at: { step: { exposed: 10, communication: 40 } },
    says: 'takes 10.0 ms of 100.0 ms a step (10.0 %); the threshold is 10 %. 75.0 % of all communication is covered',
    gain: 10,
  },
  {
    code: 'SLW-05',
    below: { step: { communication: 10, exposed: 7.99 } },
    at: { step: { communication: 10, exposed: 8.01 } },
    says: 'only 19.9 % of the communication (10.0 ms of 100.0 ms a step (10.0 %)) runs beside compute; the threshold is 20 %',
    // What is covered is no gain.
    gain: 8.01,
  },
  {
    code: 'SLW-05',
    below: { step: { communication: 9.9, exposed: 9.9 } },
    at: { step: { communication: 10, exposed: 10 } },
    says: 'only 0 % of the communication',
    gain: 10,
  },
  {
    code: 'SLW-06',
    below: float32(9.9),
    at: float32(10),
    says: 'in float32 take 10.0 ms of 100.0 ms a step (10.0 %), and tensor cores of A100 are not used; the threshold is 10 %',
    gain: 10,
  },
  { code: 'SLW-06', below: float32(10, 5.1), at: float32(10, 5), says: 'A100', gain: 10 },
  {
    code: 'SLW-06',
    below: { ...float32(10), device: { ...GPU, computeCapability: '6.1' } },
    at: { ...float32(10), device: { ...GPU, name: 'V100', computeCapability: '7.0' } },
    says: 'V100',
    gain: 10,
  },
  {
    code: 'SLW-07',
    below: optimizer(99),
    at: optimizer(100),
    says: 'Adam.step launches 100 kernels a step; the threshold is 100. It takes 6.00 ms of 100.0 ms a step (6.0 %)',
    gain: 6,
  },
  {
    code: 'SLW-08',
    below: { hints: { pageableCopies: { calls: 8, ns: 3.9 * MS } } },
    at: { hints: { pageableCopies: { calls: 8, ns: 4 * MS } } },
    says: '8 copies to the device from pageable memory, 1.00 ms of 100.0 ms a step (1.0 %); the threshold is 1 %',
    gain: 1,
  },
  {
    code: 'SLW-09',
    below: { device: GPU, memory: memory(89.9) },
    at: { device: GPU, memory: memory(90) },
    says: '90 GiB of the 100 GiB of A100 (90.0 %) are taken at the peak; the threshold is 90 %',
    gain: undefined,
  },
  {
    code: 'SLW-10',
    below: {},
    at: { hints: { usesDataParallel: true } },
    says: 'runs in DataParallel',
    gain: undefined,
  },
  {
    code: 'SLW-11',
    below: { backend: 'nccl' },
    at: { backend: 'gloo' },
    says: 'the backend is gloo, and work runs on GPUs',
    gain: undefined,
  },
  {
    code: 'SLW-12',
    below: { hints: { recomputedNs: 4 * 4.9 * MS } },
    at: { hints: { recomputedNs: 4 * 5 * MS } },
    says: 'done again within backward, 5.00 ms of 100.0 ms a step (5.0 %); the threshold is 5 %',
    gain: 5,
  },
  {
    code: 'SLW-15',
    below: filled(60, 80),
    at: filled(59.9, 80),
    says: 'run 80.0 % of the time and fill 59.9 % of the multiprocessors (estimated); the threshold is 60 %',
    gain: undefined,
  },
  { code: 'SLW-15', below: filled(50, 79.9), at: filled(50, 80), says: '50.0 %', gain: undefined },
];

describe.each(EDGES)('$code', ({ code, below, at, says, gain }) => {
  const advice = findAdvice(code, { ranks: [rankOf(at)] });

  test(`says: ${says}`, () => expect(advice?.message).toContain(says));

  test('bounds what it can bring', () => {
    if (gain === undefined) expect(advice?.gainAtMostPercent).toBeUndefined();
    else expect(advice?.gainAtMostPercent).toBeCloseTo(gain, 2);
  });

  test('says what to do and how to check it', () => {
    expect(advice?.hint).toMatch(/\w{3}/);
    expect(advice?.check).toMatch(/^Profile .*again/);
  });

  test('is silent just below its threshold', () =>
    expect(findAdvice(code, { ranks: [rankOf(below)] })).toBeUndefined());
});

test('the loader of the training process itself is told, and gets its own hint', () => {
  const of = (loader: 'workers' | 'single-process') =>
    findAdvice('SLW-01', { ranks: [rankOf({ step: { data: 20 }, hints: { loader } })] });
  expect(of('single-process')?.message).toContain('loaded in the training process itself');
  expect(of('single-process')?.hint).toContain('num_workers=4');
  expect(of('workers')?.message).not.toContain('itself');
  expect(of('workers')?.hint).toContain('more workers');
});

test('half precision is told as the device has it', () => {
  const hint = (computeCapability: string) =>
    findAdvice('SLW-06', { ranks: [rankOf({ ...float32(20), device: { ...GPU, computeCapability } })] })?.hint;
  expect(hint('7.0')).toContain('float16) with torch.amp.GradScaler');
  expect(hint('7.5')).not.toContain('torch.bfloat16');
  expect(hint('8.0')).toContain('torch.bfloat16');
});

test('an optimizer costs what it takes of the host where that is longer', () => {
  const hints = { optimizer: 'Adam', optimizerKernels: 400, optimizerHostNs: 4 * 9 * MS };
  expect(findAdvice('SLW-07', { ranks: [rankOf({ ...optimizer(400), hints })] })?.gainAtMostPercent).toBeCloseTo(9, 2);
});

test('what is compiled already is told of CUDA graphs only', () => {
  const hint = (isCompiled: boolean) =>
    findAdvice('SLW-02', { ranks: [rankOf({ step: { launch: 20 }, hints: { ...small, isCompiled } })] })?.hint;
  expect(hint(true)).toMatch(/^Let CUDA graphs/);
  expect(hint(false)).toMatch(/^Fuse/);
});

test('the line that the trace names comes with a synchronisation', () =>
  expect(findAdvice('SLW-03', { ranks: [rankOf({ step: { sync: 5 }, syncs: [sync] })] })?.line).toEqual(sync.line));

test('calls of a step are of the rank that makes them, however many ranks there are', () => {
  const quiet = rankOf({ step: { sync: 1 } });
  const ranks = [...Array.from({ length: 7 }, () => quiet), rankOf({ step: { sync: 1 }, syncs: [sync] })];
  expect(findAdvice('SLW-03', { ranks })?.message).toContain('2 times a step');
});

test('a time of the whole trace is told as one where there are no steps', () => {
  const advice = findAdvice('SLW-01', { ranks: [rankOf({ step: { data: 30 }, steps: 0 })] });
  expect(advice?.message).toContain('30.0 ms of 100.0 ms (30.0 %)');
  expect(advice?.part).toEqual({ ns: 30 * MS, ofNs: 100 * MS, of: 'trace' });
});

test('what was summed over a whole trace is shared out over all its steps, those too that the mean leaves out', () => {
  const rank = rankOf({ hints: { pageableCopies: { calls: 8, ns: 8 * MS } } });
  const cut = { ...rank, steps: rank.steps.map((step, at) => (at === 3 ? { ...step, isCut: true as const } : step)) };
  expect(findAdvice('SLW-08', { ranks: [cut] })?.part?.ns).toBe(2 * MS);
});

test('float32 is bounded by the operators where their kernels are known by no name', () => {
  const rank = rankOf({
    device: GPU,
    hints: { float32MatrixNs: 1 },
    kernels: [kernel('unnamed', 200, 4)],
    utilization: { ...used, busyPercent: 90, tensorCorePercent: 0, tensorCoreEligiblePercent: 50 },
  });
  expect(findAdvice('SLW-06', { ranks: [rank] })?.gainAtMostPercent).toBeCloseTo(25);
  expect(findAdvice('SLW-06', { ranks: [{ ...rank, hints: { ...rank.hints, float32MatrixNs: 0 } }] })).toBeUndefined();
});

test('gloo without work on a GPU is as it should be', () =>
  expect(
    findAdvice('SLW-11', { ranks: [emptyRank({ backend: 'gloo', stepAnatomy: rankOf().stepAnatomy })] }),
  ).toBeUndefined());
