import type { Anatomy, KernelRow, RankReport } from '../report/rank-report.js';
import type { RunReport, VerdictKind } from '../report/run-report.js';
import { measureShares } from '../verdict/measure-shares.js';

/** How a run differs from one before it. All times are of a mean step of a rank, so that windows of any length compare. */
export interface RunComparison {
  readonly before: RunSide;
  readonly after: RunSide;
  /** Negative: it became faster. Undefined where one of the two has no time of a step. */
  readonly changePercent: number | undefined;
  /** By how much they changed, the most first. Like `kernels` empty where one of the two has no steps: a log, a whole trace. */
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
    ...(hasSteps(before) && hasSteps(after)
      ? { parts: compareParts(before, after), kernels: compareKernels(before, after).slice(0, MOST_KERNELS) }
      : { parts: [], kernels: [] }),
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
  const known = stepped(ranks);
  return known.length === 0 ? undefined : meanOf(known, ({ stepAnatomy }) => stepAnatomy.totalNs);
}

function stepped(ranks: readonly RankReport[]): readonly RankReport[] {
  return ranks.filter(({ steps }) => steps.length > 0);
}

function hasSteps({ ranks }: RunReport): boolean {
  return stepped(ranks).length > 0;
}

function compareParts(before: RunReport, after: RunReport): readonly ChangedPart[] {
  return PARTS.map((part) => ({
    part,
    beforeNs: meanOf(stepped(before.ranks), ({ stepAnatomy }) => stepAnatomy[part]),
    afterNs: meanOf(stepped(after.ranks), ({ stepAnatomy }) => stepAnatomy[part]),
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
  const known = stepped(ranks);
  // All of them: kernels are those of the whole trace, also of a step that the mean leaves out.
  const steps = known.reduce((sum, rank) => sum + rank.steps.length, 0);
  const kernels = new Map<string, KernelPerStep>();
  for (const rank of known)
    for (const { name, class: kind, totalNs, calls } of rank.kernels) {
      const known = kernels.get(name) ?? { class: kind, ns: 0, calls: 0 };
      known.ns += totalNs / steps;
      known.calls += calls / steps;
      kernels.set(name, known);
    }
  return kernels;
}

/** A trace and a log say the same of waiting for data under codes of their own. */
const SAME: Readonly<Record<string, string>> = { 'SLW-16': 'SLW-01' };

function codesOnlyIn(one: RunReport, other: RunReport): readonly string[] {
  const known = new Set(other.advice.map(({ code }) => SAME[code] ?? code));
  return one.advice.map(({ code }) => code).filter((code) => !known.has(SAME[code] ?? code));
}

function meanOf(ranks: readonly RankReport[], of: (rank: RankReport) => number): number {
  return ranks.length === 0 ? 0 : ranks.reduce((sum, rank) => sum + of(rank), 0) / ranks.length;
}
