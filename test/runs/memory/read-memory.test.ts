import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMemory } from '../../../src/runs/memory/read-memory.js';
import { thinPoints } from '../../../src/runs/memory/thin-points.js';
import { readTimeline } from '../../../src/runs/trace/read-timeline.js';
import { realTrace, scan } from '../../syntax/trace/scan.js';

type Arguments = Readonly<Record<string, number>>;

function memoryOf(instants: readonly (readonly [number, Arguments])[], metadata: object = {}) {
  const traceEvents = instants.map(([ts, args]) => ({ ph: 'i', s: 't', name: '[memory]', pid: 1, tid: 1, ts, args }));
  const start = { ph: 'X', cat: 'cpu_op', name: 'aten::empty', pid: 1, tid: 1, ts: 100, dur: 1 };
  return readMemory(readTimeline(scan(JSON.stringify({ ...metadata, traceEvents: [...traceEvents, start] }))));
}

const onGpu = { 'Device Type': 1, 'Device Id': 0 };
const onHost = { 'Device Type': 0, 'Device Id': -1 };

describe('memory', () => {
  test('totals are taken as they are said; the peak is that of the bytes allocated, with what was reserved beside it', () => {
    const [memory] = memoryOf(
      [
        [110, { ...onGpu, Bytes: 10, 'Total Allocated': 50, 'Total Reserved': 100 }],
        [130, { ...onGpu, Bytes: -40, 'Total Allocated': 30, 'Total Reserved': 200 }],
        [120, { ...onGpu, Bytes: 20, 'Total Allocated': 70, 'Total Reserved': 100 }],
      ],
      { deviceProperties: [{ id: 0, totalGlobalMem: 1000 }] },
    );
    expect(memory).toEqual({
      device: 'cuda:0',
      peakAllocatedBytes: 70,
      peakReservedBytes: 200,
      unusedAtPeakBytes: 30,
      capacityBytes: 1000,
      points: [
        [10_000, 50],
        [20_000, 70],
        [30_000, 30],
      ],
    });
  });

  test('without totals only the growth is known', () => {
    const memory = memoryOf([
      [110, { ...onHost, Bytes: 10 }],
      [120, { ...onHost, Bytes: 25 }],
      [130, { ...onHost, Bytes: -50 }],
    ]);
    expect(memory).toEqual([
      {
        device: 'cpu',
        peakAllocatedBytes: undefined,
        peakReservedBytes: undefined,
        largestGrowthBytes: 35,
        capacityBytes: undefined,
        points: [
          [10_000, 10],
          [20_000, 35],
          [30_000, -15],
        ],
      },
    ]);
  });

  test('each device has its own, the host first', () => {
    const memory = memoryOf([
      [1, { ...onGpu, 'Device Id': 1, Bytes: 1 }],
      [2, { ...onGpu, Bytes: 2 }],
      [3, { ...onHost, Bytes: 3 }],
      [4, { 'Device Type': 12, 'Device Id': 0, Bytes: 4 }],
    ]);
    expect(memory.map(({ device }) => device)).toEqual(['cpu', 'cuda:0', 'cuda:1', 'xpu:0']);
  });

  test('none, when the trace says nothing of it', () => expect(memoryOf([])).toEqual([]));

  test('of a trace of 2021 and of a new one', () => {
    const old = readMemory(readTimeline(scan(realTrace('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz'))));
    expect(old.map(({ device, peakAllocatedBytes }) => [device, peakAllocatedBytes])).toEqual([
      ['cpu', undefined],
      ['cuda:0', undefined],
    ]);
    expect(old[1]?.largestGrowthBytes).toBe(LARGEST_OF_NW0);
    const [host] = readMemory(readTimeline(scan(realTrace('local-torch2.13-cpu-transformer.pt.trace.json.gz'))));
    expect([host?.device, host?.peakAllocatedBytes, host?.peakReservedBytes]).toEqual([
      'cpu',
      PEAK_OF_LOCAL,
      undefined,
    ]);
    expect(host?.points.length).toBeLessThanOrEqual(500);
  });
});

test('a curve is made thin so that it keeps its order, its ends and its peaks', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }));
  fc.assert(
    fc.property(fc.array(point, { minLength: 500, maxLength: 3000 }), (drawn) => {
      const points = drawn.sort(([one], [other]) => one - other);
      const columns = [0, 1].map((which) => Float64Array.from(points, (one) => one[which] as number));
      const thin = thinPoints(columns[0] as Float64Array, columns[1] as Float64Array);
      expect(thin.length).toBeLessThanOrEqual(500);
      expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)]);
      const bytes = points.map(([, value]) => value);
      const kept = thin.map(([, value]) => value);
      expect([Math.max(...kept), Math.min(...kept)]).toEqual([Math.max(...bytes), Math.min(...bytes)]);
      expect(thin.every(([time], at) => at === 0 || time >= (thin[at - 1]?.[0] ?? 0))).toBe(true);
    }),
  );
});

/** Counted by a few lines of Python over the same files. */
const LARGEST_OF_NW0 = 2_791_636_480;
const PEAK_OF_LOCAL = 2_837_404;
