import type { PartOfStep } from '../../findings/catalog/slowness.js';
import type { RankReport } from '../report/rank-report.js';
import type { RunFacts } from './advice-rule.js';

/** What all ranks spent together in the steps that count, as a part of a mean step of a rank; never more than all of it. */
export function partOfStep({ shares, stepNs, ranks }: RunFacts, totalNs: number): PartOfStep {
  const pieces = shares.steps > 0 ? shares.steps : Math.max(1, ranks.length);
  return { ns: Math.min(stepNs, totalNs / pieces), stepNs, isWhole: shares.steps === 0 };
}

/** The same of what was summed over whole traces, so also over steps that the mean leaves out. */
export function partOfTraces(facts: RunFacts, totalOf: (rank: RankReport) => number): PartOfStep {
  const { shares, ranks } = facts;
  const totalNs = ranks.reduce((sum, rank) => sum + totalOf(rank), 0);
  const steps = ranks.reduce((sum, one) => sum + one.steps.length, 0);
  return partOfStep(facts, shares.steps > 0 && steps > 0 ? (totalNs * shares.steps) / steps : totalNs);
}

export function shareOf({ ns, stepNs }: PartOfStep): number {
  return stepNs > 0 ? ns / stepNs : 0;
}

/** Mean over the ranks that know. */
export function meanOf(ranks: readonly RankReport[], of: (rank: RankReport) => number | undefined): number | undefined {
  const known = ranks.map(of).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
