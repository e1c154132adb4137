import { showDuration } from '../../base/show-numbers.js';
import { slownessFindings } from '../../findings/catalog/slowness.js';
import type { AdviceRule, RunFacts } from './advice-rule.js';
import { THRESHOLDS } from './thresholds.js';

/** Of several ranks together, and of logs. */
export const OTHER_RULES: readonly AdviceRule[] = [
  straggler,
  unevenSteps,
  waitsForDataLog,
  unevenLog,
  idleGpuLog,
  memoryLog,
  skippedSteps,
  nanValues,
];

function straggler({ across, shares, ranks }: RunFacts) {
  const rows = (across?.rows ?? []).filter(({ rank }) => across?.stragglers.includes(rank));
  const totalNs = shares.totalNs / Math.max(1, ranks.length);
  const heldUpNs = Math.min(totalNs, Math.max(0, ...rows.map((row) => row.heldUpNs)));
  if (rows.length === 0 || heldUpNs < THRESHOLDS['SLW-13'].share * totalNs) return undefined;
  return {
    finding: slownessFindings.straggler({ ranks: rows.map(({ rank }) => rank), heldUpNs, totalNs }),
    check: 'Profile all ranks again: each comes last about equally often.',
    gainShare: totalNs > 0 ? heldUpNs / totalNs : 0,
    about: 'parallelism',
  } as const;
}

function unevenSteps({ ranks }: RunFacts) {
  const windows = ranks.flatMap(({ steps }) =>
    steps.filter(({ isCut }) => isCut !== true).map(({ windowNs }) => windowNs),
  );
  if (windows.length < THRESHOLDS['SLW-14'].steps) return undefined;
  const sorted = windows.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  const p90 = sorted[Math.floor(sorted.length * 0.9)] as number;
  if (median <= 0 || p90 < THRESHOLDS['SLW-14'].p90OfMedian * median) return undefined;
  return {
    finding: slownessFindings.jitter({
      median: showDuration(median),
      p90: showDuration(p90),
      ratio: p90 / median,
      steps: windows.length,
    }),
    check: 'Profile again: steps take about equally long.',
    about: 'step',
  } as const;
}

function waitsForDataLog({ logs }: RunFacts) {
  const found = logs.find(
    ({ dataPercent }) => dataPercent !== undefined && dataPercent >= THRESHOLDS['SLW-16'].percent,
  );
  if (found?.dataPercent === undefined) return undefined;
  return {
    finding: slownessFindings.waitsForDataLog({ percent: found.dataPercent, format: found.format }),
    check: 'Run again: the log says less than 5 % for data.',
    gainShare: found.dataPercent / 100,
    about: 'loader',
  } as const;
}

function unevenLog({ logs }: RunFacts) {
  for (const { stepSeconds, stepSecondsOf } of logs) {
    // Means of several steps hide what is asked for here.
    if (
      !stepSeconds ||
      stepSecondsOf !== 'step' ||
      stepSeconds.count < THRESHOLDS['SLW-14'].steps ||
      stepSeconds.median <= 0
    )
      continue;
    const ratio = stepSeconds.p90 / stepSeconds.median;
    if (ratio < THRESHOLDS['SLW-14'].p90OfMedian) continue;
    return {
      finding: slownessFindings.jitter({
        median: showDuration(stepSeconds.median * 1e9),
        p90: showDuration(stepSeconds.p90 * 1e9),
        ratio,
        steps: stepSeconds.count,
      }),
      check: 'Run again: steps take about equally long.',
      about: 'step',
    } as const;
  }
  return undefined;
}

function idleGpuLog({ logs }: RunFacts) {
  const percent = logs
    .map(({ gpuPercent }) => gpuPercent)
    .find((one) => one !== undefined && one < THRESHOLDS['SLW-19'].percentBelow);
  if (percent === undefined) return undefined;
  return {
    finding: slownessFindings.idleGpuLog({ percent }),
    check: 'Run again: the mean is above 50 %, and steps are shorter.',
    about: 'step',
  } as const;
}

function memoryLog({ logs }: RunFacts) {
  for (const { peakMemoryBytes, capacityBytes } of logs) {
    if (
      peakMemoryBytes === undefined ||
      capacityBytes === undefined ||
      peakMemoryBytes < THRESHOLDS['SLW-09'].shareOfMemory * capacityBytes
    )
      continue;
    return {
      finding: slownessFindings.memoryNearlyFull({ peakBytes: peakMemoryBytes, capacityBytes, device: 'the GPU' }),
      check: 'Run again: the peak is below 90 %.',
      about: 'model',
    } as const;
  }
  return undefined;
}

function skippedSteps({ logs }: RunFacts) {
  const count = logs.reduce((sum, one) => sum + one.skippedSteps, 0);
  if (count === 0) return undefined;
  return {
    finding: slownessFindings.skippedSteps({ count }),
    check: 'Run again: none after the first hundred steps.',
    about: 'precision',
  } as const;
}

function nanValues({ logs }: RunFacts) {
  const count = logs.reduce((sum, one) => sum + one.nanValues, 0);
  if (count === 0) return undefined;
  const names = logs.flatMap(({ curves }) =>
    curves.filter(({ points }) => points.some(({ value }) => !Number.isFinite(value))).map(({ name }) => name),
  );
  return {
    finding: slownessFindings.nanValues({ count, names: names.length > 0 ? names : ['the log'] }),
    check: 'Run again with torch.autograd.detect_anomaly(): it names the operation.',
    about: 'backward',
  } as const;
}
