import type { GpuFormat, GpuLine } from './gpu-log.js';
import type { GpuSample } from './gpu-sample.js';
import { createClockReader, readTimestamp } from './read-times.js';

const split = (line: string): string[] =>
  line
    .replace(/^#\s*/, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');

/** The names of the first head line of `nvidia-smi dmon`; undefined of any other line. */
export function readDmonHead(line: string): readonly string[] | undefined {
  if (!/^#\s*(?:Date[\s,]+)?(?:Time[\s,]+)?gpu[\s,]/.test(line)) return undefined;
  const names = split(line);
  // `pmon` tells processes, not GPUs.
  return names.includes('pid') || names.length < 2 ? undefined : names;
}

/**
 * `nvidia-smi dmon [-s …] [-o DT]`: two head lines that begin with `#` and come again every so many rows, one of names and
 * one of units; `-` is what a GPU does not tell.
 */
export function createDmonFormat(): GpuFormat {
  let names: readonly string[] | undefined;
  let units: readonly string[] = [];
  const readClock = createClockReader();
  const readLine = (line: string): GpuLine => {
    const head = readDmonHead(line);
    if (head) names = head;
    else if (line.startsWith('#')) units = split(line);
    if (line.startsWith('#')) return 'passed-over';
    const cells = split(line);
    if (!names || cells.length !== names.length) return 'strange';
    return readRow(names, units, cells, readClock);
  };
  return { format: 'nvidia-smi dmon', row: 'row of nvidia-smi dmon', isRelative: true, readLine };
}

function readRow(
  names: readonly string[],
  units: readonly string[],
  cells: readonly string[],
  readClock: (text: string) => number | undefined,
): GpuLine {
  const cellOf = (name: string): string | undefined => cells[names.indexOf(name)];
  const gpu = cellOf('gpu');
  const date = cellOf('Date');
  const time = cellOf('Time');
  const seconds =
    time === undefined ? undefined : date === undefined ? readClock(time) : readTimestamp(`${date} ${time}`);
  if (gpu === undefined || !/^\d+$/.test(gpu) || (time !== undefined && seconds === undefined)) return 'strange';
  const samples: GpuSample[] = [];
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? '-';
    if (name === 'gpu' || name === 'Date' || name === 'Time' || cell === '-') continue;
    if (!/^-?\d+(?:\.\d+)?$/.test(cell)) return 'strange';
    samples.push({
      gpu,
      name,
      unit: units.length === names.length ? units[index] : undefined,
      seconds,
      value: Number(cell),
    });
  }
  return samples;
}
