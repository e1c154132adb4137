import { slownessFindings } from '../../findings/catalog/slowness.js';
import type { RankReport } from '../report/rank-report.js';
import type { AdviceRule, RunFacts } from './advice-rule.js';
import { meanOf, partOfStep, partOfTraces, shareOf } from './part-of-step.js';
import { THRESHOLDS } from './thresholds.js';

/** About single calls, what memory leaves over, and the measurement itself. */
export const CALL_RULES: readonly AdviceRule[] = [
  zeroesGradients,
  indexesInLoop,
  allocatesInSteps,
  memoryToSpare,
  profilerCosts,
];

function zeroesGradients(facts: RunFacts) {
  const { ranks } = facts;
  const times = partOfTraces(facts, ({ hints: { zeroedGradients: zeroed } }) =>
    zeroed === undefined ? 0 : zeroed.hostNs + zeroed.deviceNs,
  );
  if (shareOf(times) < THRESHOLDS['SLW-20'].share) return undefined;
  const calls =
    meanOf(ranks, (rank) => perStep(rank, rank.hints.zeroedGradients?.calls)) ??
    ranks.reduce((sum, { hints }) => sum + (hints.zeroedGradients?.calls ?? 0), 0);
  return {
    finding: slownessFindings.zeroesGradients({ ...times, calls: Math.round(calls) }),
    check: 'Profile again: no aten::zero_ or aten::_foreach_zero_ within Optimizer.zero_grad.',
    times,
    about: 'optimizer',
  } as const;
}

function indexesInLoop(facts: RunFacts) {
  const calls = meanOf(facts.ranks, (rank) => perStep(rank, rank.hints.indexing?.calls));
  if (calls === undefined || calls < THRESHOLDS['SLW-21'].callsPerStep) return undefined;
  const times = partOfTraces(facts, ({ hints }) => hints.indexing?.hostNs ?? 0);
  return {
    finding: slownessFindings.indexesInLoop({ ...times, calls: Math.round(calls) }),
    check: 'Profile again: fewer calls of aten::select a step, and a shorter step.',
    times,
    // The body of the loop may go with it.
    gainShare: undefined,
    about: 'model',
  } as const;
}

/** Not in a trace without steps: the first allocations of a process are none too many. */
function allocatesInSteps(facts: RunFacts) {
  const { ranks } = facts;
  const { share, shareOfSteps, steps: least } = THRESHOLDS['SLW-22'];
  const steps = ranks.reduce((sum, one) => sum + one.steps.length, 0);
  const inSteps = ranks.reduce((sum, { hints }) => sum + (hints.deviceAllocations?.steps ?? 0), 0);
  const times = partOfTraces(facts, ({ hints }) => hints.deviceAllocations?.ns ?? 0);
  if (inSteps < least || inSteps < shareOfSteps * steps || shareOf(times) < share) return undefined;
  const calls = ranks.reduce((sum, { hints }) => sum + (hints.deviceAllocations?.calls ?? 0), 0);
  return {
    finding: slownessFindings.allocatesInSteps({ ...times, calls, inSteps, steps }),
    check: 'Profile again: no cudaMalloc and no cudaFree within steps.',
    times,
    about: 'step',
  } as const;
}

/** A larger batch helps against small kernels, and not against waiting for data. */
function memoryToSpare(facts: RunFacts) {
  const { ranks, shares } = facts;
  const isWaitingForData =
    shareOf(partOfStep(facts, Math.max(shares.dataloaderNs, shares.device?.dataloaderNs ?? 0))) >=
    THRESHOLDS['SLW-01'].share;
  const sign = signOfLittleWork(facts);
  const fullest = ranks.flatMap(memoryOf).toSorted((a, b) => b.share - a.share)[0];
  if (isWaitingForData || sign === undefined || fullest === undefined) return undefined;
  if (fullest.share >= THRESHOLDS['SLW-23'].shareOfMemoryBelow) return undefined;
  return {
    finding: slownessFindings.memoryToSpare({ ...fullest, sign }),
    check: 'Profile again with the larger batch: more samples a second, and the peak is below 90 %.',
    about: 'loader',
  } as const;
}

function signOfLittleWork(facts: RunFacts): 'launches' | 'multiprocessors' | undefined {
  const { shares, ranks } = facts;
  if (shareOf(partOfStep(facts, shares.device?.hostLaunchNs ?? 0)) >= THRESHOLDS['SLW-02'].share) return 'launches';
  const filled = meanOf(ranks, ({ utilization }) => utilization?.multiprocessorPercent);
  const busy = meanOf(ranks, ({ utilization }) => utilization?.busyPercent);
  if (filled === undefined || busy === undefined) return undefined;
  const { multiprocessorPercentBelow, busyPercent } = THRESHOLDS['SLW-15'];
  return busy >= busyPercent && filled < multiprocessorPercentBelow ? 'multiprocessors' : undefined;
}

/** What is reserved counts: others cannot have it. */
function memoryOf({ memory, device }: RankReport) {
  return memory.flatMap(({ peakReservedBytes, peakAllocatedBytes, capacityBytes }) => {
    const peakBytes = peakReservedBytes ?? peakAllocatedBytes;
    return peakBytes === undefined || capacityBytes === undefined || capacityBytes <= 0
      ? []
      : [{ peakBytes, capacityBytes, share: peakBytes / capacityBytes, device: device?.name ?? 'the GPU' }];
  });
}

function profilerCosts(facts: RunFacts) {
  const { share, framesPerStep } = THRESHOLDS['SLW-24'];
  const times = partOfTraces(facts, ({ hints }) => hints.profiler?.overheadNs ?? 0);
  const frames = meanOf(facts.ranks, (rank) => perStep(rank, rank.hints.profiler?.frames)) ?? 0;
  const launches = shareOf(partOfStep(facts, facts.shares.device?.hostLaunchNs ?? 0));
  const isCostly = shareOf(times) >= share;
  if (!isCostly && (frames < framesPerStep || launches < THRESHOLDS['SLW-02'].share)) return undefined;
  return {
    finding: slownessFindings.profilerCosts({ ...times, ...(isCostly ? {} : { ns: 0 }), frames }),
    check: 'Profile again without stacks, shapes and memory: compare the time of a step.',
    ...(isCostly ? { times } : {}),
    // Without the profiler it is not there: nothing of a training is won.
    gainShare: undefined,
  } as const;
}

/** Undefined where the trace has no steps: a whole trace may be of any length. */
function perStep({ steps }: RankReport, count: number | undefined): number | undefined {
  return count === undefined || steps.length === 0 ? undefined : count / steps.length;
}
