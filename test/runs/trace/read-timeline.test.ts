import { describe, expect, test } from 'vitest';
import { classifyEvent } from '../../../src/runs/trace/classify.js';
import { readTimeline } from '../../../src/runs/trace/read-timeline.js';
import { EventKind } from '../../../src/runs/trace/timeline.js';
import { realTrace, scan } from '../../syntax/trace/scan.js';

const KIND_NAMES = Object.fromEntries(Object.entries(EventKind).map(([name, kind]) => [kind, name]));

function countKinds(name: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of readTimeline(scan(realTrace(name))).kind) {
    const key = KIND_NAMES[kind] as string;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('kinds of events', () => {
  test.each([
    ['Kernel', 'ncclKernel_AllReduce_RING_LL_Sum_float', '0', EventKind.Collective],
    ['kernel', 'void at::native::vectorized_elementwise_kernel', '0', EventKind.Kernel],
    ['Memcpy', 'Memcpy HtoD (Pageable -> Device)', '0', EventKind.Memcpy],
    ['gpu_memset', 'Memset (Device)', '0', EventKind.Memset],
    ['Operator', 'ProfilerStep#3', '1', EventKind.Step],
    ['user_annotation', 'enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__', '1', EventKind.DataLoader],
    ['user_annotation', 'Optimizer.step#SGD.step', '1', EventKind.OptimizerStep],
    ['user_annotation', 'Optimizer.zero_grad#SGD.zero_grad', '1', EventKind.Annotation],
    ['user_annotation', 'module:layer1.0', '1', EventKind.ModuleAnnotation],
    ['cpu_op', 'nccl:all_reduce', '1', EventKind.HostCommunication],
    ['cuda_driver', 'cuLaunchKernel', '1', EventKind.Runtime],
    ['python_function', 'nn.Module: Linear_3', '1', EventKind.ModuleFrame],
    ['python_function', 'train.py(42): step', '1', EventKind.PythonFrame],
    ['gpu_user_annotation', 'ProfilerStep#3', '0', EventKind.DeviceAnnotation],
    ['', 'aten::add', 'CPU functions', EventKind.CpuOp],
    ['', 'aten::add', 'CUDA functions', EventKind.Kernel],
    ['Trace', 'PyTorch Profiler (0)', 'Spans', EventKind.Other],
  ])('%s %s', (category, name, process, kind) => expect(classifyEvent(category, name, process)).toBe(kind));

  test('a trace of 2021', () =>
    expect(countKinds('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz')).toMatchObject({
      Kernel: 8772,
      Memcpy: 12,
      Memset: 312,
      Step: 6,
      OptimizerStep: 6,
    }));

  test('a trace of many ranks', () =>
    expect(countKinds('hta-a100-8rank-control-rank3.json.gz')).toMatchObject({
      Kernel: 8508,
      Collective: 60,
      Memcpy: 228,
      Memset: 654,
    }));

  test('a trace without Kineto', () =>
    expect(countKinds('local-debian-torch1.13-no-kineto-legacy.json.gz')).toEqual({ CpuOp: 104 }));
});

test('work on the device comes in order, each with the call that launched it', () => {
  const { events, device, launch, kind } = readTimeline(scan(realTrace('hta-a100-nccl-args-2rank-rank0.json.gz')));
  expect(device.length).toBe(3774);
  let linked = 0;
  for (const [at, row] of device.entries()) {
    if (at > 0) expect(events.start[row]).toBeGreaterThanOrEqual(events.start[device[at - 1] as number] as number);
    const call = launch[at] as number;
    if (call < 0) continue;
    linked += 1;
    expect(kind[call]).toBe(EventKind.Runtime);
    expect(events.correlation[call]).toBe(events.correlation[row]);
  }
  expect(linked).toBe(3774);
});

test('on each thread of the host the outer comes before the inner', () => {
  const { events, threads } = readTimeline(scan(realTrace('local-torch2.13-cpu-transformer.pt.trace.json.gz')));
  for (const { rows } of threads)
    for (const [at, row] of rows.entries()) {
      if (at === 0) continue;
      const before = rows[at - 1] as number;
      const [a, b] = [events.start[before] as number, events.start[row] as number];
      expect(a).toBeLessThanOrEqual(b);
      if (a === b) expect(events.duration[before]).toBeGreaterThanOrEqual(events.duration[row] as number);
    }
});
