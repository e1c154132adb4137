import type { Timeline } from '../trace/timeline.js';

/** Whether a moment lies within a step; undefined when the trace has no steps. */
export function isWithinSteps(timeline: Timeline, moment: number): boolean | undefined {
  return timeline.steps.length === 0 ? undefined : stepAt(timeline, moment) >= 0;
}

/** Index of the step that a moment lies within, or -1. */
export function stepAt({ events, steps }: Timeline, moment: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events.start[steps[middle] as number] as number) <= moment) low = middle + 1;
    else high = middle;
  }
  const step = steps[low - 1];
  if (step === undefined) return -1;
  return moment < (events.start[step] as number) + (events.duration[step] as number) ? low - 1 : -1;
}
