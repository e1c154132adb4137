import type { RankReport } from '../report/rank-report.js';
import type { Timeline } from '../trace/timeline.js';
import { withRoles } from './cover-roles.js';
import { prepareDevice } from './device-time.js';
import { listKernels } from './list-kernels.js';
import { measureGpu } from './measure-gpu.js';
import { measureLaunches } from './measure-launches.js';
import { measureSteps } from './measure-steps.js';
import { measureUtilization } from './measure-utilization.js';
import { sumByCall } from './sum-by-call.js';

/** The part of a rank's report that says where its time went. */
export interface TimeReport
  extends Pick<RankReport, 'steps' | 'gpu' | 'stepAnatomy' | 'utilization' | 'kernels' | 'launches'> {
  /** Steps that were measured and are not in `steps`, for there are too many. */
  readonly stepsLeftOut: number;
}

/** All times of one trace. Each event is looked at a fixed number of times, whatever the trace. */
export function measureTime(plain: Timeline): TimeReport {
  const timeline = withRoles(plain);
  const device = prepareDevice(timeline);
  const { steps, mean, window, leftOut } = measureSteps(timeline, device);
  const sums = sumByCall(timeline);
  return {
    steps,
    gpu: device === undefined ? undefined : measureGpu(device),
    stepAnatomy: mean,
    utilization: measureUtilization(timeline, sums, window),
    kernels: listKernels(timeline),
    launches: measureLaunches(timeline, sums),
    stepsLeftOut: leftOut,
  };
}
