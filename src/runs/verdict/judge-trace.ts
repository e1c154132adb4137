import type { RankReport } from '../report/rank-report.js';
import type { AcrossRanks, Evidence, Verdict, VerdictKind } from '../report/run-report.js';
import { bandwidthShare } from './kernel-families.js';
import { measureShares, type RunShares } from './measure-shares.js';

/** Below this no part of a step is called what limits it: nothing stands out. */
const LEAST_LOSS = 0.1;
/** From here on the device computes so much of the time that nothing else can limit it. */
const COMPUTE_BOUND = 0.8;
/** Of compute time in kernels limited by memory, from which on memory is what limits. */
const MEMORY_BOUND = 0.6;
/** Steps of each rank that a confident verdict needs: the first ones of a window are often not like the others. */
const SURE_STEPS = 3;
/** How much more than the next part the first must be to be the one. */
const CLEAR_LEAD = 1.5;

interface Loss {
  readonly kind: VerdictKind;
  readonly share: number;
}

/**
 * What limits a run, of all ranks together: what of a step is not compute goes to what the device waits for or does instead
 * (input, host, communication); the largest is the verdict, if it is a tenth of the time at least. Where the device computes
 * four fifths of the time it is compute-bound, or memory-bound if most of that is in kernels that only move memory.
 */
export function judgeTraces(ranks: readonly RankReport[], across?: AcrossRanks): Verdict {
  const shares = measureShares(ranks);
  if (shares.totalNs <= 0) return { kind: 'unclear', confidence: 'low', evidence: [] };
  const isSure = shares.steps >= SURE_STEPS * ranks.length;
  return shares.device === undefined
    ? judgeHost(shares, isSure)
    : judgeDevice(shares, shares.device, { ranks, across, isSure });
}

interface Judged {
  readonly ranks: readonly RankReport[];
  readonly across: AcrossRanks | undefined;
  /** There are steps enough. */
  readonly isSure: boolean;
}

function judgeDevice(
  shares: RunShares,
  device: NonNullable<RunShares['device']>,
  { ranks, across, isSure }: Judged,
): Verdict {
  const { totalNs } = shares;
  const input = Math.max(shares.dataloaderNs, device.dataloaderNs) / totalNs;
  const losses: Loss[] = [
    { kind: 'input-bound', share: input },
    {
      kind: 'host-bound',
      share: (device.hostLaunchNs + device.syncNs + device.kernelGapNs + device.otherNs) / totalNs,
    },
    // Copies that nothing covers: the device waits for memory.
    { kind: 'memory-bound', share: device.exposedMemcpyNs / totalNs },
    { kind: 'communication-bound', share: device.exposedCommunicationNs / totalNs },
  ];
  losses.sort((a, b) => b.share - a.share);
  const [first, second] = losses as [Loss, Loss, ...Loss[]];
  const compute = device.computeNs / totalNs;
  const evidence = evidenceOf(shares, device, across);
  // Work without any duration was not measured: that it was short cannot be said.
  if (device.busyNs <= 0) return { kind: 'unclear', confidence: 'low', evidence };
  if (compute >= COMPUTE_BOUND || first.share < LEAST_LOSS) return judgeCompute(ranks, compute, evidence, isSure);
  const isClear = first.share >= second.share * CLEAR_LEAD;
  return {
    kind: first.kind,
    confidence: isClear && isSure ? 'high' : isClear || isSure ? 'medium' : 'low',
    evidence,
  };
}

function judgeCompute(
  ranks: readonly RankReport[],
  compute: number,
  evidence: readonly Evidence[],
  isSure: boolean,
): Verdict {
  const bandwidth = bandwidthShare(ranks.flatMap(({ kernels }) => kernels));
  const isMemory = bandwidth !== undefined && bandwidth >= MEMORY_BOUND;
  return {
    kind: isMemory ? 'memory-bound' : 'compute-bound',
    // What is limited by memory follows from the names of kernels alone.
    confidence: compute >= COMPUTE_BOUND && isSure && !isMemory ? 'high' : isSure ? 'medium' : 'low',
    evidence:
      bandwidth === undefined
        ? evidence
        : [...evidence, { name: 'bandwidth-kernels', value: round(bandwidth), unit: '%' }],
  };
}

/** Without a device only waiting for data stands out from the rest. */
function judgeHost(shares: RunShares, isSure: boolean): Verdict {
  const input = shares.dataloaderNs / shares.totalNs;
  const operators = shares.cpuOpNs / shares.totalNs;
  const evidence: Evidence[] = [
    { name: 'dataloader', value: round(input), unit: '%' },
    { name: 'operators', value: round(operators), unit: '%' },
  ];
  if (input >= LEAST_LOSS) return { kind: 'input-bound', confidence: isSure ? 'medium' : 'low', evidence };
  if (operators >= COMPUTE_BOUND) return { kind: 'compute-bound', confidence: 'low', evidence };
  return { kind: 'unclear', confidence: 'low', evidence };
}

function evidenceOf(
  { totalNs, dataloaderNs, steps }: RunShares,
  device: NonNullable<RunShares['device']>,
  across: AcrossRanks | undefined,
): Evidence[] {
  const share = (ns: number) => round(ns / totalNs);
  const all: Evidence[] = [
    { name: 'compute', value: share(device.computeNs), unit: '%' },
    { name: 'dataloader', value: share(Math.max(dataloaderNs, device.dataloaderNs)), unit: '%' },
    { name: 'host-launch', value: share(device.hostLaunchNs), unit: '%' },
    { name: 'synchronisation', value: share(device.syncNs), unit: '%' },
    { name: 'exposed-communication', value: share(device.exposedCommunicationNs), unit: '%' },
    { name: 'exposed-copies', value: share(device.exposedMemcpyNs), unit: '%' },
  ];
  const told = all.filter(({ value }) => value >= 0.1).toSorted((a, b) => b.value - a.value);
  return [
    ...told,
    { name: 'steps', value: steps, unit: 'count' },
    ...(across?.imbalancePercent === undefined
      ? []
      : [{ name: 'imbalance', value: across.imbalancePercent, unit: '%' } as const]),
  ];
}

/** A share as percent with one decimal. */
function round(share: number): number {
  return Math.round(share * 1000) / 10;
}
