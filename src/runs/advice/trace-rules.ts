import { slownessFindings } from '../../findings/catalog/slowness.js';
import type { RankReport } from '../report/rank-report.js';
import type { AdviceRule, RunFacts } from './advice-rule.js';
import { meanOf, partOfStep, partOfTraces, shareOf } from './part-of-step.js';
import { THRESHOLDS } from './thresholds.js';

export const TRACE_RULES: readonly AdviceRule[] = [
  waitsForData,
  launchBound,
  synchronises,
  exposedCommunication,
  noOverlap,
  noTensorCores,
  manyOptimizerKernels,
  pageableCopies,
  memoryNearlyFull,
  dataParallel,
  glooOnGpu,
  recomputes,
  emptyMultiprocessors,
];

function waitsForData(facts: RunFacts) {
  const { ranks, shares } = facts;
  const times = partOfStep(facts, Math.max(shares.dataloaderNs, shares.device?.dataloaderNs ?? 0));
  if (shareOf(times) < THRESHOLDS['SLW-01'].share) return undefined;
  const loader = ranks.map(({ hints }) => hints.loader).find((one) => one !== undefined);
  const workers = loader === 'single-process' ? 'none' : loader === 'workers' ? 'some' : undefined;
  return {
    finding: slownessFindings.waitsForData({ ...times, workers }),
    check: 'Profile again: the DataLoader takes less than 5 % of a step, and the step is shorter.',
    times,
    about: 'loader',
  } as const;
}

function launchBound(facts: RunFacts) {
  const { ranks, shares } = facts;
  const times = partOfStep(facts, shares.device?.hostLaunchNs ?? 0);
  const kernels = meanOf(ranks, ({ hints }) => hints.kernelsPerStep);
  const medianNs = meanOf(ranks, ({ hints }) => hints.medianKernelNs);
  if (
    shareOf(times) < THRESHOLDS['SLW-02'].share ||
    kernels === undefined ||
    medianNs === undefined ||
    medianNs > THRESHOLDS['SLW-02'].mostMedianKernelNs
  )
    return undefined;
  const isCompiled = ranks.some(({ hints }) => hints.isCompiled);
  return {
    finding: slownessFindings.launchBound({ ...times, kernels, medianNs, isCompiled }),
    check: 'Profile again: fewer launches a step, and the device is idle less for the host.',
    times,
    about: 'model',
  } as const;
}

function synchronises(facts: RunFacts) {
  const { ranks, shares } = facts;
  const times = partOfStep(facts, shares.device?.syncNs ?? 0);
  const found = ranks
    .flatMap(({ syncs, steps }) => syncs.map((row) => ({ ...row, steps: steps.length })))
    .filter(({ callsInSteps, operator }) => (callsInSteps ?? 1) > 0 && operator !== undefined)
    .toSorted((a, b) => b.totalNs - a.totalNs)[0];
  if (!found || shareOf(times) < THRESHOLDS['SLW-03'].share) return undefined;
  const calls = Math.max(1, Math.round((found.callsInSteps ?? found.calls) / Math.max(1, found.steps)));
  const operator = found.outermost ?? found.operator;
  return {
    finding: slownessFindings.synchronises({ ...times, calls, call: found.call, operator }),
    check: 'Profile again: no such call within a step, and the device is idle less for it.',
    times,
    line: found.line,
    about: 'step',
  } as const;
}

function exposedCommunication(facts: RunFacts) {
  const times = partOfStep(facts, facts.shares.device?.exposedCommunicationNs ?? 0);
  if (shareOf(times) < THRESHOLDS['SLW-04'].share) return undefined;
  return {
    finding: slownessFindings.exposedCommunication({ ...times, overlapPercent: overlapOf(facts.ranks) }),
    check: 'Profile all ranks again: exposed communication is shorter on each.',
    times,
    about: 'parallelism',
  } as const;
}

function noOverlap(facts: RunFacts) {
  const { shares, ranks } = facts;
  const times = partOfStep(facts, shares.device?.communicationNs ?? 0);
  const overlapPercent = overlapOf(ranks);
  if (overlapPercent === undefined || overlapPercent >= THRESHOLDS['SLW-05'].overlapPercentBelow) return undefined;
  if (shareOf(times) < THRESHOLDS['SLW-05'].share) return undefined;
  return {
    finding: slownessFindings.noOverlap({ ...times, overlapPercent }),
    check: 'Profile again: more of the communication runs beside compute.',
    times,
    // What is covered already costs nothing.
    gainShare: shareOf(partOfStep(facts, shares.device?.exposedCommunicationNs ?? 0)),
    about: 'parallelism',
  } as const;
}

/** Kernels of operators that tensor cores could do; the plugin's rule. */
function noTensorCores(facts: RunFacts) {
  const able = facts.ranks.filter(
    ({ device }) => Number(device?.computeCapability ?? 0) >= THRESHOLDS['SLW-06'].computeCapability,
  );
  const used = meanOf(able, ({ utilization }) => utilization?.tensorCorePercent);
  const times = partOfTraces(facts, (rank) => (able.includes(rank) ? eligibleNs(rank) : 0));
  const [first] = able;
  if (
    !first ||
    shareOf(times) < THRESHOLDS['SLW-06'].share ||
    used === undefined ||
    used > THRESHOLDS['SLW-06'].mostTensorCorePercent
  )
    return undefined;
  return {
    finding: slownessFindings.noTensorCores({
      ...times,
      device: first.device?.name ?? 'the GPU',
      isBeforeAmpere: Number(first.device?.computeCapability) < 8,
    }),
    check: 'Profile again: kernels of tensor cores appear (mma, s884, hmma), and the loss falls as before.',
    times,
    about: 'precision',
  } as const;
}

