import { describe, expect, it, test } from 'vitest';
import type { TimeReport } from '../../../src/runs/time/measure-time.js';
import { call, costsOf, kernel, loader, memcpy, memset, nccl, op, realTimes, step, timesOf } from './small-trace.js';

/**
 * What `torch-tb-profiler` expects of itself in `tb_plugin/test/test_profiler.py`, on the same intervals, and what it says of real
 * traces. Where it is not followed, `docs/definitions.md` says why.
 */
function costsByStep(times: TimeReport): number[][] {
  return times.steps.map(({ anatomy }) => costsOf(anatomy));
}

describe('the precedence within a step', () => {
  test('all categories', () => {
    const times = timesOf([
      loader(100, 180),
      op('aten::to', 200, 60),
      op('aten::nll_loss_backward', 340, 70, 456),
      step(1, 50, 400),
      memcpy(405, 10, 334),
      call(360, 20, 334, 456),
      memset(420, 5, 40344),
      call(390, 10, 40344, 456),
      kernel(430, 15, 40348),
      call(405, 5, 40348, 456),
    ]);
    expect(costsByStep(times)).toEqual([[15, 10, 5, 0, 30, 180, 35, 125, 400]]);
  });

  test('a call outside any operator', () => {
    const times = timesOf([step(1, 100, 300), call(130, 20, 335), kernel(220, 8, 335)]);
    expect(costsByStep(times)).toEqual([[8, 0, 0, 0, 20, 0, 0, 272, 300]]);
  });

  test('no steps: all of it is one', () => {
    const times = timesOf([
      op('aten::to', 100, 60),
      op('aten::nll_loss_backward', 300, 70, 456),
      kernel(320, 100, 40348),
      call(310, 20, 40348, 456),
    ]);
    expect(times.steps).toEqual([]);
    expect(costsOf(times.stepAnatomy)).toEqual([100, 0, 0, 0, 10, 0, 70, 140, 320]);
  });
});

describe('the windows of steps', () => {
  const second = [step(2, 350, 150), op('aten::mm', 360, 50), kernel(410, 200, 40348), call(400, 5, 40348)];

  test('that do not overlap', () => {
    const first = [step(1, 100, 200), op('aten::to', 200, 60), memcpy(280, 40, 334), call(250, 5, 334)];
    const times = timesOf([...first, ...second]);
    expect(costsByStep(times)).toEqual([
      [0, 40, 0, 0, 5, 0, 55, 120, 220],
      [200, 0, 0, 0, 5, 0, 45, 10, 260],
    ]);
    expect(times.stepAnatomy.totalNs).toBe(240_000);
  });

  test('that overlap on the device', () => {
    const before = kernel(150, 90, 123);
    const first = [step(1, 100, 200), op('aten::to', 200, 60), before, memcpy(280, 100, 334), call(250, 5, 334)];
    expect(costsByStep(timesOf([...first, ...second]))).toEqual([
      [0, 100, 0, 0, 5, 0, 15, 20, 140],
      [200, 0, 0, 0, 5, 0, 25, 0, 230],
    ]);
  });

  test('the last ones have no kernels: they are told, and are not in the mean', () => {
    const times = timesOf([
      step(1, 100, 200),
      op('aten::to', 120, 10),
      step(2, 300, 100),
      step(3, 400, 50),
      kernel(90, 20, 123),
      call(125, 5, 334),
      kernel(150, 180, 334),
    ]);
    expect(times.steps.map(({ name, isCut }) => [name, isCut])).toEqual([
      ['ProfilerStep#1', undefined],
      ['ProfilerStep#2', true],
      ['ProfilerStep#3', true],
    ]);
    expect(times.stepAnatomy.totalNs).toBe(220_000);
  });

  test('the last one has fewer kernels than 0.8 of the one before', () => {
    const launched = (ts: number, id: number) => [call(ts, 1, id), kernel(ts + 2, 1, id)];
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const first = [step(1, 0, 120), ...ids.flatMap((id) => launched(id * 10, id))];
    const withLast = (count: number): (true | undefined)[] => {
      const last = ids.slice(0, count).flatMap((id) => launched(120 + id * 10, 10 + id));
      return timesOf([...first, step(2, 120, 120), ...last]).steps.map(({ isCut }) => isCut);
    };
    expect(withLast(8)).toEqual([undefined, undefined]);
    expect(withLast(7)).toEqual([undefined, true]);
  });

  test('nothing on a device', () => {
    const times = timesOf([step(1, 100, 200), op('aten::to', 120, 10), step(2, 300, 100), op('aten::mm', 350, 40)]);
    expect(costsByStep(times)).toEqual([
      [0, 0, 0, 0, 0, 0, 10, 190, 200],
      [0, 0, 0, 0, 0, 0, 40, 60, 100],
    ]);
    expect(times.gpu).toBeUndefined();
    expect(times.utilization).toBeUndefined();
  });
});

