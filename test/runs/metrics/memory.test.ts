import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPeakPoints } from '../../../src/runs/metrics/memory/peak-points.js';
import { createPlainTimelineReader } from '../../../src/runs/metrics/memory/read-plain-timeline.js';
import { createRawTimelineReader } from '../../../src/runs/metrics/memory/read-raw-timeline.js';
import { createSnapshotReader } from '../../../src/runs/metrics/memory/read-snapshot.js';
import type { MetricsReport } from '../../../src/runs/metrics/metrics-reader.js';
import type { MemoryReport } from '../../../src/runs/report/rank-report.js';
import { PYTHON, requireTool } from '../../setup/tools.js';
import { codesOf, readAll, readShared } from './read-file.js';

const onlyOf = ({ memory }: MetricsReport): MemoryReport => {
  expect(memory).toHaveLength(1);
  return memory[0] as MemoryReport;
};
const raw = (text: string | Uint8Array, chunkBytes = 7): MetricsReport =>
  readAll(createRawTimelineReader('raw'), typeof text === 'string' ? Buffer.from(text) : text, chunkBytes);

describe('points of memory over time', () => {
  it('keep the highest, whatever its place, and are never too many', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 5000 }), (levels) => {
        const points = createPeakPoints();
        for (const [index, level] of levels.entries()) points.add(index, level);
        const kept = points.points();
        expect(kept.length).toBeLessThanOrEqual(500);
        expect(Math.max(...kept.map(([, level]) => level))).toBe(Math.max(...levels));
        for (const [time, level] of kept) expect(levels[time]).toBe(level);
        expect(kept.map(([time]) => time)).toEqual(kept.map(([time]) => time).sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a raw timeline of the memory profiler', () => {
  const bytes = readShared('traces/hta-memory_timeline.raw.gz');

  it('is summed by category, as a slow obvious reading does', () => {
    const rows = JSON.parse(Buffer.from(bytes).toString()) as [number, number, number, number][];
    const held = [0, 0, 0, 0, 0, 0, 0, 0];
    let total = 0;
    let peak = 0;
    let atPeak: number[] = [];
    for (const [index, [time, , change, category]] of rows.entries()) {
      held[category] = (held[category] ?? 0) + change;
      total += change;
      if (rows[index + 1]?.[0] === time || total <= peak) continue;
      peak = total;
      atPeak = [...held];
    }
    const { peakAllocatedBytes, holders, points } = onlyOf(raw(bytes, 5000));
    expect(peakAllocatedBytes).toBe(peak);
    expect(holders?.map((holder) => holder.bytes)).toEqual(atPeak.filter((held) => held > 0).sort((a, b) => b - a));
    expect(holders?.[0]?.name).toBe('activations');
    expect(holders?.find(({ name }) => name === 'parameters')?.bytes).toBe(atPeak[0]);
    expect(Math.max(...points.map(([, level]) => level))).toBe(peak);
    expect(codesOf(raw(bytes, 5000))).toEqual([]);
  });

  it('says the same in chunks of any size', () => {
    const part = Buffer.from(
      `${Buffer.from(bytes)
        .toString()
        .slice(0, 40_000)
        .replace(/, \[[^\]]*$/, '')}]`,
    );
    expect(raw(part, 1)).toEqual(raw(part, 1e6));
    expect(codesOf(raw(part, 1))).toEqual([]);
  });

  it('keeps nanoseconds apart that a number cannot', () => {
    const text = '[[1696966048083248105, 2, 5, 0], [1696966048083248106, 2, 7, 1], [1696966048083248107, 4, -7, 1]]';
    expect(onlyOf(raw(text)).points).toEqual([
      [0, 5],
      [1, 12],
      [2, 5],
    ]);
  });

  it('is told to be cut, broken or empty', () => {
    expect(codesOf(raw('[[-1, 1, 5, 0], [17, 2, 5'))).toEqual(['MTR-02']);
    expect(onlyOf(raw('[[-1, 1, 5, 0], [17, 2, 5')).peakAllocatedBytes).toBe(5);
    expect(raw('[[-1, 1, 5, 0], [NaN, 2, 5, 1], [17, 2, 6, 1]]').health).toMatchObject([{ code: 'MTR-06', count: 1 }]);
    expect(codesOf(raw('[]'))).toEqual(['MTR-07']);
    expect(raw('').memory).toEqual([]);
  });

  it('never throws', () => {
    const word = fc.constantFrom('[', ']', ',', '-1', '2', '5', '1696966048083248105', ' ', '9', 'NaN');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        expect(raw(words.join('')).operators).toEqual([]);
      }),
    );
  });
});

