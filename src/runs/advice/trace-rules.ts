import { type PartOfStep, slownessFindings } from '../../findings/catalog/slowness.js';
import type { RankReport } from '../report.js';
import type { AdviceRule, RunFacts } from './advice-rule.js';

/** Thresholds are shares of a step; those of the lost TensorBoard plugin where it had one (5 %, 10 %, 90 % of memory). */
const LEAST = {
  data: 0.05,
  launch: 0.1,
  sync: 0.01,
  communication: 0.1,
  matrix: 0.1,
  copies: 0.01,
  recompute: 0.05,
  memory: 0.9,
} as const;
const SMALL_KERNEL_NS = 20_000;
const MOST_TENSOR_CORE_PERCENT = 5;
const MANY_OPTIMIZER_KERNELS = 100;
const LITTLE_OVERLAP_PERCENT = 20;
const FULL_MULTIPROCESSORS_PERCENT = 60;
const BUSY_PERCENT = 80;

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
  if (shareOf(times) < LEAST.data) return undefined;
  const loader = ranks.map(({ hints }) => hints.loader).find((one) => one !== undefined);
  const workers = loader === 'single-process' ? 'none' : loader === 'workers' ? 'some' : undefined;
  return {
    finding: slownessFindings.waitsForData({ ...times, workers }),
    check: 'Profile again: the DataLoader takes less than 5 % of a step, and the step is shorter.',
    gainShare: shareOf(times),
    about: 'loader',
  } as const;
}

function launchBound(facts: RunFacts) {
  const { ranks, shares } = facts;
  const times = partOfStep(facts, shares.device?.hostLaunchNs ?? 0);
  const kernels = meanOf(ranks, ({ hints }) => hints.kernelsPerStep);
  const medianNs = meanOf(ranks, ({ hints }) => hints.medianKernelNs);
  if (shareOf(times) < LEAST.launch || kernels === undefined || medianNs === undefined || medianNs > SMALL_KERNEL_NS)
    return undefined;
  const isCompiled = ranks.some(({ hints }) => hints.isCompiled);
  return {
    finding: slownessFindings.launchBound({ ...times, kernels, medianNs, isCompiled }),
    check: 'Profile again: fewer launches a step, and the device is idle less for the host.',
    gainShare: shareOf(times),
    about: 'model',
  } as const;
}

function synchronises(facts: RunFacts) {
  const { ranks, shares } = facts;
  const times = partOfStep(facts, shares.device?.syncNs ?? 0);
  const found = ranks
    .flatMap(({ syncs }) => syncs)
    .filter(({ callsInSteps, operator }) => (callsInSteps ?? 1) > 0 && operator !== undefined)
    .toSorted((a, b) => b.totalNs - a.totalNs)[0];
  if (!found || shareOf(times) < LEAST.sync) return undefined;
  const calls = Math.max(1, Math.round((found.callsInSteps ?? found.calls) / Math.max(1, shares.steps)));
  const operator = found.outermost ?? found.operator;
  return {
    finding: slownessFindings.synchronises({ ...times, calls, call: found.call, operator }),
    check: 'Profile again: no such call within a step, and the device is idle less for it.',
    gainShare: shareOf(times),
    line: found.line,
    about: 'step',
  } as const;
}

function exposedCommunication(facts: RunFacts) {
  const times = partOfStep(facts, facts.shares.device?.exposedCommunicationNs ?? 0);
  if (shareOf(times) < LEAST.communication) return undefined;
  return {
    finding: slownessFindings.exposedCommunication({ ...times, overlapPercent: overlapOf(facts.ranks) }),
    check: 'Profile all ranks again: exposed communication is shorter on each.',
    gainShare: shareOf(times),
    about: 'parallelism',
  } as const;
}

function noOverlap(facts: RunFacts) {
  const { shares, ranks } = facts;
  const times = partOfStep(facts, shares.device?.communicationNs ?? 0);
  const overlapPercent = overlapOf(ranks);
  if (overlapPercent === undefined || overlapPercent >= LITTLE_OVERLAP_PERCENT) return undefined;
  if (shareOf(times) < LEAST.communication) return undefined;
  return {
    finding: slownessFindings.noOverlap({ ...times, overlapPercent }),
    check: 'Profile again: more of the communication runs beside compute.',
    gainShare: shareOf(partOfStep(facts, shares.device?.exposedCommunicationNs ?? 0)),
    about: 'parallelism',
  } as const;
}

