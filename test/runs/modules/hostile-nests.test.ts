import { describe, expect, test } from 'vitest';
import { measureWork, type WorkReport } from '../../../src/runs/modules/measure-work.js';
import { backwardOp, forwardOp, frame, type HandEvent, kernel, op, runtime, timelineOf } from './hand-trace.js';

const MANY = 40_000;

function measure(eventOf: (at: number) => readonly HandEvent[]): WorkReport {
  return measureWork(timelineOf(Array.from({ length: MANY }, (_, at) => eventOf(at)).flat()));
}

/** Each takes a second or less; what is not linear takes minutes. */
describe('forty thousand', { timeout: 20_000 }, () => {
  test('modules in each other', () => {
    const { modules } = measure((at) => [frame(`nn.Module: A_${at}`, at, 2 * (MANY - at) + 0.5)]);
    expect(modules.rows.length).toBe(65);
    expect(modules.rows[64]?.calls).toBe(1);
  });

  test('modules beside each other', () => {
    const { modules } = measure((at) => [frame(`nn.Module: A_${at}`, at, 0.5)]);
    expect(modules.rows.length).toBe(20_000);
  });

  test('calls that wait, each deeper than the one before', () => {
    const { syncs } = measure((at) => [
      frame(`train.py(${at}): f`, at, 2 * (MANY - at) + 0.5),
      runtime('cudaStreamSynchronize', at + 0.2, 0.1),
    ]);
    expect(syncs.length).toBe(MANY);
    expect(syncs.at(-1)?.line?.line).toBeDefined();
  });

  test('threads, each with its own number for the forward', () => {
    const { phases } = measure((at) => [
      forwardOp('aten::mm', at, 0.5, at, at + 1),
      backwardOp('MmBackward0', MANY + at, 0.5, at, at + 1),
    ]);
    expect(phases.backwardNs).toBe(MANY * 500);
  });

  test('operators of one sequence number, in falling order', () => {
    const { phases } = measure((at) => [
      forwardOp('aten::mm', at, 0.5, MANY - at),
      backwardOp('MmBackward0', MANY + at, 0.5, at),
    ]);
    expect(phases.forwardNs).toBe(MANY * 500);
  });

  test('kernels without their launch, with the id of one operator', () => {
    const { operators } = measure((at) => [
      ...(at === 0 ? [op('aten::mm', 0, 1.5, { 'External id': 3 })] : []),
      { ...kernel(at, 0.5, 5), args: { 'External id': 3 } },
    ]);
    expect(operators[0]?.deviceNs).toBe(MANY * 500);
  });

  test('letters in the name of a kernel', () => {
    const { hints } = measureWork(timelineOf([kernel(0, 1, 1, 'convolve'.repeat(MANY))]));
    expect(hints.float32MatrixNs).toBe(0);
  });
});
