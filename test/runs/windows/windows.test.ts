import { describe, expect, test } from 'vitest';
import { readTimeline } from '../../../src/runs/trace/read-timeline.js';
import { EventKind } from '../../../src/runs/trace/timeline.js';
import { describeEvent } from '../../../src/runs/windows/describe-event.js';
import type { TraceLanes } from '../../../src/runs/windows/lanes.js';
import { layLanes } from '../../../src/runs/windows/lay-lanes.js';
import { MOST_RECTS, readWindow } from '../../../src/runs/windows/read-window.js';
import { realTrace, scan } from '../../syntax/trace/scan.js';

type Given = Readonly<Record<string, unknown>>;

function host(name: string, ts: number, dur: number, more: Given = {}): Given {
  return { ph: 'X', cat: 'cpu_op', name, pid: 1, tid: 1, ts, dur, ...more };
}

function kernel(name: string, ts: number, dur: number, correlation: number, stream = 7): Given {
  const args = { device: 0, stream, correlation };
  return { ph: 'X', cat: 'kernel', name, pid: 0, tid: `stream ${stream}`, ts, dur, args };
}

function launch(ts: number, dur: number, correlation: number): Given {
  return host('cudaLaunchKernel', ts, dur, { cat: 'cuda_runtime', args: { correlation } });
}

function lanesOf(events: readonly Given[]): TraceLanes {
  return layLanes(readTimeline(scan(JSON.stringify({ traceEvents: events }))));
}

const STEP = lanesOf([
  host('ProfilerStep#1', 100, 1000, { cat: 'user_annotation' }),
  host('nn.Module: Net_0', 110, 400, { cat: 'python_function' }),
  host('aten::linear', 120, 200),
  host('aten::addmm', 130, 100),
  launch(140, 10, 1),
  host('aten::relu', 400, 50),
  launch(410, 10, 2),
  kernel('gemm', 200, 300, 1),
  kernel('relu', 500, 100, 2),
  host('[memory]', 0, 0, {
    ph: 'i',
    ts: 150,
    args: { 'Device Type': 1, 'Device Id': 0, Bytes: 64, 'Total Allocated': 64 },
  }),
  host('[memory]', 0, 0, {
    ph: 'i',
    ts: 300,
    args: { 'Device Type': 1, 'Device Id': 0, Bytes: -64, 'Total Allocated': 0 },
  }),
]);

describe('lanes', () => {
  test('steps, threads as they nest, streams; nothing overlaps on a track', () => {
    const names = STEP.timeline.events;
    const told = STEP.lanes.map(({ kind, label, tracks }) => [
      kind,
      label,
      tracks.map(({ rows }) => Array.from(rows, (row) => names.names[names.name[row] as number])),
    ]);
    expect(told).toEqual([
      ['steps', '', [['ProfilerStep#1']]],
      [
        'host',
        '1',
        [
          ['nn.Module: Net_0'],
          ['aten::linear', 'aten::relu'],
          ['aten::addmm', 'cudaLaunchKernel'],
          ['cudaLaunchKernel'],
        ],
      ],
      ['stream', 'stream 7', [['gemm', 'relu']]],
    ]);
    expect(STEP).toMatchObject({ originNs: expect.any(Number), spanNs: 1_000_000, lanesLeftOut: 0 });
  });

  test('what is nested a million deep is counted, not shown', () => {
    const deep = lanesOf(Array.from({ length: 3000 }, (_, at) => host(`f${at}`, at, 10_000 - 2 * at)));
    expect(deep.lanes[0]?.tracks.length).toBe(40);
    expect(deep.lanes[0]?.hidden).toBe(2960);
  });

  test('of many threads those with most events are shown, and the rest is counted', () => {
    const many = lanesOf(Array.from({ length: 100 }, (_, at) => host('f', at, 1, { tid: at + 1 })));
    expect(many.lanes.length).toBe(16);
    expect(many.lanesLeftOut).toBe(84);
  });
});

