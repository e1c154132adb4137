/**
 * From where on a rule speaks, by the code of its advice; `docs/definitions.md` has them as a table. Shares are of a step, from
 * 0 to 1, unless the name says another unit; those of the lost TensorBoard plugin where it had one (5 %, 10 %, 90 % of memory).
 */
export const THRESHOLDS = {
  'SLW-01': { share: 0.05 },
  'SLW-02': { share: 0.1, mostMedianKernelNs: 20_000 },
  'SLW-03': { share: 0.01 },
  'SLW-04': { share: 0.1 },
  'SLW-05': { share: 0.1, overlapPercentBelow: 20 },
  'SLW-06': { share: 0.1, mostTensorCorePercent: 5, computeCapability: 7 },
  'SLW-07': { kernelsPerStep: 100 },
  'SLW-08': { share: 0.01 },
  'SLW-09': { shareOfMemory: 0.9 },
  'SLW-12': { share: 0.05 },
  'SLW-13': { share: 0.01 },
  'SLW-14': { p90OfMedian: 1.5, steps: 10 },
  'SLW-15': { multiprocessorPercentBelow: 60, busyPercent: 80 },
  'SLW-16': { percent: 5 },
  'SLW-19': { percentBelow: 50 },
  'SLW-20': { share: 0.01 },
  'SLW-21': { callsPerStep: 100 },
  'SLW-22': { share: 0.01, shareOfSteps: 0.5, steps: 2 },
  'SLW-23': { shareOfMemoryBelow: 0.5 },
  'SLW-24': { share: 0.05, framesPerStep: 1000 },
} as const;
