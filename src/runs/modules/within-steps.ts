import type { Timeline } from '../trace/timeline.js';

/** Whether a moment lies within a step; undefined when the trace has no steps. */
export function isWithinSteps({ events, steps }: Timeline, moment: number): boolean | undefined {
  if (steps.length === 0) return undefined;
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events.start[steps[middle] as number] as number) <= moment) low = middle + 1;
    else high = middle;
  }
  const step = steps[low - 1];
  if (step === undefined) return false;
  return moment < (events.start[step] as number) + (events.duration[step] as number);
}
