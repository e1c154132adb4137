import { groupDigits, showBytes, showDuration, showPercent, showValue } from '../../base/show-numbers.js';
import type { RankReport } from '../../runs/report/rank-report.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { chooseRank } from '../../views/run/choose-rank.js';
import { cleanName, cutMiddle } from '../../views/run/short-kernel.js';
import { element, type Markup } from '../markup.js';
import { type ReportWord, say } from './words.js';

type NumberRow = readonly [word: ReportWord, value: string | undefined];

/** The numbers that are asked for first. What is not known is left out. */
export function writeNumbers(report: RunReport, language: Language): Markup | undefined {
  const rank = chooseRank(report) ?? report.ranks[0];
  const rows = [...(rank ? numbersOfRank(rank) : []), ...numbersOfLogs(report, rank === undefined)];
  const known = rows.flatMap(([word, value]) => (value === undefined ? [] : [[word, value] as const]));
  if (known.length === 0) return undefined;
  const tiles = known.map(([word, value]) =>
    element('div', {}, element('dt', {}, say(word, language)), element('dd', {}, value)),
  );
  return element('dl', { class: 'numbers' }, tiles);
}

function numbersOfRank(rank: RankReport): readonly NumberRow[] {
  const { steps, stepAnatomy, gpu, utilization, launches, memory, device } = rank;
  const total = stepAnatomy.totalNs;
  const peaks = memory.flatMap(({ device: name, peakAllocatedBytes }) =>
    name === 'cpu' ? [] : (peakAllocatedBytes ?? []),
  );
  const short = launches && launches.count > 0 ? launches.shortKernels / launches.count : undefined;
  return [
    ['device', device && cutMiddle(cleanName(device.name), 40)],
    ['meanStep', total > 0 && steps.length > 0 ? showDuration(total) : undefined],
    ['stepsRead', steps.length > 0 ? groupDigits(steps.length) : undefined],
    ['data', total > 0 ? showPercent(stepAnatomy.dataloaderNs / total) : undefined],
    ['busy', utilization && showPercent(utilization.busyPercent / 100)],
    ['idle', gpu && gpu.spanNs > 0 ? showPercent(gpu.idleNs / gpu.spanNs) : undefined],
    ['multiprocessors', percent(utilization?.multiprocessorPercent)],
    ['occupancy', percent(utilization?.occupancyPercent)],
    ['tensorCores', percent(utilization?.tensorCorePercent)],
    ['overlap', percent(gpu?.overlapPercent)],
    ['peakMemory', peaks.length > 0 ? showBytes(peaks.reduce((high, bytes) => Math.max(high, bytes), 0)) : undefined],
    ['launches', launches && groupDigits(launches.count)],
    ['shortKernels', short === undefined ? undefined : showPercent(short)],
    ['events', groupDigits(rank.events)],
  ];
}

function percent(value: number | undefined): string | undefined {
  return value === undefined ? undefined : showPercent(value / 100);
}

/** The first log that knows, where there is no trace. */
function numbersOfLogs({ logs }: RunReport, isAlone: boolean): readonly NumberRow[] {
  const step = logs.find(({ stepSeconds }) => stepSeconds !== undefined)?.stepSeconds;
  const data = logs.find(({ dataPercent }) => dataPercent !== undefined)?.dataPercent;
  const speed = logs.find(({ throughput }) => throughput !== undefined)?.throughput;
  return [
    ['meanStep', isAlone && step ? showDuration(step.mean * 1e9) : undefined],
    ['data', isAlone ? percent(data) : undefined],
    ['throughput', speed && `${showValue(speed.value)} ${cleanName(speed.unit).slice(0, 20)}`],
  ];
}
