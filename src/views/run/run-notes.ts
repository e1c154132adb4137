import { showPercent } from '../../base/show-numbers.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../diagram.js';
import { chooseModules } from './choose-modules.js';
import { cleanName } from './short-kernel.js';
import { showEvidence } from './show-evidence.js';
import type { StepParts } from './step-parts.js';
import { evidenceWord, REASON_WORDS, runSentence, VERDICT_WORDS } from './words.js';

/** What must be known beside the picture: the verdict, how to read it, what belongs to nothing. */
export function notesOfRun(report: RunReport, parts: StepParts | undefined, language: Language): readonly string[] {
  const measured = report.ranks.filter(({ stepAnatomy }) => stepAnatomy.totalNs > 0).length;
  return [
    verdictNote(report, language),
    ...(parts ? [runSentence.howToRead(language, parts.of)] : [runSentence.nothingKnown(language)]),
    ...(measured > 1 ? [runSentence.ranks(language, measured)] : []),
    ...moduleNotes(report, language),
  ];
}

function verdictNote({ verdict }: RunReport, language: Language): string {
  const evidence = verdict.evidence.slice(0, 3).map((one) => {
    const name = cleanName(evidenceWord(one.name, language)).slice(0, 60);
    return `${name} ${showEvidence(one)}`;
  });
  const head = VERDICT_WORDS[verdict.kind][language];
  if (evidence.length === 0) return language === 'zh' ? `${head}。` : `${head}.`;
  return language === 'zh' ? `${head}（${evidence.join('；')}）。` : `${head} (${evidence.join('; ')}).`;
}

/** The part of the work that belongs to no module, and why; never left unsaid. */
function moduleNotes(report: RunReport, language: Language): readonly string[] {
  if (report.ranks.length === 0) return [];
  const chosen = chooseModules(report, 8);
  if (!chosen)
    return report.ranks.every(({ modules }) => modules.from === 'none') ? [runSentence.noModules(language)] : [];
  if (chosen.unattributedShare <= 0) return [];
  const reasons = chosen.unattributed
    .filter(({ ns }) => ns > 0)
    .map(({ reason, ns }) => `${REASON_WORDS[reason][language]} ${showPercent(ns / chosen.totalNs)}`);
  const all = reasons.join(language === 'zh' ? '；' : '; ');
  return [runSentence.unattributed(language, chosen.on, showPercent(chosen.unattributedShare), all)];
}
