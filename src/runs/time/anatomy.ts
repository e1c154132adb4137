import { uniteSpans } from '../intervals/combine-spans.js';
import { lengthWithin, type MeasuredSpans, measureSpans, type TimeWindow } from '../intervals/measure-within.js';
import type { Spans } from '../intervals/spans.js';
import type { Anatomy } from '../report/rank-report.js';
import { coverDevice, coverHost, type RoledTimeline } from './cover-roles.js';
import { Role } from './roles.js';
import { type Windows, windowAt } from './step-windows.js';

type Part = Exclude<keyof Anatomy, 'totalNs' | 'otherNs'>;

/** By precedence: each instant of a step belongs to the first that covers it. The order of the TensorBoard plugin. */
const PARTS: readonly Part[] = [
  'kernelNs',
  'memcpyNs',
  'memsetNs',
  'communicationNs',
  'runtimeNs',
  'dataloaderNs',
  'cpuOpNs',
];

/** What each part and those before it cover together: the share of a part is what it adds. */
export type AnatomyLayers = Readonly<Record<Part, MeasuredSpans>>;

export function prepareAnatomy(timeline: RoledTimeline): AnatomyLayers {
  const covers: Readonly<Record<Part, Spans>> = {
    kernelNs: coverDevice(timeline, Role.Kernel),
    memcpyNs: coverDevice(timeline, Role.Memcpy),
    memsetNs: coverDevice(timeline, Role.Memset),
    communicationNs: uniteSpans(coverDevice(timeline, Role.Collective), coverHost(timeline, Role.HostCommunication)),
    runtimeNs: coverHost(timeline, Role.Runtime),
    dataloaderNs: coverHost(timeline, Role.DataLoader),
    cpuOpNs: coverHost(timeline, Role.CpuOp),
  };
  let covered: Spans = covers.kernelNs;
  const layers = PARTS.map((part): [Part, MeasuredSpans] => {
    covered = uniteSpans(covered, covers[part]);
    return [part, measureSpans(covered)];
  });
  return Object.fromEntries(layers) as Record<Part, MeasuredSpans>;
}

export function measureAnatomy(layers: AnatomyLayers, window: TimeWindow): Anatomy {
  return shareOut(coveredWithin(layers, window));
}

/** Of the first windows, in whole nanoseconds that still sum to their total; zeros when there are none. */
export function meanAnatomy(layers: AnatomyLayers, windows: Windows, count: number): Anatomy {
  const sums = Array.from<number>({ length: PARTS.length + 1 }).fill(0);
  for (let index = 0; index < count; index += 1)
    for (const [part, covered] of coveredWithin(layers, windowAt(windows, index)).entries())
      sums[part] = (sums[part] as number) + covered;
  return shareOut(sums.map((sum) => Math.round(sum / Math.max(1, count))));
}

/** How much each part covers together with those before it, in the order of `PARTS` and then all. */
function coveredWithin(layers: AnatomyLayers, window: TimeWindow): number[] {
  return [...PARTS.map((part) => lengthWithin(layers[part], window)), Math.max(0, window.to - window.from)];
}

/** From what `coveredWithin` gives. */
function shareOut(covered: readonly number[]): Anatomy {
  const share = (index: number): number => (covered[index] as number) - (covered[index - 1] ?? 0);
  return {
    kernelNs: share(0),
    memcpyNs: share(1),
    memsetNs: share(2),
    communicationNs: share(3),
    runtimeNs: share(4),
    dataloaderNs: share(5),
    cpuOpNs: share(6),
    otherNs: share(7),
    totalNs: covered[7] as number,
  };
}