/** The larger of two bounds: by operators, and by the names of kernels. 0 where nothing is float32. */
function eligibleNs({ hints, utilization, kernels }: RankReport): number {
  if (!hints.float32MatrixNs) return 0;
  const kernelNs = kernels.reduce((sum, row) => (row.class === 'compute' ? sum + row.totalNs : sum), 0);
  return Math.max(hints.float32MatrixNs, ((utilization?.tensorCoreEligiblePercent ?? 0) / 100) * kernelNs);
}

function manyOptimizerKernels(facts: RunFacts) {
  const { ranks } = facts;
  const kernels = meanOf(ranks, ({ hints }) => hints.optimizerKernels);
  const optimizer = ranks.map(({ hints }) => hints.optimizer).find((name) => name !== undefined);
  if (kernels === undefined || optimizer === undefined || kernels < THRESHOLDS['SLW-07'].kernelsPerStep)
    return undefined;
  const device = partOfTraces(facts, ({ phases }) => phases.optimizerNs);
  const host = partOfTraces(facts, ({ hints }) => hints.optimizerHostNs ?? 0);
  const times = device.ns > host.ns ? device : host;
  return {
    finding: slownessFindings.manyOptimizerKernels({ ...times, kernels, optimizer }),
    check: `Profile again: ${optimizer}.step launches a few kernels.`,
    times,
    about: 'optimizer',
  } as const;
}

function pageableCopies(facts: RunFacts) {
  const { ranks } = facts;
  const times = partOfTraces(facts, ({ hints }) => hints.pageableCopies.ns);
  const calls = ranks.reduce((sum, { hints }) => sum + hints.pageableCopies.calls, 0);
  if (shareOf(times) < THRESHOLDS['SLW-08'].share || calls === 0) return undefined;
  return {
    finding: slownessFindings.pageableCopies({ ...times, calls }),
    check: 'Profile again: copies are named Memcpy HtoD (Pinned -> Device) and run beside kernels.',
    times,
    about: 'transfer',
  } as const;
}

function memoryNearlyFull({ ranks }: RunFacts) {
  for (const { memory, device } of ranks)
    for (const { peakReservedBytes, peakAllocatedBytes, capacityBytes } of memory) {
      const peakBytes = peakReservedBytes ?? peakAllocatedBytes;
      if (
        peakBytes === undefined ||
        capacityBytes === undefined ||
        peakBytes < THRESHOLDS['SLW-09'].shareOfMemory * capacityBytes
      )
        continue;
      return {
        finding: slownessFindings.memoryNearlyFull({ peakBytes, capacityBytes, device: device?.name ?? 'the GPU' }),
        check: 'Profile again with profile_memory=True: the peak is below 90 %.',
        about: 'model',
      } as const;
    }
  return undefined;
}

function dataParallel({ ranks }: RunFacts) {
  if (!ranks.some(({ hints }) => hints.usesDataParallel)) return undefined;
  return {
    finding: slownessFindings.dataParallel({}),
    check: 'Profile again: no DataParallel.forward in the trace, one trace a device.',
    about: 'parallelism',
  } as const;
}

function glooOnGpu({ ranks, shares }: RunFacts) {
  const found = ranks.find(({ backend, gpu }) => backend === 'gloo' && gpu !== undefined);
  if (!found || shares.device === undefined) return undefined;
  return {
    finding: slownessFindings.glooOnGpu({ backend: 'gloo' }),
    check: 'Profile again: kernels of NCCL take the place of gloo:… on the host.',
    about: 'parallelism',
  } as const;
}

function recomputes(facts: RunFacts) {
  const times = partOfTraces(facts, ({ hints }) => hints.recomputedNs ?? 0);
  if (shareOf(times) < THRESHOLDS['SLW-12'].share) return undefined;
  return {
    finding: slownessFindings.recomputes(times),
    check: 'Profile again with profile_memory=True: the step is shorter and memory still fits.',
    times,
    about: 'checkpointing',
  } as const;
}

function emptyMultiprocessors({ ranks }: RunFacts) {
  const multiprocessorPercent = meanOf(ranks, ({ utilization }) => utilization?.multiprocessorPercent);
  const busyPercent = meanOf(ranks, ({ utilization }) => utilization?.busyPercent);
  if (multiprocessorPercent === undefined || busyPercent === undefined) return undefined;
  if (
    busyPercent < THRESHOLDS['SLW-15'].busyPercent ||
    multiprocessorPercent >= THRESHOLDS['SLW-15'].multiprocessorPercentBelow
  )
    return undefined;
  return {
    finding: slownessFindings.emptyMultiprocessors({ multiprocessorPercent, busyPercent }),
    check: 'Profile again with a larger batch: more samples a second.',
    about: 'loader',
  } as const;
}

function overlapOf(ranks: readonly RankReport[]): number | undefined {
  return meanOf(ranks, ({ gpu }) => gpu?.overlapPercent);
}
