import type { LaunchStatistics } from '../report/rank-report.js';
import type { Timeline } from '../trace/timeline.js';
import type { CallSums } from './sum-by-call.js';

/** `runtime_cutoff` of HTA. */
const SLOW_CALL_NS = 50_000;
/** `launch_delay_cutoff` of HTA. */
const SLOW_LAUNCH_NS = 100_000;

/** Undefined when no work on a device can be tied to the call that launched it. */
export function measureLaunches({ events }: Timeline, sums: CallSums): LaunchStatistics | undefined {
  const count = sums.calls.length;
  if (count === 0) return undefined;
  const tally = { shortKernels: 0, slowRuntimeCalls: 0, slowLaunches: 0, hostNs: 0, deviceNs: 0 };
  const delays = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const call = sums.calls[at] as number;
    const hostNs = events.duration[call] as number;
    const deviceNs = sums.deviceNs[at] as number;
    const delay = Math.max(0, (sums.firstStart[at] as number) - (events.start[call] as number) - hostNs);
    delays[at] = delay;
    tally.hostNs += hostNs;
    tally.deviceNs += deviceNs;
    if (deviceNs < hostNs) tally.shortKernels += 1;
    if (hostNs > SLOW_CALL_NS) tally.slowRuntimeCalls += 1;
    if (delay > SLOW_LAUNCH_NS) tally.slowLaunches += 1;
  }
  return { count, ...tally, medianDelayNs: medianOf(delays) };
}

/** In whole nanoseconds; sorts the values. */
function medianOf(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  const upper = values[middle] ?? 0;
  return values.length % 2 === 1 ? upper : Math.round(((values[middle - 1] ?? upper) + upper) / 2);
}
