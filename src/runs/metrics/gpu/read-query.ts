import type { GpuFormat, GpuLine } from './gpu-log.js';
import type { GpuSample } from './gpu-sample.js';
import { readTimestamp } from './read-times.js';

interface Column {
  readonly name: string;
  readonly unit: string | undefined;
}

/** Where the names of `--query-gpu` tell GPUs apart, the best first. */
const IDENTITIES = ['index', 'uuid', 'gpu_uuid', 'pci.bus_id', 'gpu_bus_id', 'pci.bus'];
/** Numbers that measure nothing. */
const NO_CURVES = new Set([...IDENTITIES, 'timestamp', 'count', 'serial', 'gpu_serial', 'driver_version']);

/** Names that only `--query-gpu` has: what a head is told by. */
const KNOWN =
  /^(?:utilization|memory|power|temperature|clocks|fan|pcie|enforced|ecc|encoder|pci|compute)\.[\w.]+$|^(?:timestamp|index|name|gpu_name|uuid|gpu_uuid|pstate|driver_version|count|serial|gpu_bus_id|compute_mode|compute_cap|persistence_mode|display_active|display_mode|vbios_version)$/;
const MEASURED = /^(?:utilization|memory|power|temperature|clocks|fan)\.[\w.]+$/;

/** The names and units of a head of `nvidia-smi --query-gpu=… --format=csv`; undefined of any other line. */
export function readQueryHead(line: string): readonly Column[] | undefined {
  const columns = line.split(',').map((cell) => {
    const match = /^\s*([a-z][\w.]*)(?:\s+\[([^\]]+)\])?\s*$/.exec(cell);
    return match ? { name: match[1] ?? '', unit: match[2] } : undefined;
  });
  const named = columns.flatMap((column) => (column && KNOWN.test(column.name) ? [column] : []));
  return named.length === columns.length && named.some(({ name }) => MEASURED.test(name)) ? named : undefined;
}

/**
 * `nvidia-smi --query-gpu=… --format=csv[,nounits] [-l …]`: values with their units or without. A head in the middle of the
 * file (it was started again) begins anew.
 */
export function createQueryFormat(): GpuFormat {
  let columns: readonly Column[] | undefined;
  const readLine = (line: string): GpuLine => {
    const head = readQueryHead(line);
    if (head) columns = head;
    if (head) return 'passed-over';
    const cells = line.split(',').map((cell) => cell.trim());
    return columns && cells.length === columns.length ? readRow(columns, cells) : 'strange';
  };
  return { format: 'nvidia-smi', row: 'row of nvidia-smi', isRelative: true, readLine };
}

function readRow(columns: readonly Column[], cells: readonly string[]): GpuLine {
  const cellOf = (name: string): string | undefined => cells[columns.findIndex((column) => column.name === name)];
  const gpu = IDENTITIES.map(cellOf).find((cell) => cell !== undefined && cell !== '');
  const stamp = cellOf('timestamp');
  const seconds = stamp === undefined ? undefined : readTimestamp(stamp);
  if (stamp !== undefined && seconds === undefined) return 'strange';
  const samples: GpuSample[] = [];
  for (const [index, { name, unit }] of columns.entries()) {
    const measure = NO_CURVES.has(name) ? undefined : readMeasure(cells[index] ?? '', unit);
    if (measure) samples.push({ gpu, name, seconds, value: measure.value, unit: measure.unit ?? defaultUnit(name) });
  }
  return samples;
}

/** `70 %`, `4038 MiB`, `4038`; undefined of `[N/A]`, `[Not Supported]`, `P0`, and of a unit that the head does not say. */
function readMeasure(
  cell: string,
  unit: string | undefined,
): { readonly value: number; readonly unit: string | undefined } | undefined {
  const match = /^(-?\d+(?:\.\d+)?)(?:\s+([A-Za-z%/]+))?$/.exec(cell);
  if (!match || (match[2] !== undefined && unit !== undefined && match[2] !== unit)) return undefined;
  return { value: Number(match[1]), unit: unit ?? match[2] };
}

function defaultUnit(name: string): string | undefined {
  if (name.startsWith('memory.')) return 'MiB';
  if (name.startsWith('utilization.') || name.startsWith('fan.')) return '%';
  if (name.startsWith('power.')) return 'W';
  if (name.startsWith('clocks.')) return 'MHz';
  return name.startsWith('temperature.') ? 'C' : undefined;
}