describe('communication', () => {
  it.each([
    [
      'NCCL, first worker',
      [
        op('nccl:broadcast', 0, 75),
        nccl(16, 16, 28506),
        op('aten::add_', 100, 20),
        kernel(130, 161, 99765),
        op('nccl:all_reduce', 160, 75, 25166),
        nccl(162, 1556, 33218),
      ],
      [105, 0, 0, 75, 0, 0, 20, 35, 235],
    ],
    [
      'NCCL, second worker',
      [
        op('nccl:broadcast', 0, 20),
        nccl(8, 31, 28506),
        op('aten::add_', 25, 20),
        kernel(30, 161, 99765),
        op('nccl:all_reduce', 160, 75, 25166),
        nccl(562, 1058, 33218),
      ],
      [161, 0, 0, 74, 0, 0, 0, 0, 235],
    ],
    [
      'Gloo beside a device, first worker',
      [
        op('gloo:broadcast', 16, 38, 1),
        op('gloo:broadcast', 25, 36, 5),
        op('gloo:broadcast', 66, 18, 1),
        op('aten::add_', 0, 20, 0),
        kernel(30, 101, 99765),
        op('gloo:all_reduce', 110, 18, 5),
        op('gloo:all_reduce', 120, 36, 1),
      ],
      [101, 0, 0, 39, 0, 0, 16, 0, 156],
    ],
    [
      'Gloo beside a device, second worker',
      [
        op('gloo:broadcast', 20, 28, 1),
        op('gloo:broadcast', 28, 30, 5),
        op('gloo:broadcast', 77, 6, 1),
        op('aten::add_', 0, 30, 0),
        kernel(70, 70, 99765),
        op('gloo:all_reduce', 88, 38, 5),
        op('gloo:all_reduce', 130, 16, 1),
      ],
      [70, 0, 0, 44, 0, 0, 20, 12, 146],
    ],
    [
      'Gloo alone, first worker',
      [
        op('gloo:broadcast', 16, 38, 1),
        op('gloo:broadcast', 25, 36, 5),
        op('gloo:broadcast', 66, 18, 1),
        op('aten::add_', 0, 20, 0),
        op('aten::mul', 30, 101, 0),
        op('gloo:all_reduce', 110, 18, 5),
        op('gloo:all_reduce', 120, 36, 1),
      ],
      [0, 0, 0, 109, 0, 0, 47, 0, 156],
    ],
    [
      'Gloo alone, second worker',
      [
        op('gloo:broadcast', 20, 28, 1),
        op('gloo:broadcast', 28, 30, 5),
        op('gloo:broadcast', 77, 6, 1),
        op('aten::add_', 0, 30, 0),
        op('aten::mul', 70, 70, 0),
        op('gloo:all_reduce', 88, 38, 5),
        op('gloo:all_reduce', 130, 16, 1),
      ],
      [0, 0, 0, 98, 0, 0, 36, 12, 146],
    ],
  ])('%s', (_, events, costs) => expect(costsOf(timesOf(events).stepAnatomy)).toEqual(costs));
});

describe('utilization', () => {
  const shape = (blocks: number, occupancy: number) => ({
    device: 1,
    'blocks per SM': blocks,
    'est. achieved occupancy %': occupancy,
  });
  const [first, second] = ['void updateGradInput_kernel<float>', 'void gemmSN_TN_kernel_64addr'] as const;
  const events = [
    op('aten::mat_mul', 100, 100, 456),
    op('aten::mm', 120, 70, 456),
    kernel(130, 10, 334, shape(0.5, 0.6), first),
    call(120, 0, 334, 456),
    kernel(135, 15, 335, shape(0.6, 0.1), second),
    kernel(150, 0, 335, shape(0.3, 0.2), second),
    call(120, 0, 335, 456),
    kernel(145, 25, 336, shape(0.3, 1), first),
    call(125, 3, 336, 456),
    kernel(200, 20, 337, shape(10.5, 0.3), first),
    call(195, 1, 337, 456),
  ];

  test('of the device and of its multiprocessors', () => {
    const { utilization, kernels } = timesOf(events);
    expect(utilization?.busyPercent).toBeCloseTo((100 * (40 + 20)) / 120);
    const filled = 0.5 * 5 + 1 * 5 + 0.6 * 5 + 0.9 * 5 + 0.3 * 20 + 1 * 20;
    expect(utilization?.multiprocessorPercent).toBeCloseTo((100 * filled) / 120);
    expect(utilization?.occupancyPercent).toBeCloseTo((0.6 * 10 + 0.1 * 15 + 25 + 0.3 * 20) / 70);
    const byName = new Map(kernels.map((row) => [row.name, row]));
    expect(byName.get(first)?.blocksPerMultiprocessor).toBeCloseTo((0.5 * 10 + 0.3 * 25 + 10.5 * 20) / 55);
    expect(byName.get(first)?.occupancyPercent).toBeCloseTo((0.6 * 10 + 25 + 0.3 * 20) / 55);
    expect(byName.get(second)?.blocksPerMultiprocessor).toBeCloseTo(0.6);
    expect(byName.get(second)?.occupancyPercent).toBeCloseTo(0.1);
  });

  test('kernels outside the steps do not count', () => {
    const { utilization } = timesOf([
      op('aten::mat_mul', 10, 10),
      step(2, 100, 100),
      op('aten::mm', 220, 20),
      kernel(60, 20, 334, shape(0.5, 0.6)),
      call(15, 5, 334),
      kernel(240, 25, 337, shape(10.5, 0.3)),
      call(230, 10, 337),
    ]);
    expect(utilization).toMatchObject({
      busyPercent: 0,
      multiprocessorPercent: undefined,
      occupancyPercent: undefined,
      tensorCorePercent: undefined,
    });
  });

  test('tensor cores', () => {
    const { utilization } = timesOf([
      op('aten::conv2d', 200, 100),
      op('op_no_tc', 205, 10),
      op('aten::cudnn_convolution', 215, 10),
      kernel(210, 10, 1000, {}, 'kernel_no_tc'),
      call(205, 5, 1000),
      kernel(220, 15, 1001, {}, 'volta_fp16_s884cudnn_fp16_128x128_ldg8_splitK_relu_f2f_exp_small_nhwc_tn_v1'),
      call(215, 5, 1001),
    ]);
    expect(utilization?.tensorCorePercent).toBeCloseTo((100 * 15) / 25);
    expect(utilization?.tensorCoreEligiblePercent).toBeCloseTo((100 * 15) / 25);
  });

  test('of what an operator launches beside another that could use tensor cores, nothing could', () => {
    const { utilization } = timesOf([
      op('aten::conv2d', 200, 100),
      kernel(210, 10, 1000, {}, 'a'),
      call(205, 5, 1000),
      op('aten::cudnn_convolution', 215, 10),
      kernel(220, 30, 1001, {}, 'b'),
      call(216, 5, 1001),
    ]);
    expect(utilization?.tensorCoreEligiblePercent).toBe(75);
  });
});

