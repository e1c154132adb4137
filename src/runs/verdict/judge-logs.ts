import type { LogReport } from '../report/log-report.js';
import type { Evidence, Verdict } from '../report/run-report.js';

/** From here on waiting for data is what limits, as in a trace. */
const INPUT_BOUND = 10;
/** Below this the GPU has nothing to do half of the time and more, whatever for. */
const IDLE_GPU = 50;
/** A GPU that always has a kernel is not waiting for the host; how well it computes nobody can tell. */
const RESIDENT_GPU = 95;
const NEAR_FULL = 90;

/**
 * What logs alone tell of what limits a run. The time that is waited for data is measured by the loop itself; of the GPU there
 * is only how often some kernel was resident. So the confidence is never high.
 */
export function judgeLogs(logs: readonly LogReport[]): Verdict {
  const data = most(logs.map(({ dataPercent }) => dataPercent));
  const gpu = least(logs.map(({ gpuPercent }) => gpuPercent));
  const full = most(logs.map(({ peakMemoryBytes, capacityBytes }) => percentOf(peakMemoryBytes, capacityBytes)));
  const evidence = evidenceOf(logs, data, gpu, full);
  if (data !== undefined && data >= INPUT_BOUND) return { kind: 'input-bound', confidence: 'medium', evidence };
  if (gpu !== undefined && gpu < IDLE_GPU)
    // Without the time for data it may be the loader as well as the host.
    return data === undefined
      ? { kind: 'unclear', confidence: 'low', evidence }
      : { kind: 'host-bound', confidence: 'low', evidence };
  if (gpu !== undefined && gpu >= RESIDENT_GPU && data !== undefined)
    return { kind: 'compute-bound', confidence: 'low', evidence };
  return { kind: 'unclear', confidence: 'low', evidence };
}

function evidenceOf(
  logs: readonly LogReport[],
  data: number | undefined,
  gpu: number | undefined,
  full: number | undefined,
): Evidence[] {
  const steps = logs.flatMap(({ stepSeconds }) => stepSeconds ?? []);
  const jitter = most(steps.map(({ p90, median }) => (median > 0 ? p90 / median : undefined)));
  const skipped = logs.reduce((sum, { skippedSteps }) => sum + skippedSteps, 0);
  const nan = logs.reduce((sum, { nanValues }) => sum + nanValues, 0);
  const all: (Evidence | undefined)[] = [
    data === undefined ? undefined : { name: 'data-of-step', value: round(data), unit: '%' },
    gpu === undefined ? undefined : { name: 'gpu-resident', value: round(gpu), unit: '%' },
    full === undefined || full < NEAR_FULL ? undefined : { name: 'memory-used', value: round(full), unit: '%' },
    ...steps.slice(0, 1).map(({ median }): Evidence => ({ name: 'step-time', value: median, unit: 's' })),
    jitter === undefined ? undefined : { name: 'step-p90-of-median', value: round(jitter * 100), unit: '%' },
    skipped === 0 ? undefined : { name: 'skipped-steps', value: skipped, unit: 'count' },
    nan === 0 ? undefined : { name: 'nan-values', value: nan, unit: 'count' },
  ];
  return all.filter((one) => one !== undefined);
}

function percentOf(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : (100 * part) / whole;
}

function most(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
