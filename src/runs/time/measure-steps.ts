import { lengthWithin, type TimeWindow } from '../intervals/measure-within.js';
import type { Anatomy, StepReport } from '../report/rank-report.js';
import { meanAnatomy, measureAnatomy, prepareAnatomy } from './anatomy.js';
import type { RoledTimeline } from './cover-roles.js';
import type { DeviceTime } from './device-time.js';
import { measureGpu } from './measure-gpu.js';
import { findStepWindows, windowAt } from './step-windows.js';

/** More are not told one by one; the mean is still of all. No schedule of a profiler makes as many. */
const MOST_STEPS = 10_000;

export interface StepTimes {
  readonly steps: readonly StepReport[];
  /** Of the mean step; of the whole trace when it has no steps. */
  readonly mean: Anatomy;
  /** From the start of the first step to the end of the last that counts for the mean. */
  readonly window: TimeWindow;
  /** Steps that count for the mean and are not among `steps`: there are too many. */
  readonly leftOut: number;
}

/** Cost: the events once, and a few searches for each step. */
export function measureSteps(timeline: RoledTimeline, device: DeviceTime | undefined): StepTimes {
  const found = findStepWindows(timeline, timeline.roles);
  const layers = prepareAnatomy(timeline);
  return {
    steps: Array.from(found.rows.subarray(0, MOST_STEPS), (row, index): StepReport => {
      const window = windowAt(found, index);
      const isCut = index >= found.whole;
      return {
        ...describeStep(timeline, device, row, window),
        anatomy: measureAnatomy(layers, window),
        ...(isCut && { isCut }),
      };
    }),
    mean: meanAnatomy(layers, found, found.whole),
    window: { from: windowAt(found, 0).from, to: windowAt(found, found.whole - 1).to },
    leftOut: Math.max(0, found.rows.length - MOST_STEPS),
  };
}

function describeStep(
  { events }: RoledTimeline,
  device: DeviceTime | undefined,
  row: number,
  window: TimeWindow,
): Omit<StepReport, 'anatomy' | 'isCut'> {
  const isBusy = device !== undefined && lengthWithin(device.busy, window) > 0;
  return {
    name: events.names[events.name[row] as number] ?? '',
    startNs: BigInt(events.baseMicroseconds) * 1000n + BigInt(events.start[row] as number),
    durationNs: events.duration[row] as number,
    windowNs: window.to - window.from,
    gpu: isBusy ? measureGpu(device, window) : undefined,
  };
}
