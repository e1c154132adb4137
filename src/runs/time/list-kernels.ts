import { compareText } from '../../base/order.js';
import type { KernelClass, KernelRow } from '../report/rank-report.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { usesTensorCores } from './tensor-cores.js';

const CLASSES: Partial<Record<EventKind, KernelClass>> = {
  [EventKind.Kernel]: 'compute',
  [EventKind.Collective]: 'communication',
  [EventKind.Memcpy]: 'memcpy',
  [EventKind.Memset]: 'memset',
};

/** A row in the making. */
interface Tally {
  readonly name: string;
  readonly class: KernelClass;
  calls: number;
  total: number;
  shortest: number;
  longest: number;
  readonly occupancy: WeightedSum;
  readonly blocks: WeightedSum;
}

/** Values weighted by duration, of those that are known. */
interface WeightedSum {
  sum: number;
  weight: number;
}

/** No trace has as many; what has another name then counts as `OTHERS` of its class. */
const MOST_NAMES = 20_000;
const OTHERS = '(others)';

/** What ran on the device by name, the longest total first. */
export function listKernels(timeline: Timeline): readonly KernelRow[] {
  const { device, events, kind } = timeline;
  const tallies = new Map<number, Tally>();
  for (const row of device) {
    // A name may be of both a kernel and a collective: since 2.2 a kernel says itself what it is.
    const name = events.name[row] as number;
    const one = kind[row] as EventKind;
    addRow(tallies.get(name * 32 + one) ?? startTally(tallies, name, one, events.names[name] ?? ''), timeline, row);
  }
  return [...tallies.values()].map(closeTally).sort(byTotal);
}

function startTally(tallies: Map<number, Tally>, name: number, kind: EventKind, text: string): Tally {
  const isOther = tallies.size >= MOST_NAMES;
  const key = isOther ? -kind : name * 32 + kind;
  const known = tallies.get(key);
  if (known !== undefined) return known;
  const tally: Tally = {
    name: isOther ? OTHERS : text,
    class: CLASSES[kind] ?? 'compute',
    calls: 0,
    total: 0,
    shortest: Number.POSITIVE_INFINITY,
    longest: 0,
    occupancy: { sum: 0, weight: 0 },
    blocks: { sum: 0, weight: 0 },
  };
  tallies.set(key, tally);
  return tally;
}

function addRow(tally: Tally, { events }: Timeline, row: number): void {
  const duration = events.duration[row] as number;
  tally.calls += 1;
  tally.total += duration;
  tally.shortest = Math.min(tally.shortest, duration);
  tally.longest = Math.max(tally.longest, duration);
  const detail = events.detail[row] as number;
  if (detail < 0) return;
  addWeighted(tally.occupancy, events.details.occupancy[detail] as number, duration);
  addWeighted(tally.blocks, events.details.blocksPerMultiprocessor[detail] as number, duration);
}

function addWeighted(sum: WeightedSum, value: number, weight: number): void {
  if (!(value >= 0)) return;
  sum.sum += value * weight;
  sum.weight += weight;
}

function closeTally(tally: Tally): KernelRow {
  const isKernel = tally.class === 'compute' || tally.class === 'communication';
  return {
    name: tally.name,
    class: tally.class,
    calls: tally.calls,
    totalNs: tally.total,
    shortestNs: tally.shortest,
    longestNs: tally.longest,
    usesTensorCores: isKernel ? usesTensorCores(tally.name) : undefined,
    occupancyPercent: meanOf(tally.occupancy),
    blocksPerMultiprocessor: meanOf(tally.blocks),
  };
}

function meanOf({ sum, weight }: WeightedSum): number | undefined {
  return weight > 0 ? sum / weight : undefined;
}

function byTotal(a: KernelRow, b: KernelRow): number {
  return b.totalNs - a.totalNs || b.calls - a.calls || compareText(a.name, b.name);
}
