import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGpuLogReader, type GpuFormat } from '../../../src/runs/metrics/gpu/gpu-log.js';
import { createDcgmFormat } from '../../../src/runs/metrics/gpu/read-dcgm.js';
import { createDmonFormat } from '../../../src/runs/metrics/gpu/read-dmon.js';
import { createQueryFormat } from '../../../src/runs/metrics/gpu/read-query.js';
import { createTableFormat } from '../../../src/runs/metrics/gpu/read-table.js';
import type { MetricsReport } from '../../../src/runs/metrics/metrics-reader.js';
import { codesOf, curveOf, logOf, readAll, valuesOf } from './read-file.js';

const MIB = 2 ** 20;
const FORMATS = { query: createQueryFormat, dmon: createDmonFormat, table: createTableFormat, dcgm: createDcgmFormat };

const read = (format: GpuFormat, text: string | Uint8Array, chunkBytes = 50): MetricsReport =>
  readAll(createGpuLogReader('gpu', format), typeof text === 'string' ? Buffer.from(text) : text, chunkBytes);
const fixture = (name: string): string => readFileSync(`fixtures/metrics/${name}`, 'utf8');

describe('nvidia-smi --query-gpu', () => {
  it('is curves of each GPU, with what it means', () => {
    const report = read(createQueryFormat(), fixture('nvidia-smi.csv'));
    expect(logOf(report).curves.map(({ name, unit, points }) => [name, unit, points.length])).toEqual([
      ['gpu0/utilization.gpu', '%', 3],
      ['gpu0/utilization.memory', '%', 3],
      ['gpu0/memory.used', 'MiB', 3],
      ['gpu0/memory.total', 'MiB', 3],
      ['gpu0/power.draw', 'W', 3],
      ['gpu1/utilization.gpu', '%', 2],
      ['gpu1/utilization.memory', '%', 2],
      ['gpu1/memory.used', 'MiB', 3],
      ['gpu1/memory.total', 'MiB', 3],
    ]);
    const { points } = curveOf(report, 'gpu0/power.draw');
    expect(points.map(({ seconds, value }) => [Math.round((seconds ?? 0) * 1000), value])).toEqual([
      [0, 390],
      [2001, 400.5],
      [4001, 395],
    ]);
    expect(logOf(report)).toMatchObject({
      format: 'nvidia-smi',
      gpuPercent: (95 + 50) / 2,
      peakMemoryBytes: 36_864 * MIB,
      capacityBytes: 40_960 * MIB,
      lines: { read: 6, understood: 6 },
    });
    expect(codesOf(report)).toEqual(['MTR-08']);
  });

  it('says the same in chunks of any size, with any line ends, in UTF-16', () => {
    const text = fixture('nvidia-smi.csv');
    const whole = read(createQueryFormat(), text, 1e6);
    expect(read(createQueryFormat(), text, 1)).toEqual(whole);
    expect(read(createQueryFormat(), text.replaceAll('\n', '\r\n'), 7)).toEqual(whole);
    expect(read(createQueryFormat(), Buffer.from(`\ufeff${text}`, 'utf16le'), 7)).toEqual(whole);
    expect(read(createQueryFormat(), text.trimEnd(), 7)).toEqual(whole);
  });

  it('without units in the values, told apart by UUID', () => {
    const report = read(createQueryFormat(), fixture('nvidia-smi-nounits.csv'));
    expect(valuesOf(report, 'GPU-aa/utilization.gpu')).toEqual([0, 20, 40]);
    expect(curveOf(report, 'GPU-aa/memory.used').unit).toBe('MiB');
    expect(logOf(report)).toMatchObject({ gpuPercent: 20, peakMemoryBytes: 338 * MIB, capacityBytes: 40_338 * MIB });
    expect(curveOf(report, 'GPU-aa/utilization.gpu').points[0]?.seconds).toBeUndefined();
  });

  it('begins anew at a head in the middle, with other columns', () => {
    const report = read(
      createQueryFormat(),
      'index, utilization.gpu [%]\n0, 5 %\nutilization.gpu [%], index\n7 %, 0\n',
    );
    expect(valuesOf(report, 'gpu0/utilization.gpu')).toEqual([5, 7]);
  });

  it('says which rows are none, and that it ends within one', () => {
    const head = 'timestamp, utilization.gpu [%], memory.used [MiB]\n';
    const row = '2026/07/23 12:00:00.000, 5 %, 100 MiB\n';
    const broken = read(createQueryFormat(), `${head}${row}2026/07/23 12:2026/07/23\nyesterday, 5 %, 1 MiB\n${row}`);
    expect(broken.health[0]).toMatchObject({
      code: 'MTR-06',
      count: 2,
      message: expect.stringContaining('2 of 4 lines'),
    });
    const cut = read(createQueryFormat(), `${head}${row}2026/07/23 12:00:01.000, 5`);
    expect(codesOf(cut)).toEqual(['MTR-02', 'MTR-12']);
    expect(logOf(cut).lines).toEqual({ read: 2, understood: 1 });
    // A value that was cut within its unit is not taken for a smaller one.
    const within = read(createQueryFormat(), `${head}${row}2026/07/23 12:00:01.000, 5 %, 100 M`);
    expect(valuesOf(within, 'memory.used')).toEqual([100]);
  });

  it('of which nothing is supported has no use, and says nothing of it', () => {
    const report = read(createQueryFormat(), 'index, utilization.gpu [%]\n0, [N/A]\n0, [Not Supported]\n');
    expect(logOf(report)).toMatchObject({ gpuPercent: undefined, peakMemoryBytes: undefined });
    expect(codesOf(report)).toEqual(['MTR-07']);
  });
});

