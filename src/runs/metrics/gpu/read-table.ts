import type { GpuFormat, GpuLine } from './gpu-log.js';
import type { GpuSample } from './gpu-sample.js';
import { readCtime } from './read-times.js';

/** The line of versions that every table of `nvidia-smi` has. */
export const TABLE_HEAD = /^\|\s*NVIDIA-SMI\s+\d+\.\S+/m;

const LONGEST_LINE = 300;
const NAME_LINE = /^\|\s+(\d{1,3})\s+\S.*\|.*\|.*\|\s*$/;
const USE_LINE = /\|\s*(\d+)MiB\s*\/\s*(\d+)MiB\s*\|\s*(?:(\d+)%|N\/A)\s/;
const POWER = /\s(\d+)W\s*\/\s*(?:\d+W|N\/A)/;

/** The table that `nvidia-smi` prints without options, once or again and again. Of the processes below nothing is read. */
export function createTableFormat(): GpuFormat {
  let gpu: string | undefined;
  let seconds: number | undefined;
  const readLine = (line: string): GpuLine => {
    if (line.length > LONGEST_LINE) return 'passed-over';
    seconds = readCtime(line) ?? seconds;
    const use = gpu === undefined ? null : USE_LINE.exec(line);
    if (use) {
      const samples = readUse(gpu, seconds, line, use);
      gpu = undefined;
      return samples;
    }
    gpu = NAME_LINE.exec(line)?.[1];
    return 'passed-over';
  };
  return { format: 'nvidia-smi table', row: 'line of nvidia-smi', isRelative: true, readLine };
}

function readUse(
  gpu: string | undefined,
  seconds: number | undefined,
  line: string,
  [, used, total, percent]: RegExpExecArray,
): readonly GpuSample[] {
  const power = POWER.exec(line)?.[1];
  const all: readonly (readonly [name: string, unit: string, text: string | undefined])[] = [
    ['memory.used', 'MiB', used],
    ['memory.total', 'MiB', total],
    ['GPU-Util', '%', percent],
    ['Pwr:Usage', 'W', power],
  ];
  return all.flatMap(([name, unit, text]) =>
    text === undefined ? [] : [{ gpu, name, unit, seconds, value: Number(text) }],
  );
}
