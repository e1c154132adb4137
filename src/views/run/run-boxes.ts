import { showDuration, showPercent } from '../../base/show-numbers.js';
import type { Advice, AdviceSubject, RunReport } from '../../runs/report/run-report.js';
import type { DiagramFact, Emphasis, Language } from '../diagram.js';
import { wordAdvice } from './advice-words.js';
import { emphasisOf, findWorst } from './emphasis.js';
import { cleanName, cutMiddle } from './short-kernel.js';
import type { StepPart, StepParts } from './step-parts.js';
import { word } from './words.js';

/** What a box of a part of the step says of it. */
export interface PartBox {
  readonly lines: readonly string[];
  readonly emphasis: Emphasis;
  readonly facts: Readonly<Record<string, DiagramFact | undefined>>;
}

const SUBJECTS: Readonly<Record<AdviceSubject, StepPart | undefined>> = {
  loader: 'loader',
  transfer: 'copies',
  optimizer: 'optimizer',
  precision: 'forward',
  parallelism: 'communication',
  model: 'forward',
  backward: 'backward',
  step: 'host',
  logging: 'host',
  checkpointing: 'backward',
};

/** `▲ bottleneck`, `33.4 % · 59.3 ms`, `SLW-01: saves ≤ 33.4 %`. */
export function describePart(report: RunReport, parts: StepParts, part: StepPart, language: Language): PartBox {
  const share = parts.shares.get(part) ?? 0;
  const worst = findWorst(report, parts);
  const mark = worst?.part !== part ? [] : [`▲ ${word(worst.isBlamed ? 'bottleneck' : 'largest', language)}`];
  const advice = report.advice
    .filter(({ about }) => about !== undefined && SUBJECTS[about] === part)
    .map((one) => wordAdvice(one, language));
  return {
    lines: [...mark, shareLine(parts, share, language), ...advice.slice(0, 2).map((one) => adviceLine(one, language))],
    emphasis: emphasisOf(share),
    facts: {
      part,
      share: showPercent(share),
      time: timeOf(parts, share),
      isWorst: worst?.part === part ? true : undefined,
      advice: advice.length > 0 ? advice.map(({ code, message }) => `${code}: ${message}`) : undefined,
    },
  };
}

/** `33.4 % of the step · 59.3 ms` */
export function shareLine(parts: StepParts, share: number, language: Language): string {
  const of = word(parts.of === 'trace' ? 'ofTrace' : 'ofStep', language);
  const percent = language === 'zh' ? `${of} ${showPercent(share)}` : `${showPercent(share)} ${of}`;
  const time = timeOf(parts, share);
  // A line that is too long is never broken between a number and its unit.
  return (time === undefined ? percent : `${percent} · ${time}`).replaceAll(/(?<=\d) (?=%|[nµm]?s$)/g, '\u00a0');
}

function timeOf({ totalNs }: StepParts, share: number): string | undefined {
  return totalNs === undefined ? undefined : showDuration(Math.round(share * totalNs));
}

function adviceLine({ code: whole, gainAtMostPercent: gain }: Advice, language: Language): string {
  const code = cutMiddle(cleanName(whole), 20);
  if (gain === undefined) return code;
  const most = showPercent(gain / 100);
  return language === 'zh' ? `${code}：最多省 ${most}` : `${code}: saves ≤ ${most}`;
}
