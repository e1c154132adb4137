import { lengthWithin, measureSpans, type TimeWindow } from '../intervals/measure-within.js';
import { coverRows } from '../intervals/spans.js';
import type { Utilization } from '../report/rank-report.js';
import type { RoledTimeline } from './cover-roles.js';
import { fillMultiprocessors } from './fill-multiprocessors.js';
import { measureEligible } from './measure-eligible.js';
import { Role } from './roles.js';
import { type CallSums, lazyByName } from './sum-by-call.js';
import { usesTensorCores } from './tensor-cores.js';

/** Beyond them an index is that of no device; all such are taken for one. */
const MOST_DEVICES = 64;

const KERNELS = Role.Kernel | Role.Collective;

/**
 * How well kernels use the devices within the window of the steps, as the TensorBoard plugin estimates it. With several
 * devices in one trace, the mean of those that ran a kernel. Undefined when none did.
 */
export function measureUtilization(
  timeline: RoledTimeline,
  sums: CallSums,
  window: TimeWindow,
): Utilization | undefined {
  const devices = splitByDevice(timeline);
  if (devices.length === 0 || !(window.from < window.to)) return undefined;
  const kernels = sumKernels(timeline, window);
  return {
    busyPercent: meanOf(devices.map((rows) => busyPercent(timeline, rows, window))) ?? 0,
    multiprocessorPercent: meanOf(devices.map((rows) => fillMultiprocessors(rows, timeline.events, window))),
    occupancyPercent: kernels.occupancyNs > 0 ? kernels.occupancy / kernels.occupancyNs : undefined,
    tensorCorePercent: kernels.ns > 0 ? (kernels.tensorCoreNs / kernels.ns) * 100 : undefined,
    tensorCoreEligiblePercent: measureEligible(timeline, sums),
  };
}

/** Rows of kernels, by the device they ran on, each in the order of their starts. */
function splitByDevice({ device, events, roles }: RoledTimeline): readonly Uint32Array[] {
  const counts = new Map<number, number>();
  const deviceOf = (row: number): number => {
    const index = events.details.device[events.detail[row] as number];
    return index !== undefined && index >= 0 && index < MOST_DEVICES ? Math.floor(index) : -1;
  };
  const isKernel = (row: number): boolean => ((roles[row] as number) & KERNELS) !== 0;
  for (const row of device) if (isKernel(row)) counts.set(deviceOf(row), (counts.get(deviceOf(row)) ?? 0) + 1);
  const split = new Map([...counts].map(([index, count]) => [index, { rows: new Uint32Array(count), used: 0 }]));
  for (const row of device) {
    const found = isKernel(row) ? split.get(deviceOf(row)) : undefined;
    if (found === undefined) continue;
    found.rows[found.used] = row;
    found.used += 1;
  }
  return [...split.values()].map(({ rows }) => rows);
}

function busyPercent({ events, roles }: RoledTimeline, rows: Uint32Array, window: TimeWindow): number {
  const busy = measureSpans(coverRows(rows, events, roles, KERNELS));
  return (lengthWithin(busy, window) / (window.to - window.from)) * 100;
}

interface KernelSums {
  /** Of all kernels, those that run at the same time each for itself. */
  ns: number;
  tensorCoreNs: number;
  /** Estimated occupancy times duration, of the kernels that have one. */
  occupancy: number;
  occupancyNs: number;
}

function sumKernels({ device, events, roles }: RoledTimeline, { from, to }: TimeWindow): KernelSums {
  const { start, duration, name, names, detail, details } = events;
  const sums: KernelSums = { ns: 0, tensorCoreNs: 0, occupancy: 0, occupancyNs: 0 };
  const usesCores = lazyByName(names, usesTensorCores);
  for (const row of device) {
    if (((roles[row] as number) & KERNELS) === 0) continue;
    const begin = start[row] as number;
    const ns = Math.min(begin + (duration[row] as number), to) - Math.max(begin, from);
    if (!(ns > 0)) continue;
    sums.ns += ns;
    if (usesCores(name[row] as number)) sums.tensorCoreNs += ns;
    const occupancy = details.occupancy[detail[row] as number] ?? Number.NaN;
    if (!(occupancy >= 0)) continue;
    sums.occupancy += occupancy * ns;
    sums.occupancyNs += ns;
  }
  return sums;
}

/** Of those that are known. */
function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
}
