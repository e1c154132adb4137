import type { Finding } from '../../findings/finding.js';
import type { AcrossRanks, Advice, AdviceSubject, CodeLine, LogReport, RankReport } from '../report.js';
import type { RunShares } from '../verdict/measure-shares.js';

/** What rules of advice look at. */
export interface RunFacts {
  readonly ranks: readonly RankReport[];
  readonly across: AcrossRanks | undefined;
  readonly logs: readonly LogReport[];
  readonly shares: RunShares;
  /** Of a mean step of all ranks; of the whole trace when there are no steps. */
  readonly stepNs: number;
}

/** What a rule has found: the finding carries the numbers and the threshold. */
export interface Advised {
  readonly finding: Finding;
  /** How to see that it helped. */
  readonly check: string;
  /** Of the time of a step, from 0 to 1, that can be saved at most. */
  readonly gainShare?: number;
  readonly line?: CodeLine | undefined;
  readonly about?: AdviceSubject;
}

/** One piece of advice, or none: only where its threshold is passed, and never without numbers. */
export type AdviceRule = (facts: RunFacts) => Advised | undefined;

export function toAdvice({ finding, check, gainShare, line, about }: Advised): Advice {
  return {
    code: finding.code,
    severity: finding.severity === 'info' ? 'info' : 'warning',
    message: finding.message,
    hint: finding.hint ?? '',
    check,
    gainAtMostPercent: gainShare === undefined ? undefined : Math.min(100, roundUp(100 * gainShare)),
    ...(line === undefined ? {} : { line }),
    ...(about === undefined ? {} : { about }),
  };
}

/** To three decimals, upwards: it is a bound. */
function roundUp(percent: number): number {
  return Math.ceil(percent * 1000 - 1e-9) / 1000;
}
