import picocolors from 'picocolors';
import { cellWidth } from '../../base/cells.js';
import { showDuration, showPercent } from '../../base/show-numbers.js';
import { formatBytes } from '../../base/units.js';
import { wrapText } from '../../base/wrap.js';
import { visibleText } from '../../findings/render/escape.js';
import type { Anatomy, IdleByCause, RankReport } from '../../runs/report/rank-report.js';
import type { Advice, RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { wordAdvice } from '../../views/run/advice-words.js';
import { chooseModules } from '../../views/run/choose-modules.js';
import { labelKernels } from '../../views/run/short-kernel.js';
import { showEvidence } from '../../views/run/show-evidence.js';
import { CONFIDENCE_WORDS, evidenceWord, VERDICT_WORDS, type WordKey, word } from '../../views/run/words.js';
import type { CommandContext } from '../command.js';
import { readableWidth } from '../help/columns.js';
import { cutToCells } from './cut-to-cells.js';
import { RUN_SENTENCES, type RunSentences } from './sentences.js';
import { showMemory } from './show-memory.js';

export interface ShowOptions {
  readonly language: Language;
  /** Rows of each list. */
  readonly top: number;
}

export const ANATOMY: readonly (readonly [keyof Anatomy, WordKey])[] = [
  ['kernelNs', 'kernelClass'],
  ['memcpyNs', 'memcpyClass'],
  ['memsetNs', 'memsetClass'],
  ['communicationNs', 'communicationClass'],
  ['runtimeNs', 'runtimeClass'],
  ['dataloaderNs', 'dataloaderClass'],
  ['cpuOpNs', 'cpuOpClass'],
  ['otherNs', 'otherClass'],
];

const IDLE: readonly (readonly [keyof IdleByCause, WordKey])[] = [
  ['dataloaderNs', 'idleDataloader'],
  ['hostLaunchNs', 'idleHostLaunch'],
  ['syncNs', 'idleSync'],
  ['kernelGapNs', 'idleKernelGap'],
  ['otherNs', 'idleOther'],
];

/** Not more on a terminal; `--json` has all. */
const MOST_NOTES = 12;
const MOST_RANKS = 16;
const MOST_LOGS = 12;

/** The report for a person: the verdict first, then where the time goes, then what to change. */
export function showRun(report: RunReport, { language, top }: ShowOptions, { host, print }: CommandContext): void {
  const colors = picocolors.createColors(host.terminal.hasColor);
  const width = readableWidth(host.terminal.columns);
  const says = RUN_SENTENCES[language];
  const sections = [
    showVerdict(report, language, width, colors),
    ...report.ranks.slice(0, 1).map((rank) => showRank(rank, report.ranks.length, language, width, colors)),
    showAcross(report, says, colors),
    ...report.logs.slice(0, MOST_LOGS).map((log) => showLog(log, says, width, colors)),
    report.logs.length > MOST_LOGS ? [colors.dim(says.more(report.logs.length - MOST_LOGS))] : [],
    ...report.memory.map((memory) => showMemory(memory, language, top, width, colors)),
    showAdvice(
      report.advice.map((one) => wordAdvice(one, language)),
      says,
      width,
      colors,
    ),
    ...report.ranks.slice(0, 1).map((rank) => showKernels(rank, says, top, width, colors)),
    showModules(report, says, language, top, width, colors),
    showHealth(report, says, width, colors),
  ];
  print(
    sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  );
}

type Colors = ReturnType<typeof picocolors.createColors>;

function showVerdict({ verdict }: RunReport, language: Language, width: number, { bold, dim }: Colors): string[] {
  const evidence = verdict.evidence.map(
    (one) => `${visibleText(evidenceWord(one.name, language))} ${showEvidence(one)}`,
  );
  return [
    `${bold(VERDICT_WORDS[verdict.kind][language])}${RUN_SENTENCES[language].aside(CONFIDENCE_WORDS[verdict.confidence][language])}`,
    ...joinInLines(evidence, width - 2).map((line) => dim(`  ${line}`)),
  ];
}

/** As many in a line as fit; none is parted that fits into one. */
function joinInLines(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const joined = lines.length === 0 ? item : `${lines.at(-1)} · ${item}`;
    if (cellWidth(joined) <= width) lines.splice(-1, 1, joined);
    else lines.push(...wrapText(item, width));
  }
  return lines;
}

