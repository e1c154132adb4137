import type { PartOfStep } from '../../findings/catalog/slowness.js';
import type { Finding } from '../../findings/finding.js';
import type { LogReport } from '../report/log-report.js';
import type { CodeLine, RankReport } from '../report/rank-report.js';
import type { AcrossRanks, Advice, AdviceSubject } from '../report/run-report.js';
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
  /** The time that the message tells; all of it can be saved at most, unless `gainShare` says otherwise. */
  readonly times?: PartOfStep;
  /** Of the time of a step, from 0 to 1, that can be saved at most; `undefined`: nobody can say. */
  readonly gainShare?: number | undefined;
  readonly line?: CodeLine | undefined;
  readonly about?: AdviceSubject;
}

/** One piece of advice, or none: only where its threshold is passed, and never without numbers. */
export type AdviceRule = (facts: RunFacts) => Advised | undefined;

export function toAdvice(advised: Advised): Advice {
  const { finding, check, times, line, about } = advised;
  const gain = 'gainShare' in advised ? advised.gainShare : times && times.ns / times.stepNs;
  return {
    code: finding.code,
    severity: finding.severity === 'info' ? 'info' : 'warning',
    message: finding.message,
    hint: finding.hint ?? '',
    check,
    gainAtMostPercent: gain === undefined ? undefined : Math.min(100, roundUp(100 * gain)),
    ...(line === undefined ? {} : { line }),
    ...(about === undefined ? {} : { about }),
    ...(times === undefined ? {} : { part: partOf(times) }),
  };
}

function partOf({ ns, stepNs, isWhole }: PartOfStep): NonNullable<Advice['part']> {
  return { ns: Math.round(ns), ofNs: Math.round(stepNs), of: isWhole === true ? 'trace' : 'step' };
}

/** To three decimals, upwards: it is a bound. */
function roundUp(percent: number): number {
  return Math.ceil(percent * 1000 - 1e-9) / 1000;
}
