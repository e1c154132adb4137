import type { LogReport } from '../report/log-report.js';
import type { RankReport } from '../report/rank-report.js';
import type { AcrossRanks, Advice, VerdictKind } from '../report/run-report.js';
import { measureShares } from '../verdict/measure-shares.js';
import { type RunFacts, toAdvice } from './advice-rule.js';
import { CALL_RULES } from './call-rules.js';
import { OTHER_RULES } from './other-rules.js';
import { TRACE_RULES } from './trace-rules.js';

/** What answers a verdict: this is told first, whatever looser bound another advice has. */
const ANSWERS: Readonly<Record<VerdictKind, readonly string[]>> = {
  'input-bound': ['SLW-01', 'SLW-16'],
  'host-bound': ['SLW-02', 'SLW-03', 'SLW-22'],
  'communication-bound': ['SLW-04', 'SLW-13', 'SLW-05'],
  'compute-bound': ['SLW-06'],
  'memory-bound': ['SLW-08'],
  unclear: [],
};

/** What to change: what answers the verdict first, then by what it can bring at most; warnings before the rest. */
export function advise(
  ranks: readonly RankReport[],
  across: AcrossRanks | undefined,
  logs: readonly LogReport[],
  verdict: VerdictKind,
): readonly Advice[] {
  const shares = measureShares(ranks);
  const stepNs = shares.steps > 0 ? shares.totalNs / shares.steps : shares.totalNs / Math.max(1, ranks.length);
  const facts: RunFacts = { ranks, across, logs, shares, stepNs };
  const rules = [...(stepNs > 0 ? [...TRACE_RULES, ...CALL_RULES] : []), ...OTHER_RULES];
  const answers = ANSWERS[verdict];
  return rules
    .flatMap((rule) => {
      const advised = rule(facts);
      return advised === undefined ? [] : [toAdvice(advised)];
    })
    .filter(isFirstOfItsCode)
    .toSorted(
      (a, b) =>
        Number(answers.includes(b.code)) - Number(answers.includes(a.code)) ||
        (b.gainAtMostPercent ?? -1) - (a.gainAtMostPercent ?? -1) ||
        Number(a.severity === 'info') - Number(b.severity === 'info'),
    );
}

/** What a trace and a log of the same run both say is told once, as the trace says it: its rules come first. */
function isFirstOfItsCode({ code }: Advice, at: number, all: readonly Advice[]): boolean {
  return all.findIndex((other) => other.code === code) === at;
}
