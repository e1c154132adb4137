import { baseNameOf } from '../../base/paths.js';
import { showPercent } from '../../base/show-numbers.js';
import { lineText, type Place, type SourceText } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import type { CodeLine, RankReport } from '../../runs/report/rank-report.js';
import type { Advice, RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { wordAdvice } from '../../views/run/advice-words.js';
import { cleanName, cutMiddle } from '../../views/run/short-kernel.js';
import { showEvidence } from '../../views/run/show-evidence.js';
import { CONFIDENCE_WORDS, evidenceWord, VERDICT_WORDS } from '../../views/run/words.js';
import type { Chart } from '../../writers/charts/chart.js';
import { drawCharts } from '../../writers/charts/draw-charts.js';
import type { RunAdvice, RunChart, RunPanel, RunVerdict } from './run-answers.js';

/** More notes and ranks than a person reads. */
const MOST_HEALTH = 200;
const MOST_RANKS = 2000;

/** The report as a page shows it, with the lines of files that the page can open. */
export function describeRun(report: RunReport, texts: readonly SourceText[], language: Language): RunPanel {
  return {
    files: report.source.files.map(clean),
    verdict: describeVerdict(report, language),
    advice: report.advice.map((advice) => describeAdvice(wordAdvice(advice, language), texts)),
    charts: drawCharts(report, { language }).map(splitChart),
    health: report.health.slice(0, MOST_HEALTH).map(({ code, message, count, file }) => ({
      code,
      message: clean(message),
      count,
      ...(file === undefined ? {} : { file: clean(file) }),
    })),
    ranks: report.ranks.slice(0, MOST_RANKS).map(describeRank),
    problems: [],
  };
}

/** Of files that say nothing: why. */
export function describeRefusal(findings: readonly Finding[], files: readonly string[], language: Language): RunPanel {
  return {
    files: files.map(clean),
    verdict: { kind: 'unclear', title: VERDICT_WORDS.unclear[language], confidence: '', evidence: [] },
    advice: [],
    charts: [],
    health: [],
    ranks: [],
    problems: findings.map(({ message, hint }) => clean([message, hint].filter(Boolean).join('. '))),
  };
}

function describeVerdict({ verdict: { kind, confidence, evidence } }: RunReport, language: Language): RunVerdict {
  return {
    kind,
    title: VERDICT_WORDS[kind][language],
    confidence: CONFIDENCE_WORDS[confidence][language],
    evidence: evidence.map((one) => ({
      name: clean([evidenceWord(one.name, language), one.of === undefined ? '' : `(${one.of})`].join(' ')),
      value: showEvidence(one),
    })),
  };
}

function describeAdvice(advice: Advice, texts: readonly SourceText[]): RunAdvice {
  const { code, severity, message, hint, check, gainAtMostPercent: gain, line, source } = advice;
  const place = line && findLine(line, texts);
  const file = place?.file ?? line?.file ?? '';
  return {
    code,
    severity,
    message: clean(message),
    hint: clean(hint),
    check: clean(check),
    ...(gain === undefined ? {} : { gain: showPercent(gain / 100) }),
    ...(line === undefined ? {} : { where: clean(`${file}:${line.line}${source === undefined ? '' : ` ${source}`}`) }),
    ...(place === undefined ? {} : { place }),
  };
}

function splitChart({ name, title, description, svg }: Chart): RunChart {
  const [whole = '', css = ''] = /<style>([^<]*)<\/style>/u.exec(svg) ?? [];
  return { name, title, description, svg: svg.replace(whole, ''), css };
}

function describeRank({ rank, file, events }: RankReport): RunPanel['ranks'][number] {
  const name = clean(baseNameOf(file));
  return { label: rank === undefined ? name : `rank ${rank} · ${name}`, file: clean(file), events };
}

/**
 * A line of a trace names a file of the machine that ran it: ours is the one that this path ends with, if only one is and it
 * has so many lines. What was installed is not ours.
 */
export function findLine({ file, line }: CodeLine, texts: readonly SourceText[]): Place | undefined {
  const path = file.replaceAll('\\', '/');
  const isInstalled = /(?:^|\/)(?:site-packages|dist-packages|lib\/python[\d.]*)\//u.test(path);
  const ending = isInstalled ? [] : texts.filter((one) => path.endsWith(`/${one.path}`));
  const found = texts.find((one) => one.path === path) ?? (ending.length === 1 ? ending[0] : undefined);
  if (!found || line < 1 || line > found.lineStarts.length) return undefined;
  return { file: found.path, line, column: 1, endLine: line, endColumn: lineText(found, line).length + 1 };
}

function clean(text: string): string {
  return cutMiddle(cleanName(text), 2000);
}
