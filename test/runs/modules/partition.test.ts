import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureWork } from '../../../src/runs/modules/measure-work.js';
import type { OperatorRow, PhaseTimes } from '../../../src/runs/report/rank-report.js';
import type { Timeline } from '../../../src/runs/trace/timeline.js';
import { type HandEvent, timelineOf } from './hand-trace.js';
import { REAL_TRACES, realTimeline } from './real-timeline.js';

/** What does not add up: every nanosecond is once among the modules and reasons, and once among the phases. */
function findGaps(timeline: Timeline): readonly string[] {
  const { modules, phases, operators } = measureWork(timeline);
  const onDevice = sum(Array.from(timeline.device, (row) => timeline.events.duration[row] as number));
  const isHost = timeline.device.length === 0;
  const total = isHost ? sum(operators.map(({ hostSelfNs }) => hostSelfNs)) : onDevice;
  const sums: readonly [string, boolean][] = [
    ['on', modules.on === (isHost ? 'host' : undefined) && modules.on === phases.on],
    ['modules', modules.attributedNs + sum(modules.unattributed.map(({ ns }) => ns)) === total],
    ['own times', sum(modules.rows.map(({ selfNs }) => selfNs)) === modules.attributedNs],
    ['phases', sumPhases(phases) === total],
    ['operators', sum(operators.map(({ deviceNs }) => deviceNs)) <= onDevice],
    ['outer', modules.rows.every(({ forwardNs, backwardNs, selfNs }) => forwardNs + backwardNs >= selfNs)],
    ['split', operators.every((row) => sumSplit(row) <= (isHost ? row.hostSelfNs : row.deviceNs))],
  ];
  return sums.flatMap(([name, isRight]) => (isRight ? [] : [name]));
}

function sumSplit({ forwardNs, backwardNs, optimizerNs }: OperatorRow): number {
  return forwardNs + backwardNs + optimizerNs;
}

function sumPhases({ forwardNs, backwardNs, optimizerNs, communicationNs, copiesNs, otherNs }: PhaseTimes): number {
  return sum([forwardNs, backwardNs, optimizerNs, communicationNs, copiesNs, otherNs]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('all work is shared out and none of it twice', () => {
  test.each(REAL_TRACES)('%s', (name) => expect(findGaps(realTimeline(name))).toEqual([]));

  test('whatever stands in the trace', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 60 }), (events) => {
        expect(findGaps(timelineOf(events))).toEqual([]);
      }),
    );
  });
});

/** Times, ids and threads from so few that they meet and contradict each other. */
function anyEvent(): fc.Arbitrary<HandEvent> {
  const few = fc.integer({ min: 0, max: 6 });
  return fc.record({
    cat: fc.constantFrom(
      'cpu_op',
      'cpu_op',
      'user_annotation',
      'python_function',
      'cuda_runtime',
      'kernel',
      'gpu_memcpy',
    ),
    name: fc.constantFrom(
      'aten::mm',
      'MmBackward0',
      'autograd::engine::evaluate_function: MmBackward0',
      'nn.Module: A_0',
      'nn.Module: B_0',
      'module:a',
      'module:a.b',
      'Optimizer.step#SGD.step',
      'nccl:all_reduce',
      'cudaStreamSynchronize',
      'ProfilerStep#1',
      'train.py(1): f',
    ),
    ts: fc.integer({ min: 0, max: 50 }).map((half) => half / 2),
    dur: fc.integer({ min: 0, max: 30 }).map((half) => half / 2),
    tid: fc.integer({ min: 1, max: 3 }),
    args: fc.record(
      { correlation: few, 'External id': few, 'Sequence number': few, 'Fwd thread id': fc.integer({ min: 0, max: 2 }) },
      { requiredKeys: [] },
    ),
  });
}