/** Kernels of operators that tensor cores could do; the plugin's rule. */
function noTensorCores(facts: RunFacts) {
  const able = facts.ranks.filter(({ device }) => Number(device?.computeCapability ?? 0) >= 7);
  const total = able.reduce((sum, rank) => sum + eligibleNs(rank), 0);
  const used = meanOf(able, ({ utilization }) => utilization?.tensorCorePercent);
  const times = partOfStep(facts, total);
  const [first] = able;
  if (!first || shareOf(times) < LEAST.matrix || used === undefined || used > MOST_TENSOR_CORE_PERCENT)
    return undefined;
  return {
    finding: slownessFindings.noTensorCores({ ...times, device: first.device?.name ?? 'the GPU' }),
    check: 'Profile again: kernels of tensor cores appear (mma, s884, hmma), and the loss falls as before.',
    gainShare: shareOf(times),
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
  if (kernels === undefined || optimizer === undefined || kernels < MANY_OPTIMIZER_KERNELS) return undefined;
  const device = ranks.reduce((sum, { phases }) => sum + phases.optimizerNs, 0);
  const host = ranks.reduce((sum, { operators }) => sum + optimizerHostNs(operators), 0);
  const times = partOfStep(facts, Math.max(device, host));
  return {
    finding: slownessFindings.manyOptimizerKernels({ ...times, kernels, optimizer }),
    check: `Profile again: ${optimizer}.step launches a few kernels.`,
    gainShare: shareOf(times),
    about: 'optimizer',
  } as const;
}

/** Time of the host within `Optimizer.step#…`. */
function optimizerHostNs(operators: RankReport['operators']): number {
  return operators.reduce(
    (sum, { name, hostSelfNs }) => (name.startsWith('Optimizer.step#') ? sum + hostSelfNs : sum),
    0,
  );
}

function pageableCopies(facts: RunFacts) {
  const { ranks } = facts;
  const times = partOfStep(
    facts,
    ranks.reduce((sum, { hints }) => sum + hints.pageableCopies.ns, 0),
  );
  const calls = ranks.reduce((sum, { hints }) => sum + hints.pageableCopies.calls, 0);
  if (shareOf(times) < LEAST.copies || calls === 0) return undefined;
  return {
    finding: slownessFindings.pageableCopies({ ...times, calls }),
    check: 'Profile again: copies are named Memcpy HtoD (Pinned -> Device) and run beside kernels.',
    gainShare: shareOf(times),
    about: 'transfer',
  } as const;
}

function memoryNearlyFull({ ranks }: RunFacts) {
  for (const { memory, device } of ranks)
    for (const { peakReservedBytes, peakAllocatedBytes, capacityBytes } of memory) {
      const peakBytes = peakReservedBytes ?? peakAllocatedBytes;
      if (peakBytes === undefined || capacityBytes === undefined || peakBytes < LEAST.memory * capacityBytes) continue;
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
  const times = partOfStep(
    facts,
    facts.ranks.reduce((sum, { hints }) => sum + (hints.recomputedNs ?? 0), 0),
  );
  if (shareOf(times) < LEAST.recompute) return undefined;
  return {
    finding: slownessFindings.recomputes(times),
    check: 'Profile again with profile_memory=True: the step is shorter and memory still fits.',
    gainShare: shareOf(times),
    about: 'checkpointing',
  } as const;
}

function emptyMultiprocessors({ ranks }: RunFacts) {
  const multiprocessorPercent = meanOf(ranks, ({ utilization }) => utilization?.multiprocessorPercent);
  const busyPercent = meanOf(ranks, ({ utilization }) => utilization?.busyPercent);
  if (multiprocessorPercent === undefined || busyPercent === undefined) return undefined;
  if (busyPercent < BUSY_PERCENT || multiprocessorPercent >= FULL_MULTIPROCESSORS_PERCENT) return undefined;
  return {
    finding: slownessFindings.emptyMultiprocessors({ multiprocessorPercent, busyPercent }),
    check: 'Profile again with a larger batch: more samples a second.',
    about: 'loader',
  } as const;
}

function overlapOf(ranks: readonly RankReport[]): number | undefined {
  return meanOf(ranks, ({ gpu }) => gpu?.overlapPercent);
}

/** What all ranks spent together, as a part of a mean step of a rank; never more than all of it. */
function partOfStep({ shares, stepNs, ranks }: RunFacts, totalNs: number): PartOfStep {
  const pieces = shares.steps > 0 ? shares.steps : Math.max(1, ranks.length);
  return { ns: Math.min(stepNs, totalNs / pieces), stepNs, isWhole: shares.steps === 0 };
}

function shareOf({ ns, stepNs }: PartOfStep): number {
  return stepNs > 0 ? ns / stepNs : 0;
}

/** Mean over the ranks that know. */
function meanOf(ranks: readonly RankReport[], of: (rank: RankReport) => number | undefined): number | undefined {
  const known = ranks.map(of).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