describe('nvidia-smi dmon', () => {
  it('has two head lines that come again, and dashes', () => {
    const report = read(createDmonFormat(), fixture('dmon.txt'));
    const { points, unit } = curveOf(report, 'gpu0/sm');
    expect([unit, points.map(({ seconds, value }) => [seconds, value])]).toEqual([
      '%',
      [
        [0, 99],
        [1, 100],
        [2, 98],
      ],
    ]);
    expect(logOf(report).curves.map(({ name }) => name)).not.toContain('gpu0/mtemp');
    expect(valuesOf(report, 'gpu1/sm')).toEqual([41]);
    expect(logOf(report)).toMatchObject({
      gpuPercent: (99 + 41) / 2,
      peakMemoryBytes: 4000 * MIB,
      capacityBytes: undefined,
      lines: { read: 5, understood: 5 },
    });
    expect(codesOf(report)).toEqual(['MTR-08']);
  });

  it('with hours alone goes on behind midnight', () => {
    const report = read(
      createDmonFormat(),
      '#Time        gpu    sm\n#HH:MM:SS    Idx     %\n 23:59:59  0  1\n 00:00:01  0  2\n',
    );
    expect(curveOf(report, 'gpu0/sm').points.map(({ seconds }) => seconds)).toEqual([0, 2]);
  });

  it('with commas and without times', () => {
    const report = read(createDmonFormat(), '# gpu, pwr, sm\n# Idx, W, %\n0, 12, 3\n0, x, 3\n');
    expect(valuesOf(report, 'gpu0/sm')).toEqual([3]);
    expect(report.health).toMatchObject([{ code: 'MTR-06', count: 1 }, { code: 'MTR-12' }]);
  });
});

