import type { LogTiming } from './log-record.js';

/**
 * Tells the time of a step from the times of two lines. Nothing for the first line, for one that does not go on from the
 * last one, and where the clock went back.
 */
export type Pace = (step: number | undefined, seconds: number | undefined) => LogTiming | undefined;

export function startPace(): Pace {
  let last: { readonly step: number; readonly seconds: number } | undefined;
  return (step, seconds) => {
    if (step === undefined || seconds === undefined) return undefined;
    const before = last;
    last = { step, seconds };
    if (!before || step <= before.step || seconds < before.seconds) return undefined;
    const steps = step - before.step;
    // Clocks in logs have microseconds at most; the rest is noise of the subtraction.
    const passed = Math.round((seconds - before.seconds) * 1e6) / 1e6;
    return { stepSeconds: passed / steps, of: steps === 1 ? 'step' : 'mean', isFirst: false };
  };
}
