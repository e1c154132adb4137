import { describe, expect, test } from 'vitest';
import { measureWork } from '../../../src/runs/modules/measure-work.js';
import type { ModuleTimes } from '../../../src/runs/report/rank-report.js';
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

function modulesOf(events: readonly HandEvent[]): ModuleTimes {
  return measureWork(timelineOf(events)).modules;
}

/** Path → forward, backward and own microseconds. */
function timesOf({ rows }: ModuleTimes): Record<string, readonly number[]> {
  return Object.fromEntries(
    rows.map(({ path, forwardNs, backwardNs, selfNs }) => [
      path,
      [forwardNs, backwardNs, selfNs].map((ns) => ns / 1000),
    ]),
  );
}

function reasonsOf({ unattributed }: ModuleTimes): Record<string, number> {
  return Object.fromEntries(unattributed.map(({ reason, ns }) => [reason, ns / 1000]));
}

describe('modules from frames', () => {
  const forward = [
    frame('nn.Module: Net_0', 0, 100.5),
    frame('nn.Module: Linear_0', 10, 20),
    forwardOp('aten::addmm', 12, 10, 7),
    ...launch(13, 5, 1),
    frame('nn.Module: Linear_1', 40, 20),
    forwardOp('aten::addmm', 42, 10, 8),
    ...launch(43, 3, 2),
    ...launch(80, 2, 3),
  ];

  test('a kernel belongs to the innermost module around its launch; a path is the classes and numbers on the way', () => {
    const modules = modulesOf(forward);
    expect(modules.from).toBe('frames');
    expect(timesOf(modules)).toEqual({
      Net_0: [10, 0, 2],
      'Net_0/Linear_0': [5, 0, 5],
      'Net_0/Linear_1': [3, 0, 3],
    });
    expect(modules.rows.map(({ type, depth, calls, hostNs }) => [type, depth, calls, hostNs])).toEqual([
      ['Net', 0, 1, 100_500],
      ['Linear', 1, 1, 20_000],
      ['Linear', 1, 1, 20_000],
    ]);
    expect([modules.attributedNs, modules.unattributed]).toEqual([10_000, []]);
  });

  test('what the backward launches belongs to the module of the forward operator with its number', () => {
    const modules = modulesOf([
      ...forward,
      backwardOp('autograd::engine::evaluate_function: AddmmBackward0', 200, 20, 7),
      backwardOp('AddmmBackward0', 201, 15, 7),
      op('aten::mm', 202, 10, {}, 2),
      ...launch(203, 11, 4, 2),
    ]);
    expect(timesOf(modules)).toMatchObject({ Net_0: [10, 11, 2], 'Net_0/Linear_0': [5, 11, 16] });
  });

  test('the gradient of a parameter is added up right after the operator that made it', () => {
    const modules = modulesOf([
      ...forward,
      backwardOp('autograd::engine::evaluate_function: AddmmBackward0', 200, 20, 7),
      op('autograd::engine::evaluate_function: torch::autograd::AccumulateGrad', 230, 9, {}, 2),
      op('torch::autograd::AccumulateGrad', 231, 7, {}, 2),
      ...launch(232, 11, 4, 2),
    ]);
    expect(timesOf(modules)['Net_0/Linear_0']).toEqual([5, 11, 16]);
  });

  test('of the operators with one number the last that began is meant', () => {
    const modules = modulesOf([
      forwardOp('aten::linear', 5, 4, 7),
      ...forward,
      backwardOp('AddmmBackward0', 201, 15, 7),
      ...launch(203, 11, 4, 2),
    ]);
    expect(timesOf(modules)['Net_0/Linear_0']).toEqual([5, 11, 16]);
  });

  test('a module that was called again has its calls in one row, one of two callers two', () => {
    const modules = modulesOf([
      frame('nn.Module: A_0', 0, 10.5),
      frame('nn.Module: Shared_0', 1, 5),
      frame('nn.Module: A_0', 20, 10),
      frame('nn.Module: Shared_0', 21, 5),
      frame('nn.Module: B_0', 40, 10),
      frame('nn.Module: Shared_0', 41, 5),
    ]);
    expect(modules.rows.map(({ path, calls }) => [path, calls])).toEqual([
      ['A_0', 2],
      ['A_0/Shared_0', 2],
      ['B_0', 1],
      ['B_0/Shared_0', 1],
    ]);
  });

  test('a forward that is done again in the backward is backward time of the same module', () => {
    const { modules, hints } = measureWork(
      timelineOf([
        ...forward,
        backwardOp('CheckpointFunctionBackward', 200, 90, 9),
        frame('nn.Module: Linear_1', 210, 20, 2),
        forwardOp('aten::addmm', 211, 5, 20, 2),
        ...launch(212, 4, 4, 2),
        backwardOp('AddmmBackward0', 240, 20, 20, 2),
        ...launch(241, 6, 5, 2),
      ]),
    );
    expect(timesOf(modules)['Net_0/Linear_1']).toEqual([3, 10, 13]);
    expect(modules.rows.map(({ path, calls }) => [path, calls])).toContainEqual(['Net_0/Linear_1', 1]);
    expect(hints.recomputedNs).toBe(4000);
  });
});