/** What the plugin says of real traces, to its own digits. */
describe('real traces', () => {
  const nw0 = 'kineto-resnet50-v100-num_workers_0.pt.trace.json.gz';
  const nw4 = 'kineto-resnet50-v100-num_workers_4.pt.trace.json.gz';
  const ns = 'hta-v100-ns-resolution-resnet-ddp-rank0.json.gz';
  const control = 'hta-a100-8rank-control-rank3.json.gz';
  const two = 'hta-a100-nccl-args-2rank-rank0.json.gz';
  const rounded = (values: readonly number[], digits: number): number[] =>
    values.map((one) => Number(one.toFixed(digits)));

  test('one worker less than none', () => {
    const { stepAnatomy, utilization } = realTimes(nw0);
    expect(rounded(costsOf(stepAnatomy), 2)).toEqual([
      98_588.67, 1915.33, 89, 0, 2907.5, 59_261.83, 13_674.17, 1155.67, 177_592.17,
    ]);
    expect(utilization?.busyPercent).toBeCloseTo(55.51, 2);
    expect(utilization?.multiprocessorPercent).toBeCloseTo(54.68, 2);
    expect(utilization?.occupancyPercent).toBeCloseTo(49.13, 2);
    expect(utilization?.tensorCoreEligiblePercent).toBeCloseTo(67.6, 1);
    expect(utilization?.tensorCorePercent).toBe(0);
  });

  test('four workers', () => {
    const { stepAnatomy, utilization } = realTimes(nw4);
    const { kernelNs, dataloaderNs, cpuOpNs, totalNs } = stepAnatomy;
    expect(
      rounded(
        [kernelNs, dataloaderNs, cpuOpNs, totalNs].map((value) => value / 1000),
        1,
      ),
    ).toEqual([99_144.7, 1186.2, 22_664.8, 141_068]);
    expect(utilization?.busyPercent).toBeCloseTo(70.27, 2);
  });

  test('nanoseconds, which the plugin has as floats: within 5 µs of a step', () => {
    const { stepAnatomy, utilization } = realTimes(ns);
    expect(Math.abs(stepAnatomy.totalNs - 96_703_600)).toBeLessThan(100);
    expect(Math.abs(stepAnatomy.kernelNs - 93_634_700)).toBeLessThan(5000);
    expect(utilization?.busyPercent).toBeCloseTo(96.8, 1);
    expect(utilization?.multiprocessorPercent).toBeCloseTo(94.9, 1);
    expect(utilization?.occupancyPercent).toBeCloseTo(46.5, 1);
  });

  test('what the plugin counts as kernels, and communicates', () => {
    const { stepAnatomy, utilization } = realTimes(control);
    expect(stepAnatomy.totalNs / 1000).toBeCloseTo(77_501.7, 1);
    expect(utilization?.busyPercent).toBeCloseTo(79.4, 1);
    expect(utilization?.multiprocessorPercent).toBeCloseTo(59.2, 1);
    expect(utilization?.occupancyPercent).toBeCloseTo(32.5, 1);
    const other = realTimes(two);
    expect(Math.round(other.stepAnatomy.totalNs / 1000)).toBe(222_368);
    expect(other.utilization?.busyPercent).toBeCloseTo(23.3, 1);
    expect(other.stepAnatomy.communicationNs / 1000).toBeGreaterThan(13_000);
  });
});