describe('the table of nvidia-smi', () => {
  it('is one value for each GPU', () => {
    const report = read(createTableFormat(), fixture('nvidia-smi-table.txt'));
    expect(logOf(report).curves.map(({ name, points }) => [name, points[0]?.value])).toEqual([
      ['gpu0/memory.used', 9427],
      ['gpu0/memory.total', 10_240],
      ['gpu0/GPU-Util', 97],
      ['gpu0/Pwr:Usage', 219],
      ['gpu1/memory.used', 4],
      ['gpu1/memory.total', 40_960],
      ['gpu1/Pwr:Usage', 42],
    ]);
    // It was printed once: that the GPU was busy then says nothing of the training.
    expect(logOf(report)).toMatchObject({
      gpuPercent: undefined,
      peakMemoryBytes: undefined,
      capacityBytes: 10_240 * MIB,
    });
    expect(codesOf(report)).toEqual(['MTR-12']);
  });

  it('again and again is a curve', () => {
    const text = fixture('nvidia-smi-table.txt');
    const report = read(
      createTableFormat(),
      text + text.replace('13:06:03', '13:06:08').replace(' 97%', ' 95%') + text,
    );
    expect(curveOf(report, 'gpu0/GPU-Util').points).toEqual([
      { step: undefined, seconds: 0, value: 97 },
      { step: undefined, seconds: 5, value: 95 },
      { step: undefined, seconds: 0, value: 97 },
    ]);
    expect(logOf(report)).toMatchObject({ gpuPercent: 289 / 3, peakMemoryBytes: 9427 * MIB });
  });

  it('takes no time for a line of a hundred thousand bars', () => {
    const line = `|  0  x${'|'.repeat(60_000)}x`;
    expect(logOf(read(createTableFormat(), `${`${line}\n`.repeat(20)}`, 1e5)).curves).toEqual([]);
  });
});

describe('the DCGM exporter', () => {
  it('tells how many multiprocessors had work', () => {
    const report = read(createDcgmFormat(), fixture('dcgm.prom').repeat(3));
    expect(logOf(report)).toMatchObject({
      format: 'dcgm',
      gpuPercent: 80,
      multiprocessorPercent: 20,
      peakMemoryBytes: 21_000 * MIB,
      capacityBytes: 23_000 * MIB,
      lines: { read: 18, understood: 18 },
    });
    expect(logOf(report).curves.map(({ name, unit }) => [name, unit])).toContainEqual([
      'gpu0@one/DCGM_FI_DEV_FB_USED',
      'MiB',
    ]);
  });

  it('keeps the times of a scrape, parts of a GPU apart, and what is no number', () => {
    const sample = (labels: string, rest: string): string => `DCGM_FI_DEV_GPU_UTIL{${labels}} ${rest}\n`;
    const report = read(
      createDcgmFormat(),
      `up 1\n${sample('gpu="0",GPU_I_ID="3"', '5 1000')}${sample('gpu="0",GPU_I_ID="3",', '7 3500')}${sample('gpu="1"', 'NaN')}${sample('gpu=1', '5')}`,
    );
    expect(curveOf(report, 'gpu0.3/DCGM_FI_DEV_GPU_UTIL').points.map(({ seconds, value }) => [seconds, value])).toEqual(
      [
        [1, 5],
        [3.5, 7],
      ],
    );
    expect(logOf(report)).toMatchObject({ gpuPercent: undefined, lines: { read: 4, understood: 3 } });
  });
});

describe('every log of GPUs', () => {
  it.each(Object.entries(FORMATS))('%s: never throws, whatever the bytes', (_, create) => {
    const word = fc.constantFrom(
      '#',
      'gpu',
      '|',
      '0',
      '5 %',
      ',',
      '\n',
      'utilization.gpu [%]',
      '{',
      '}',
      '"',
      '\\',
      'DCGM_FI_X',
      'MiB /',
      ' ',
      '[N/A]',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 80 }).map((words) => words.join('')),
          fc.string(),
        ),
        (text) => {
          const { read: all, understood } = logOf(read(create(), text)).lines;
          expect(understood).toBeLessThanOrEqual(all);
          expect(understood).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
    expect(codesOf(read(create(), ''))).toEqual(['MTR-07']);
  });

  it('holds no more than it may of as many GPUs as rows', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `${index}, 5 %`).join('\n');
    const report = read(createQueryFormat(), `index, utilization.gpu [%]\n${rows}`, 65_536);
    expect(logOf(report).curves).toHaveLength(500);
    expect(codesOf(report)).toContain('MTR-05');
  });
});