describe('modules from annotations', () => {
  test('the path is what the script says; the class is that of the frame around, where there are stacks', () => {
    const modules = modulesOf([
      annotation('module:layer1', 0, 100.5),
      frame('nn.Module: Conv2d_0', 5, 50),
      frame('torch/nn/modules/module.py(1782): _call_impl', 6, 48),
      annotation('module:layer1.0', 10, 30),
      op('aten::conv2d', 11, 20),
      ...launch(12, 9, 1),
    ]);
    expect(modules.from).toBe('annotations');
    expect(timesOf(modules)).toEqual({ layer1: [9, 0, 0], 'layer1.0': [9, 0, 9] });
    expect(modules.rows.map(({ type }) => type)).toEqual([undefined, 'Conv2d']);
  });

  test('a path has one row, whoever called; the outer call has the time of one within itself', () => {
    const modules = modulesOf([
      annotation('module:a', 0, 100.5),
      annotation('module:shared', 10, 30),
      ...launch(12, 9, 1),
      annotation('module:shared', 15, 10),
      ...launch(16, 1, 2),
      annotation('module:b', 200, 50),
      annotation('module:shared', 210, 30),
      ...launch(212, 2, 3),
    ]);
    expect(timesOf(modules)).toEqual({ a: [10, 0, 0], shared: [12, 0, 12], b: [2, 0, 0] });
    expect(modules.attributedNs).toBe(12_000);
  });
});

describe('what belongs to no module says why', () => {
  test.each<[string, string, readonly HandEvent[]]>([
    ['no-launch', 'the launch is not in the trace', [kernel(1000, 5, 99)]],
    ['outside-modules', 'launched by an operator outside', [op('aten::mul', 300, 10), ...launch(302, 5, 9)]],
    [
      'backward-unlinked',
      'a gradient that is added up after nothing that is known',
      [op('autograd::engine::evaluate_function: torch::autograd::AccumulateGrad', 300, 10), ...launch(302, 5, 9)],
    ],
    [
      'backward-unlinked',
      'a number that no forward has',
      [backwardOp('MulBackward0', 300, 10, 77), ...launch(302, 5, 9, 2)],
    ],
    ['optimizer', 'a step of the optimizer', [annotation('Optimizer.step#SGD.step', 300, 10), ...launch(302, 5, 9)]],
    [
      'optimizer',
      'gradients that are set to zero',
      [annotation('Optimizer.zero_grad#SGD.zero_grad', 300, 10), ...launch(302, 5, 9)],
    ],
    [
      'communication',
      'a collective, wherever it was launched',
      [runtime('cudaLaunchKernel', 2, 1, 9), kernel(1000, 5, 9, 'ncclDevKernel_AllReduce')],
    ],
  ])('%s: %s', (reason, _, events) => {
    const modules = modulesOf([frame('nn.Module: Net_0', 0, 100.5), forwardOp('aten::add', 1, 20, 1), ...events]);
    expect(reasonsOf(modules)).toEqual({ [reason]: 5 });
    expect(modules.attributedNs).toBe(0);
  });

  test('no-modules: all of it, when the trace tells of none', () => {
    const modules = modulesOf([op('aten::mul', 300, 10), ...launch(302, 5, 9), kernel(1000, 4, 98)]);
    expect([modules.from, modules.rows, reasonsOf(modules)]).toEqual(['none', [], { 'no-modules': 9 }]);
  });
});

describe('work without its launch', () => {
  test('comes from the operator with its External id', () => {
    const { modules, operators } = measureWork(
      timelineOf([
        frame('nn.Module: Net_0', 0, 100.5),
        op('aten::mul', 10, 10, { 'External id': 5 }),
        { ...kernel(1000, 5, 77), args: { correlation: 77, 'External id': 5 } },
      ]),
    );
    expect(timesOf(modules)).toEqual({ Net_0: [5, 0, 5] });
    expect(operators.map(({ name, deviceNs }) => [name, deviceNs])).toEqual([['aten::mul', 5000]]);
  });

  test('not where the profiler wrote the correlation there', () => {
    const modules = modulesOf([
      frame('nn.Module: Net_0', 0, 100.5),
      op('aten::mul', 10, 10, { 'External id': 77 }),
      { ...kernel(1000, 5, 77), args: { correlation: 77, 'External id': 77 } },
    ]);
    expect(reasonsOf(modules)).toEqual({ 'no-launch': 5 });
  });
});