function showRank(rank: RankReport, ranks: number, language: Language, width: number, { bold }: Colors): string[] {
  const says = RUN_SENTENCES[language];
  const { stepAnatomy, gpu } = rank;
  const rows = ANATOMY.filter(([part]) => stepAnatomy[part] > 0).map(([part, key]) => ({
    name: word(key, language),
    ns: stepAnatomy[part],
  }));
  const idle = gpu === undefined || gpu.idleNs === 0 ? [] : IDLE.filter(([cause]) => gpu.idleByCause[cause] > 0);
  return [
    ...wrapText(says.where(rank, ranks), width).map((line) => bold(line)),
    ...showBars(rows, stepAnatomy.totalNs, width),
    ...(gpu === undefined || idle.length === 0
      ? []
      : [
          '',
          bold(says.idle(showPercent(gpu.idleNs / gpu.spanNs), showDuration(gpu.idleNs), showDuration(gpu.spanNs))),
          ...showBars(
            idle.map(([cause, key]) => ({ name: word(key, language), ns: gpu.idleByCause[cause] })),
            gpu.idleNs,
            width,
          ),
        ]),
  ];
}

/** Name, time, share and a bar: the numbers say it, the bar only helps. */
function showBars(
  rows: readonly { readonly name: string; readonly ns: number }[],
  totalNs: number,
  width: number,
): string[] {
  const left = Math.max(0, ...rows.map(({ name }) => cellWidth(name)));
  const room = Math.max(0, width - left - 28);
  return rows.map(({ name, ns }) => {
    const share = totalNs > 0 ? ns / totalNs : 0;
    const bar = '█'.repeat(Math.round(share * Math.min(room, 40)));
    const text = `  ${name}${' '.repeat(left - cellWidth(name))} ${showDuration(ns).padStart(10)} ${showPercent(share).padStart(8)}`;
    return bar === '' ? text : `${text}  ${bar}`;
  });
}

function showAcross({ acrossRanks: across }: RunReport, says: RunSentences, { bold, dim }: Colors): string[] {
  if (!across) return [];
  const isStraggler = ({ rank }: RankRow): boolean => across.stragglers.includes(rank);
  const shown = [...across.rows.filter(isStraggler), ...across.rows.filter((row) => !isStraggler(row))]
    .slice(0, MOST_RANKS)
    .sort((a, b) => a.rank - b.rank);
  const inColumns = (cells: readonly string[]): string =>
    `  ${cells.map((cell, index) => padLeft(cell, Math.max(10, cellWidth(says.rankColumns[index] ?? '')))).join('  ')}`;
  return [
    bold(says.across(across.ranks, across.collectives)),
    dim(inColumns(says.rankColumns)),
    ...shown.map((row) => `${inColumns(rankCells(row))}${isStraggler(row) ? `  ← ${says.straggler}` : ''}`),
    ...(across.rows.length > shown.length ? [dim(`  ${says.more(across.rows.length - shown.length)}`)] : []),
  ];
}

type RankRow = NonNullable<RunReport['acrossRanks']>['rows'][number];

function rankCells({ rank, computeNs, exposedCommunicationNs, waitingNs, last }: RankRow): string[] {
  const waiting = waitingNs === undefined ? '?' : showDuration(waitingNs);
  return [String(rank), showDuration(computeNs), showDuration(exposedCommunicationNs), waiting, `${last}×`];
}

function padLeft(text: string, cells: number): string {
  return `${' '.repeat(Math.max(0, cells - cellWidth(text)))}${text}`;
}

function showLog(log: RunReport['logs'][number], says: RunSentences, width: number, { bold }: Colors): string[] {
  const facts = [
    log.stepSeconds &&
      says.stepTime(showDuration(log.stepSeconds.median * 1e9), showDuration(log.stepSeconds.p90 * 1e9)),
    log.dataPercent === undefined ? undefined : says.data(showPercent(log.dataPercent / 100)),
    log.throughput && `${String(Number(log.throughput.value.toPrecision(4)))} ${visibleText(log.throughput.unit)}`,
    log.mfuPercent === undefined ? undefined : `MFU ${showPercent(log.mfuPercent / 100)}`,
    log.gpuPercent === undefined ? undefined : says.resident(showPercent(log.gpuPercent / 100)),
    log.peakMemoryBytes === undefined
      ? undefined
      : says.memory(formatBytes(Math.round(log.peakMemoryBytes)), log.capacityBytes && formatBytes(log.capacityBytes)),
    log.nanValues > 0 ? says.nan(log.nanValues) : undefined,
    log.skippedSteps > 0 ? says.skipped(log.skippedSteps) : undefined,
    log.curves.length > 0
      ? says.curves(
          log.curves.slice(0, 8).map(({ name }) => visibleText(name)),
          log.curves.length,
        )
      : undefined,
  ].filter((fact): fact is string => typeof fact === 'string');
  return [
    ...wrapText(says.log(says.file(log.file), log.format, log.lines.understood, log.lines.read), width).map((line) =>
      bold(line),
    ),
    ...facts.flatMap((fact) => wrapText(fact, width - 2).map((line) => `  ${line}`)),
  ];
}

