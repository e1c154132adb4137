import type { Anatomy, PhaseTimes, RankReport } from '../../runs/report/rank-report.js';
import type { RunReport } from '../../runs/report/run-report.js';

/** What a step is spent on, in the order in which a step does it. */
export const STEP_PARTS = [
  'loader',
  'copies',
  'forward',
  'backward',
  'communication',
  'optimizer',
  'kernels',
  'host',
  'rest',
] as const;

/** `kernels`: work on the device of which the phase is not known. `rest`: nothing that is recorded, or not told apart. */
export type StepPart = (typeof STEP_PARTS)[number];

export interface StepParts {
  /** Length of the mean step, over all ranks; undefined where only shares are known. */
  readonly totalNs: number | undefined;
  /** What the shares are of. */
  readonly of: 'step' | 'trace' | 'log';
  /** Of 1; they sum to 1. Only what is more than nothing. */
  readonly shares: ReadonlyMap<StepPart, number>;
  /** What worked: where no device did, forward, backward and optimizer are times of the host. */
  readonly on: 'device' | 'host';
  /** Share of a step that is work of the device (of the operators of the host where there is none): modules divide it. */
  readonly workShare: number;
}

/**
 * The mean step, each instant once: its anatomy, with the time of kernels divided as the work on the device is divided between
 * forward, backward and optimizer. Undefined when neither a trace nor a log tells how a step is spent.
 */
export function stepParts(report: RunReport): StepParts | undefined {
  const ranks = report.ranks.filter(({ stepAnatomy }) => stepAnatomy.totalNs > 0);
  if (ranks.length === 0) return partsOfLogs(report);
  const sums = new Map<StepPart, number>();
  for (const rank of ranks) {
    for (const [part, ns] of partsOfRank(rank)) if (ns > 0) sums.set(part, (sums.get(part) ?? 0) + ns);
  }
  const total = [...sums.values()].reduce((sum, ns) => sum + ns, 0);
  if (total <= 0) return undefined;
  const worked = ranks.reduce((sum, { stepAnatomy }) => sum + workOf(stepAnatomy), 0);
  return {
    totalNs: total / ranks.length,
    of: ranks.some(({ steps }) => steps.length > 0) ? 'step' : 'trace',
    shares: sharesOf(sums, total),
    on: ranks.some(({ stepAnatomy }) => stepAnatomy.kernelNs > 0) ? 'device' : 'host',
    workShare: worked / total,
  };
}

function sharesOf(sums: ReadonlyMap<StepPart, number>, total: number): ReadonlyMap<StepPart, number> {
  return new Map(
    STEP_PARTS.flatMap((part) => {
      const ns = sums.get(part) ?? 0;
      return ns > 0 ? [[part, ns / total] as const] : [];
    }),
  );
}

/** Kernels; where no device worked, the operators of the host. */
function workOf({ kernelNs, cpuOpNs }: Anatomy): number {
  return kernelNs > 0 ? kernelNs : cpuOpNs;
}

function partsOfRank({ stepAnatomy: step, phases }: RankReport): readonly (readonly [StepPart, number])[] {
  const work = workOf(step);
  return [
    ...divideWork(work, phases),
    ['communication', step.communicationNs],
    ['loader', step.dataloaderNs],
    ['copies', step.memcpyNs + step.memsetNs],
    ['host', step.runtimeNs + (step.kernelNs > 0 ? step.cpuOpNs : 0)],
    ['rest', step.otherNs],
  ];
}

/** Kernels are those that do not communicate: what communication takes beside them is a part of its own. */
function divideWork(
  work: number,
  { forwardNs, backwardNs, optimizerNs, otherNs }: PhaseTimes,
): readonly (readonly [StepPart, number])[] {
  const sum = forwardNs + backwardNs + optimizerNs + otherNs;
  if (!(sum > 0)) return [['kernels', work]];
  return [
    ['forward', (work * forwardNs) / sum],
    ['backward', (work * backwardNs) / sum],
    ['optimizer', (work * optimizerNs) / sum],
    ['kernels', (work * otherNs) / sum],
  ];
}

/** A log tells at most how long a step waited for its data. */
function partsOfLogs({ logs }: RunReport): StepParts | undefined {
  const log = logs.find(({ dataPercent }) => dataPercent !== undefined);
  if (log?.dataPercent === undefined) return undefined;
  const loader = Math.min(1, Math.max(0, log.dataPercent / 100));
  const shares = new Map<StepPart, number>([
    ['loader', loader],
    ['rest', 1 - loader],
  ]);
  const seconds = log.stepSeconds?.mean;
  return {
    totalNs: seconds === undefined ? undefined : seconds * 1e9,
    of: 'log',
    shares,
    on: 'device',
    workShare: 1 - loader,
  };
}