describe('threads of the forward', () => {
  const forwards = [
    frame('nn.Module: A_0', 0, 100.5, 3),
    forwardOp('aten::addmm', 1, 5, 7, 3),
    frame('nn.Module: B_0', 0, 100.5, 4),
    forwardOp('aten::mul', 1, 5, 7, 4),
  ];

  test('are told apart by the names of operators', () => {
    const modules = modulesOf([...forwards, backwardOp('AddmmBackward0', 200, 9, 7, 12), ...launch(201, 3, 1, 2)]);
    expect(timesOf(modules)).toMatchObject({ A_0: [0, 3, 3], B_0: [0, 0, 0] });
  });

  test('are not guessed when nothing tells', () => {
    const modules = modulesOf([...forwards, backwardOp('Custom', 200, 9, 7, 12), ...launch(201, 3, 1, 2)]);
    expect(reasonsOf(modules)).toEqual({ 'backward-unlinked': 3 });
  });
});

describe('phases', () => {
  test('by what launched the work, and by what it is', () => {
    const { phases } = measureWork(
      timelineOf([
        forwardOp('aten::addmm', 0, 9.5, 1),
        ...launch(1, 1, 1),
        backwardOp('AddmmBackward0', 20, 9, 1),
        ...launch(21, 2, 2, 2),
        annotation('Optimizer.step#SGD.step', 40, 9),
        ...launch(41, 4, 3),
        runtime('cudaLaunchKernel', 60, 1, 4),
        kernel(1060, 8, 4, 'ncclDevKernel_AllReduce'),
        { cat: 'gpu_memcpy', name: 'Memcpy HtoD (Pageable -> Device)', ts: 1080, dur: 16, args: { bytes: 4 } },
        op('aten::ones', 90, 5),
        ...launch(91, 32, 6),
      ]),
    );
    expect(phases).toEqual({
      forwardNs: 1000,
      backwardNs: 2000,
      optimizerNs: 4000,
      communicationNs: 8000,
      copiesNs: 16_000,
      otherNs: 32_000,
    });
  });

  test('operators of a model that runs without gradients count for the forward where it is said', () => {
    const { phases } = measureWork(
      timelineOf([annotation('## forward ##', 0, 9.5), op('aten::mm', 1, 5), ...launch(2, 3, 1)]),
    );
    expect(phases.forwardNs).toBe(3000);
  });
});

describe('operators', () => {
  test('have what they launched themselves, by phase', () => {
    const { operators } = measureWork(
      timelineOf([
        forwardOp('aten::linear', 0, 20.5, 1),
        forwardOp('aten::addmm', 1, 9, 2),
        ...launch(2, 7, 1),
        backwardOp('AddmmBackward0', 50, 20, 2),
        op('aten::mm', 51, 9, {}, 2),
        ...launch(52, 8, 2, 2),
        annotation('Optimizer.step#SGD.step', 100, 20),
        op('aten::mm', 101, 9),
        ...launch(102, 1, 3),
      ]),
    );
    expect(operators).toEqual([
      {
        name: 'aten::mm',
        calls: 2,
        hostSelfNs: 18_000,
        deviceNs: 9000,
        forwardNs: 0,
        backwardNs: 8000,
        optimizerNs: 1000,
      },
      {
        name: 'aten::addmm',
        calls: 1,
        hostSelfNs: 9000,
        deviceNs: 7000,
        forwardNs: 7000,
        backwardNs: 0,
        optimizerNs: 0,
      },
      { name: 'aten::linear', calls: 1, hostSelfNs: 11_500, deviceNs: 0, forwardNs: 0, backwardNs: 0, optimizerNs: 0 },
      {
        name: 'AddmmBackward0',
        calls: 1,
        hostSelfNs: 11_000,
        deviceNs: 0,
        forwardNs: 0,
        backwardNs: 0,
        optimizerNs: 0,
      },
    ]);
  });
});

describe('where nothing ran on a device', () => {
  test('the time of operators on the host takes its place, and that is said', () => {
    const { modules, phases, operators } = measureWork(
      timelineOf([
        frame('nn.Module: Net_0', 0, 100.5),
        forwardOp('aten::linear', 1, 20, 1),
        forwardOp('aten::addmm', 2, 9, 2),
        backwardOp('AddmmBackward0', 200, 30, 2),
        op('aten::mm', 201, 20, {}, 2),
        annotation('Optimizer.step#SGD.step', 300, 50),
        op('aten::add_', 301, 4),
        op('aten::randn', 400, 2),
        op('gloo:all_reduce', 500, 3),
      ]),
    );
    expect([modules.on, phases.on]).toEqual(['host', 'host']);
    expect(timesOf(modules)).toEqual({ Net_0: [20, 30, 50] });
    expect(reasonsOf(modules)).toEqual({ communication: 3, optimizer: 4, 'outside-modules': 2 });
    expect(phases).toMatchObject({
      forwardNs: 20_000,
      backwardNs: 30_000,
      optimizerNs: 4000,
      communicationNs: 3000,
      otherNs: 2000,
    });
    expect(operators[0]).toMatchObject({ name: 'aten::mm', deviceNs: 0, backwardNs: 20_000 });
  });
});

test('an empty trace has no work', () => {
  const { modules, operators, phases, syncs } = measureWork(timelineOf([]));
  expect([modules.rows, modules.unattributed, operators, syncs, phases.otherNs]).toEqual([[], [], [], [], 0]);
});
