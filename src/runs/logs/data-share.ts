import type { LogTiming } from './log-record.js';

/**
 * How much of the steps waited for data. Class because it gathers.
 *
 * Where a log prints averages since the beginning of an epoch, the last line of each epoch less its first step is the sum
 * over all its steps. The current values beside them are only each tenth step or so, and every so many steps a batch is
 * late, as many as there are workers: they would often miss the late one, or always hit it.
 */
export class DataShare {
  #sampledSteps = 0;
  #sampledData = 0;
  #wholeSteps = 0;
  #wholeData = 0;
  #firstStep: LogTiming | undefined;
  #latest: LogTiming | undefined;

  add(timing: LogTiming, isCounted: boolean): void {
    if (timing.running) this.#addRunning(timing, timing.running.steps);
    if (!isCounted || timing.dataSeconds === undefined) return;
    this.#sampledSteps += timing.stepSeconds;
    this.#sampledData += timing.dataSeconds;
  }

  percent(): number | undefined {
    this.#closeEpoch();
    const [steps, data] =
      this.#wholeSteps > 0 ? [this.#wholeSteps, this.#wholeData] : [this.#sampledSteps, this.#sampledData];
    if (!(steps > 0) || !Number.isFinite(data)) return undefined;
    return Math.min(100, Math.max(0, (data / steps) * 100));
  }

  #addRunning(timing: LogTiming, steps: number): void {
    if (steps <= (this.#latest?.running?.steps ?? 0)) this.#closeEpoch();
    if (steps === 1) this.#firstStep = timing;
    this.#latest = timing;
  }

  #closeEpoch(): void {
    const first = this.#firstStep;
    const running = this.#latest?.running;
    this.#firstStep = undefined;
    this.#latest = undefined;
    if (!first || !running || running.steps < 2) return;
    this.#wholeSteps += running.steps * running.stepSeconds - first.stepSeconds;
    this.#wholeData += running.steps * running.dataSeconds - (first.dataSeconds ?? 0);
  }
}
