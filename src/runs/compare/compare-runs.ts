import type { Anatomy, KernelRow, RankReport, RunReport, VerdictKind } from '../report.js';
import { measureShares } from '../verdict/measure-shares.js';

/** How a run differs from one before it. All times are of a mean step of a rank, so that windows of any length compare. */
export interface RunComparison {
  readonly before: RunSide;
  readonly after: RunSide;
  /** Negative: it became faster. Undefined where one of the two has no time of a step. */
  readonly changePercent: number | undefined;
  /** By how much they changed, the most first. Empty where one of the two is of logs alone. */
  readonly parts: readonly ChangedPart[];
  /** Kernels that changed most, with those that came and those that went. */
  readonly kernels: readonly ChangedKernel[];
  /** Codes of advice that is due no more, and that is new. */
  readonly solved: readonly string[];
  readonly appeared: readonly string[];
}

export interface RunSide {
  readonly files: readonly string[];
  readonly verdict: VerdictKind;
  /** Undefined when neither a trace nor a log says it. */
  readonly stepNs: number | undefined;
  readonly steps: number;
  readonly ranks: number;
}

export type AnatomyPart = Exclude<keyof Anatomy, 'totalNs'>;

export interface ChangedPart {
  readonly part: AnatomyPart;
  readonly beforeNs: number;
  readonly afterNs: number;
}

export interface ChangedKernel {
  readonly name: string;
  readonly class: KernelRow['class'];
  readonly beforeNs: number;
  readonly afterNs: number;
  readonly beforeCalls: number;
  readonly afterCalls: number;
}

const PARTS: readonly AnatomyPart[] = [
  'kernelNs',
  'memcpyNs',
  'memsetNs',
  'communicationNs',
  'runtimeNs',
  'dataloaderNs',
  'cpuOpNs',
  'otherNs',
];
const MOST_KERNELS = 50;

export function compareRuns(before: RunReport, after: RunReport): RunComparison {
  const [a, b] = [sideOf(before), sideOf(after)];
  return {
    before: a,
    after: b,
    changePercent: a.stepNs && b.stepNs ? 100 * (b.stepNs / a.stepNs - 1) : undefined,
    parts: before.ranks.length > 0 && after.ranks.length > 0 ? compareParts(before, after) : [],
    kernels: compareKernels(before, after).slice(0, MOST_KERNELS),
    solved: codesOnlyIn(before, after),
    appeared: codesOnlyIn(after, before),
  };
}

function sideOf({ source, verdict, ranks, logs }: RunReport): RunSide {
  const shares = measureShares(ranks);
  const logged = logs.map(({ stepSeconds }) => stepSeconds?.median).find((seconds) => seconds !== undefined);
  const stepNs = ranks.length > 0 ? stepOf(ranks) : logged === undefined ? undefined : logged * 1e9;
  return { files: source.files, verdict: verdict.kind, stepNs, steps: shares.steps, ranks: ranks.length };
}

/** Whole traces without steps are of any length: they have no step to compare. */
function stepOf(ranks: readonly RankReport[]): number | undefined {
  const stepped = ranks.filter(({ steps }) => steps.length > 0);
  return stepped.length === 0 ? undefined : meanOf(stepped, ({ stepAnatomy }) => stepAnatomy.totalNs);
}

function compareParts(before: RunReport, after: RunReport): readonly ChangedPart[] {
  return PARTS.map((part) => ({
    part,
    beforeNs: meanOf(before.ranks, ({ stepAnatomy }) => stepAnatomy[part]),
    afterNs: meanOf(after.ranks, ({ stepAnatomy }) => stepAnatomy[part]),
  }))
    .filter(({ beforeNs, afterNs }) => beforeNs > 0 || afterNs > 0)
    .toSorted((a, b) => Math.abs(b.afterNs - b.beforeNs) - Math.abs(a.afterNs - a.beforeNs));
}

function compareKernels(before: RunReport, after: RunReport): readonly ChangedKernel[] {
  const [a, b] = [kernelsOf(before), kernelsOf(after)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((name): ChangedKernel => {
      const [one, other] = [a.get(name), b.get(name)];
      return {
        name,
        class: (one ?? other)?.class ?? 'compute',
        beforeNs: one?.ns ?? 0,
        afterNs: other?.ns ?? 0,
        beforeCalls: one?.calls ?? 0,
        afterCalls: other?.calls ?? 0,
      };
    })
    .toSorted((x, y) => Math.abs(y.afterNs - y.beforeNs) - Math.abs(x.afterNs - x.beforeNs));
}

interface KernelPerStep {
  readonly class: KernelRow['class'];
  ns: number;
  calls: number;
}

function kernelsOf({ ranks }: RunReport): ReadonlyMap<string, KernelPerStep> {
  const steps = Math.max(1, measureShares(ranks).steps);
  const kernels = new Map<string, KernelPerStep>();
  for (const rank of ranks)
    for (const { name, class: kind, totalNs, calls } of rank.kernels) {
      const known = kernels.get(name) ?? { class: kind, ns: 0, calls: 0 };
      known.ns += totalNs / steps;
      known.calls += calls / steps;
      kernels.set(name, known);
    }
  return kernels;
}

function codesOnlyIn(one: RunReport, other: RunReport): readonly string[] {
  const known = new Set(other.advice.map(({ code }) => code));
  return one.advice.map(({ code }) => code).filter((code) => !known.has(code));
}

function meanOf(ranks: readonly RankReport[], of: (rank: RankReport) => number): number {
  return ranks.length === 0 ? 0 : ranks.reduce((sum, rank) => sum + of(rank), 0) / ranks.length;
}
