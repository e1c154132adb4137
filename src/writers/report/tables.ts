import { groupDigits, showDuration, showPercent, showValue } from '../../base/show-numbers.js';
import type { LogReport } from '../../runs/report/log-report.js';
import type {
  KernelRow,
  ModuleRow,
  OperatorRow,
  RankReport,
  StepReport,
  SyncRow,
} from '../../runs/report/rank-report.js';
import type { RankRow, RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { chooseRank, describeRank } from '../../views/run/choose-rank.js';
import { cleanName, cutMiddle, labelKernels } from '../../views/run/short-kernel.js';
import type { Markup } from '../markup.js';
import { type Column, MOST_ROWS, nameCell, numberCell, writeTable } from './table.js';
import { writeLine } from './write-line.js';

const LONGEST_TITLE = 6000;

/** What traces and logs say in rows. Of several ranks the tables show the one whose step is longest. */
export function writeTables(report: RunReport, language: Language): readonly Markup[] {
  const rank = chooseRank(report) ?? report.ranks[0];
  const which = rank && report.ranks.length > 1 ? describeRank(rank, report.ranks.length, language) : undefined;
  const tables = [
    rank && writeTable('steps', rank.steps, STEP_COLUMNS, language, which),
    rank && writeTable('kernels', rank.kernels, kernelColumns(rank), language, which),
    rank && writeTable('modules', rank.modules.rows, MODULE_COLUMNS, language, which),
    rank && writeTable('operators', rank.operators, OPERATOR_COLUMNS, language, which),
    rank && writeTable('syncs', rank.syncs, SYNC_COLUMNS, language, which),
    writeTable('ranks', report.acrossRanks?.rows ?? [], RANK_COLUMNS, language),
    writeTable('logs', report.logs, LOG_COLUMNS, language),
  ];
  return tables.flatMap((table) => table ?? []);
}

const STEP_COLUMNS: readonly Column<StepReport>[] = [
  {
    word: 'step',
    cell: ({ name }) => nameCell(cutMiddle(cleanName(name), 60), cleanName(name.slice(0, LONGEST_TITLE))),
  },
  { word: 'duration', cell: ({ anatomy }) => numberCell(anatomy.totalNs, showDuration) },
  { word: 'data', cell: ({ anatomy }) => numberCell(anatomy.dataloaderNs, showDuration) },
  { word: 'compute', cell: ({ gpu }) => numberCell(gpu?.computeNs, showDuration) },
  { word: 'exposed', cell: ({ gpu }) => numberCell(gpu?.exposedCommunicationNs, showDuration) },
  { word: 'idle', cell: ({ gpu }) => numberCell(gpu?.idleNs, showDuration) },
];

function percent(value: number): string {
  return showPercent(value / 100);
}

function kernelColumns({ kernels }: RankReport): readonly Column<KernelRow>[] {
  const totalNs = kernels.reduce((sum, kernel) => sum + kernel.totalNs, 0);
  const shown = kernels.slice(0, MOST_ROWS);
  const names = labelKernels(shown.map(({ name }) => name));
  const labels = new Map(shown.map((kernel, at) => [kernel, names[at] ?? '']));
  return [
    {
      word: 'name',
      cell: (row) => nameCell(cutMiddle(labels.get(row) ?? '', 90), cleanName(row.name.slice(0, LONGEST_TITLE))),
    },
    { word: 'class', cell: (row) => ({ text: row.class }) },
    { word: 'calls', cell: ({ calls }) => numberCell(calls, groupDigits) },
    { word: 'total', cell: (row) => numberCell(row.totalNs, showDuration) },
    { word: 'share', cell: (row) => numberCell(totalNs > 0 ? row.totalNs / totalNs : undefined, showPercent) },
    { word: 'mean', cell: (row) => numberCell(row.calls > 0 ? row.totalNs / row.calls : undefined, showDuration) },
    { word: 'longest', cell: ({ longestNs }) => numberCell(longestNs, showDuration) },
    { word: 'occupancy', cell: ({ occupancyPercent }) => numberCell(occupancyPercent, percent) },
    {
      word: 'tensorCores',
      cell: ({ usesTensorCores }) => ({ text: usesTensorCores === undefined ? '–' : usesTensorCores ? '✓' : '✗' }),
    },
  ];
}

const MODULE_COLUMNS: readonly Column<ModuleRow>[] = [
  {
    word: 'name',
    cell: ({ path }) => nameCell(cutMiddle(cleanName(path), 90), cleanName(path.slice(0, LONGEST_TITLE))),
  },
  {
    word: 'type',
    cell: ({ type }) =>
      type === undefined ? { text: '–' } : nameCell(cutMiddle(cleanName(type), 40), cleanName(type)),
  },
  { word: 'calls', cell: ({ calls }) => numberCell(calls, groupDigits) },
  { word: 'total', cell: ({ forwardNs, backwardNs }) => numberCell(forwardNs + backwardNs, showDuration) },
  { word: 'forward', cell: ({ forwardNs }) => numberCell(forwardNs, showDuration) },
  { word: 'backward', cell: ({ backwardNs }) => numberCell(backwardNs, showDuration) },
  { word: 'self', cell: ({ selfNs }) => numberCell(selfNs, showDuration) },
  { word: 'host', cell: ({ hostNs }) => numberCell(hostNs, showDuration) },
];

const OPERATOR_COLUMNS: readonly Column<OperatorRow>[] = [
  {
    word: 'name',
    cell: ({ name }) => nameCell(cutMiddle(cleanName(name), 90), cleanName(name.slice(0, LONGEST_TITLE))),
  },
  { word: 'calls', cell: ({ calls }) => numberCell(calls, groupDigits) },
  { word: 'device', cell: ({ deviceNs }) => numberCell(deviceNs, showDuration) },
  { word: 'host', cell: ({ hostSelfNs }) => numberCell(hostSelfNs, showDuration) },
  { word: 'forward', cell: ({ forwardNs }) => numberCell(forwardNs, showDuration) },
  { word: 'backward', cell: ({ backwardNs }) => numberCell(backwardNs, showDuration) },
  { word: 'optimizer', cell: ({ optimizerNs }) => numberCell(optimizerNs, showDuration) },
];

const SYNC_COLUMNS: readonly Column<SyncRow>[] = [
  {
    word: 'name',
    cell: ({ call }) => nameCell(cutMiddle(cleanName(call), 60), cleanName(call.slice(0, LONGEST_TITLE))),
  },
  {
    word: 'operator',
    cell: ({ operator = '–' }) =>
      nameCell(cutMiddle(cleanName(operator), 60), cleanName(operator.slice(0, LONGEST_TITLE))),
  },
  { word: 'line', cell: ({ line }) => ({ text: line ? writeLine(line) : '–' }) },
  { word: 'calls', cell: ({ calls }) => numberCell(calls, groupDigits) },
  { word: 'total', cell: ({ totalNs }) => numberCell(totalNs, showDuration) },
];

const RANK_COLUMNS: readonly Column<RankRow>[] = [
  { word: 'rank', cell: ({ rank }) => numberCell(rank, String) },
  { word: 'compute', cell: ({ computeNs }) => numberCell(computeNs, showDuration) },
  { word: 'communication', cell: ({ communicationNs }) => numberCell(communicationNs, showDuration) },
  { word: 'exposed', cell: ({ exposedCommunicationNs }) => numberCell(exposedCommunicationNs, showDuration) },
  { word: 'waiting', cell: ({ waitingNs }) => numberCell(waitingNs, showDuration) },
  { word: 'last', cell: ({ last }) => numberCell(last, groupDigits) },
  { word: 'heldUp', cell: ({ heldUpNs }) => numberCell(heldUpNs, showDuration) },
];

const LOG_COLUMNS: readonly Column<LogReport>[] = [
  {
    word: 'file',
    cell: ({ file }) => nameCell(cutMiddle(cleanName(file), 60), cleanName(file.slice(0, LONGEST_TITLE))),
  },
  { word: 'format', cell: ({ format }) => ({ text: cutMiddle(cleanName(format), 40) }) },
  { word: 'step', cell: ({ stepSeconds }) => numberCell(stepSeconds?.mean, (seconds) => showDuration(seconds * 1e9)) },
  { word: 'data', cell: ({ dataPercent }) => numberCell(dataPercent, percent) },
  {
    word: 'throughput',
    cell: ({ throughput }) =>
      numberCell(throughput?.value, (value) => `${showValue(value)} ${cleanName(throughput?.unit ?? '').slice(0, 20)}`),
  },
  { word: 'skipped', cell: ({ skippedSteps }) => numberCell(skippedSteps, groupDigits) },
  { word: 'nan', cell: ({ nanValues }) => numberCell(nanValues, groupDigits) },
  {
    word: 'understood',
    cell: ({ lines }) => numberCell(lines.understood, (count) => `${groupDigits(count)} / ${groupDigits(lines.read)}`),
  },
];