describe('a window', () => {
  test('holds each event that is as wide as a pixel, with its exact time', () => {
    const { rects, names } = readWindow(STEP, { fromNs: 0, toNs: 1_000_000, width: 1000 });
    const stream = rects.filter(({ lane }) => lane === 2);
    expect(stream.map((rect) => (rect.kind === 'event' ? { ...rect, name: names[rect.name] } : rect))).toEqual([
      {
        kind: 'event',
        lane: 2,
        track: 0,
        startNs: 100_000,
        durationNs: 300_000,
        row: 7,
        name: 'gemm',
        what: EventKind.Kernel,
      },
      {
        kind: 'event',
        lane: 2,
        track: 0,
        startNs: 400_000,
        durationNs: 100_000,
        row: 8,
        name: 'relu',
        what: EventKind.Kernel,
      },
    ]);
  });

  test('a part of it holds what begins before and still lasts, and no more', () => {
    const { rects } = readWindow(STEP, { fromNs: 350_000, toNs: 400_000, width: 100 });
    expect(rects.filter(({ lane }) => lane === 2).map(({ startNs }) => startNs)).toEqual([100_000]);
  });

  test('what is narrower than a pixel is put together, with how many and how long; the wide one stays by itself', () => {
    const small = Array.from({ length: 10 }, (_, at) => kernel('k', 1000 + at * 10, 5, at + 1));
    const trace = lanesOf([...small, kernel('wide', 1096, 904, 99)]);
    const { rects } = readWindow(trace, { fromNs: 0, toNs: 1_000_000, width: 10 });
    expect(rects).toEqual([
      { kind: 'several', lane: 0, track: 0, startNs: 0, durationNs: 95_000, count: 10, busyNs: 50_000 },
      expect.objectContaining({ kind: 'event', startNs: 96_000, durationNs: 904_000 }),
    ]);
    // Nearer, the same are ten.
    const near = readWindow(trace, { fromNs: 0, toNs: 96_000, width: 960 });
    expect(near.rects.map(({ kind }) => kind)).toEqual(Array(10).fill('event'));
  });

  test('a closed lane shows its first track alone', () => {
    const { rects } = readWindow(STEP, { fromNs: 0, toNs: 1_000_000, width: 1000, open: new Set([2]) });
    expect(new Set(rects.map(({ lane, track }) => `${lane}/${track}`))).toEqual(new Set(['0/0', '1/0', '2/0']));
  });

  test('memory is a value from each change on, and begins with what was there before', () => {
    const { memory } = readWindow(STEP, { fromNs: 100_000, toNs: 1_000_000, width: 900 });
    expect(memory).toEqual([
      {
        device: 'cuda:0',
        points: [
          [100_000, 64],
          [200_000, 0],
        ],
      },
    ]);
  });

  test('of a real trace there are never more rectangles than are drawn, and every event is in one', () => {
    const trace = layLanes(readTimeline(scan(realTrace('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz'))));
    const events = trace.lanes.flatMap(({ tracks }) => tracks).reduce((sum, { rows }) => sum + rows.length, 0);
    expect(events).toBeGreaterThan(20_000);
    for (const width of [1, 100, 1500, 8000]) {
      const { rects } = readWindow(trace, { fromNs: 0, toNs: trace.spanNs, width });
      expect(rects.length).toBeLessThanOrEqual(MOST_RECTS);
      expect(rects.reduce((sum, rect) => sum + (rect.kind === 'event' ? 1 : rect.count), 0)).toBe(events);
    }
  });
});

describe('one event', () => {
  test('a kernel tells its launch, operator, module and step', () => {
    expect(describeEvent(STEP, 7)).toEqual({
      row: 7,
      name: 'gemm',
      what: EventKind.Kernel,
      startNs: 100_000,
      durationNs: 300_000,
      launch: { row: 4, name: 'cudaLaunchKernel', startNs: 40_000, delayNs: 60_000 },
      operator: 'aten::addmm',
      modules: ['Net_0'],
      step: 'ProfilerStep#1',
    });
  });

  test('a call tells what it launched', () => {
    expect(describeEvent(STEP, 6)?.launched).toEqual({ row: 8, name: 'relu', startNs: 400_000 });
  });

  test.each([-1, 1e9, 0.5, Number.NaN])('there is no event %d', (row) => {
    expect(describeEvent(STEP, row)).toBeUndefined();
  });
});