describe('a plain timeline', () => {
  const read = (text: string): MetricsReport => readAll(createPlainTimelineReader('plain'), Buffer.from(text));

  it('has its categories behind a zero', () => {
    const text =
      '[[1696966048083248, 1696966048083250], [[0, 10, 0, 0, 0, 5, 0, 0, 0], [0, 10, 0, 0, 0, 50, 0, 0, 1]]]';
    expect(onlyOf(read(text))).toMatchObject({
      peakAllocatedBytes: 61,
      points: [
        [0, 15],
        [2000, 61],
      ],
      holders: [
        { name: 'activations', bytes: 50 },
        { name: 'parameters', bytes: 10 },
        { name: 'uncategorised', bytes: 1 },
      ],
    });
  });

  it('that is something else is told so', () => {
    for (const text of ['', '[[1696966048083248], [', '[[1], [2, 3]]', '{}', '[[], []]'])
      expect(codesOf(read(text))).toEqual(['MTR-10']);
    expect(onlyOf(read('[[1696966048083248], [null]]')).peakAllocatedBytes).toBe(0);
  });
});

interface Truth {
  readonly peak: number;
  readonly reserved: number;
  readonly lines: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly free: number;
  readonly largest: number;
  readonly held: number;
}

function makeSnapshot(...numbers: readonly number[]): { readonly bytes: Uint8Array; readonly truth: Truth } {
  const { stdout, stderr } = spawnSync('python3', ['test/runs/metrics/snapshot.py', ...numbers.map(String)], {
    maxBuffer: 2 ** 28,
  });
  return { bytes: stdout, truth: JSON.parse(stderr.toString()) as Truth };
}

const readSnapshot = (bytes: Uint8Array): MetricsReport => readAll(createSnapshotReader('snapshot'), bytes, 10_000);

/** The snapshots are synthetic: Python makes them by the structure that torch documents. */
describe('a snapshot of GPU memory', () => {
  beforeEach((context) => requireTool(context, PYTHON));

  it.each([
    [1, 300, 10_000, 4],
    [2, 300, 10_000, 2],
    [3, 2000, 500, 4],
    [4, 2000, 100, 5],
    [5, 50, 3, 4],
    [6, 1, 10, 4],
  ])('says its peaks, what held them, and what is free (%i: %i entries, %i kept, protocol %i)', (...numbers) => {
    const { bytes, truth } = makeSnapshot(...numbers);
    const report = readSnapshot(bytes);
    const memory = onlyOf(report);
    expect(codesOf(report)).toEqual([]);
    expect(memory).toMatchObject({
      device: 'cuda:0',
      peakAllocatedBytes: truth.peak,
      peakReservedBytes: truth.reserved,
      fragmentation: { freeBytes: truth.free, largestFreeBytes: truth.largest, reservedBytes: truth.held },
    });
    const keyOf = (name: string): string => (name === 'before the recording' ? 'before' : '?');
    const lines = memory.holders?.map(({ name, bytes, line }) => [line ? String(line.line) : keyOf(name), bytes]) ?? [];
    expect(Object.fromEntries(lines)).toEqual(truth.lines);
    expect(memory.outOfMemory?.length ?? 0).toBe(Math.min(20, truth.failed));
    for (const failed of memory.outOfMemory ?? [])
      expect(failed).toEqual({
        askedBytes: 5_000_000,
        deviceFreeBytes: 12_345,
        line: { file: '/home/one/train.py', line: 20, function: 'mlp' },
      });
  });

  it('of a long history has points that keep the peak', () => {
    const { bytes, truth } = makeSnapshot(7, 20_000, 100_000, 4);
    const { points } = onlyOf(readSnapshot(bytes));
    expect(points.length).toBeLessThanOrEqual(500);
    expect(Math.max(...points.map(([, level]) => level))).toBe(truth.peak);
  });

  it('without a history knows no peak, and says so', () => {
    const { bytes, truth } = makeSnapshot(8, 300, 0, 4);
    const report = readSnapshot(bytes);
    expect(onlyOf(report)).toMatchObject({ peakAllocatedBytes: undefined, fragmentation: { freeBytes: truth.free } });
    expect(report.health).toMatchObject([{ code: 'MTR-11' }]);
  });

  it('that would import something is refused', () => {
    const { stdout } = spawnSync('python3', [
      '-c',
      'import pickle, sys, collections; sys.stdout.buffer.write(pickle.dumps({"segments": collections.OrderedDict()}))',
    ]);
    const report = readSnapshot(stdout);
    expect(report.memory).toEqual([]);
    expect(report.findings[0]?.message).toContain('would import collections');
  });

  it('of records without end is given up', () => {
    const batch = `(${'}'.repeat(900_000)}e`;
    const report = readSnapshot(Buffer.from(`\x80\x04]${batch.repeat(4)}.`, 'latin1'));
    expect(report.findings[0]?.message).toContain('more than 3000000 lists, dicts and pairs');
  });

  it('is refused when it is cut, or is none; and never throws', () => {
    const { bytes } = makeSnapshot(9, 20, 100, 4);
    for (let cut = 0; cut < bytes.length; cut += 131)
      expect(codesOf(readSnapshot(bytes.subarray(0, cut)))).toEqual(['MTR-10']);
    expect(codesOf(readSnapshot(Buffer.from('\x80\x04}.', 'latin1')))).toEqual(['MTR-10']);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = byte;
        expect(readSnapshot(changed).operators).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