function showAdvice(
  advice: readonly Advice[],
  says: RunSentences,
  width: number,
  { bold, yellow, cyan, dim }: Colors,
): string[] {
  if (advice.length === 0) return [says.noAdvice];
  return [
    bold(says.change),
    ...advice.flatMap(({ code, severity, message, hint, check, gainAtMostPercent, line, source }) => {
      const gain = gainAtMostPercent === undefined ? '' : says.gain(showPercent(gainAtMostPercent / 100));
      const mark = severity === 'warning' ? yellow(code) : cyan(code);
      const at = line ? `${visibleText(line.file)}:${line.line}${source ? ` ${visibleText(source)}` : ''}` : '';
      return [
        `  ${mark}${gain === '' ? '' : `  ${bold(gain)}`}${at === '' ? '' : `  ${at}`}`,
        ...wrapText(visibleText(message), width - 4).map((text) => `    ${text}`),
        ...wrapText(`→ ${visibleText(hint)}`, width - 4).map((text) => `    ${text}`),
        ...wrapText(visibleText(check), width - 4).map((text) => dim(`    ${text}`)),
      ];
    }),
    dim(`  ${says.explain(`torchdock explain ${advice[0]?.code}`)}`),
  ];
}

function showKernels(
  { kernels }: RankReport,
  says: RunSentences,
  top: number,
  width: number,
  { bold }: Colors,
): string[] {
  if (kernels.length === 0) return [];
  const total = kernels.reduce((sum, { totalNs }) => sum + totalNs, 0);
  const labels = labelKernels(kernels.slice(0, top).map(({ name }) => name));
  return [
    bold(says.kernels(kernels.length)),
    ...kernels
      .slice(0, top)
      .map(
        ({ totalNs, calls }, index) =>
          `  ${showDuration(totalNs).padStart(10)} ${showPercent(totalNs / total).padStart(8)} ${`${calls}×`.padStart(8)}  ${cutToCells(visibleText(labels[index] ?? ''), Math.max(20, width - 33))}`,
      ),
  ];
}

function showModules(
  report: RunReport,
  says: RunSentences,
  language: Language,
  top: number,
  width: number,
  { bold }: Colors,
): string[] {
  const chosen = chooseModules(report, top);
  if (!chosen || chosen.modules.length === 0) return [];
  return [
    bold(says.modules),
    ...chosen.modules
      .toSorted((a, b) => b.share - a.share)
      .map(
        ({ row, forwardNs, backwardNs, share }) =>
          `  ${showDuration(forwardNs + backwardNs).padStart(10)} ${showPercent(share).padStart(8)}  ${cutToCells(visibleText(row.path), Math.max(20, width - 26))}`,
      ),
    ...(chosen.unattributedShare > 0
      ? [`  ${' '.repeat(10)} ${showPercent(chosen.unattributedShare).padStart(8)}  ${word('unattributed', language)}`]
      : []),
  ];
}

function showHealth({ health, source }: RunReport, says: RunSentences, width: number, { bold, dim }: Colors): string[] {
  if (health.length === 0) return [];
  const isNamed = ({ message, file }: RunReport['health'][number]): boolean =>
    file === undefined || source.files.length === 1 || message.includes(file);
  const more = health.length - MOST_NOTES;
  return [
    bold(says.health),
    ...health
      .slice(0, MOST_NOTES)
      .flatMap((note) =>
        wrapText(
          `${note.code} ${isNamed(note) ? '' : `${says.file(note.file ?? '')}: `}${visibleText(note.message)}`,
          width - 4,
        ).map((line, index) => dim(index === 0 ? `  ${line}` : `    ${line}`)),
      ),
    ...(more > 0 ? [dim(`  ${says.more(more)}`)] : []),
  ];
}
