import { showBytes, showTick } from '../../base/show-numbers.js';
import type { MemoryReport } from '../../runs/report/rank-report.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { cleanName } from '../../views/run/short-kernel.js';
import { word } from '../../views/run/words.js';
import { element, type Markup } from '../markup.js';
import { type DrawChart, MARGIN, WIDTH } from './chart.js';
import { areaPath, curvePath, isDrawable, thinPoints } from './curve-path.js';
import { BOLD, fitText } from './fit-text.js';
import { drawFrame, drawText, TOP } from './frame.js';
import { chooseTicks, linearScale } from './scale.js';

const LEFT = 78;
const PLOT_HEIGHT = 150;
const PANEL_HEIGHT = PLOT_HEIGHT + 58;
const MOST_DEVICES = 4;
const MOST_POINTS = 800;

/** Bytes over time, a panel for each device: GPUs first, then those with most points. */
export const drawMemoryCurve: DrawChart = (report, options) => {
  const { language } = options;
  const all = memoriesOf(report);
  const shown = all.slice(0, MOST_DEVICES);
  if (shown.length === 0) return undefined;
  const name = 'memory-curve';
  const more =
    language === 'zh'
      ? `另有 ${all.length - shown.length} 个设备未画`
      : `${all.length - shown.length} more devices not drawn`;
  const peaks = shown.map((memory) => `${cleanName(memory.device)}: ${wordsOf(memory, language)}`);
  return drawFrame(
    {
      name,
      title: word('memoryCurve', language),
      subtitle: [peaks[0] ?? '', all.length > shown.length ? more : ''].filter((part) => part !== '').join(' · '),
      description: peaks.join('. '),
      height: TOP + shown.length * PANEL_HEIGHT - 8,
    },
    options,
    shown.map((memory, at) => drawPanel(memory, TOP + at * PANEL_HEIGHT, language)),
  );
};

function memoriesOf({ ranks, memory: recorded }: RunReport): readonly MemoryReport[] {
  return [...ranks.flatMap(({ memory }) => memory), ...recorded]
    .map((memory) => ({ ...memory, points: memory.points.filter((point) => point.every(isDrawable)) }))
    .filter(({ points }) => points.length > 1)
    .toSorted((a, b) => Number(a.device === 'cpu') - Number(b.device === 'cpu') || b.points.length - a.points.length);
}

function isTotal({ peakAllocatedBytes }: MemoryReport): boolean {
  return peakAllocatedBytes !== undefined;
}

function wordsOf(memory: MemoryReport, language: Language): string {
  const { peakReservedBytes, capacityBytes } = memory;
  const high = memory.peakAllocatedBytes ?? highest(memory);
  const what = isTotal(memory) ? 'peak' : 'change';
  return [
    `${word(what, language)} ${showBytes(high)}`,
    peakReservedBytes === undefined ? '' : `${word('reserved', language)} ${showBytes(peakReservedBytes)}`,
    capacityBytes === undefined ? '' : `${word('capacity', language)} ${showBytes(capacityBytes)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function highest({ points }: MemoryReport): number {
  return points.reduce((high, [, bytes]) => Math.max(high, bytes), Number.NEGATIVE_INFINITY);
}

function drawPanel(memory: MemoryReport, top: number, language: Language): Markup {
  const points = thinPoints(memory.points, MOST_POINTS / 4);
  const low = Math.min(
    0,
    points.reduce((least, [, bytes]) => Math.min(least, bytes), 0),
  );
  const high = Math.max(highest(memory), low + 1);
  const end = Math.max(...points.map(([at]) => at), 1);
  const start = Math.min(points[0]?.[0] ?? 0, end);
  const plotTop = top + 18;
  const x = linearScale([start, end], [LEFT, WIDTH - MARGIN]);
  const y = linearScale([low, high * 1.08], [plotTop + PLOT_HEIGHT, plotTop]);
  const unit = [2 ** 40, 2 ** 30, 2 ** 20, 2 ** 10].find((size) => high - low >= size) ?? 1;
  const ticks = chooseTicks(low / unit, (high * 1.08) / unit, 4).map((tick) => tick * unit);
  const peak = points.find(([, bytes]) => bytes === highest(memory)) ?? [start, high];
  const heading = `${cleanName(memory.device)} · ${word(isTotal(memory) ? 'allocated' : 'change', language)}`;
  const isLate = x(peak[0]) > WIDTH - 170;
  return element(
    'g',
    {},
    element('title', {}, `${cleanName(memory.device)}: ${wordsOf(memory, language)}`),
    drawText(fitText(heading, WIDTH - 2 * MARGIN, 12 * BOLD), MARGIN, top + 6, { isBold: true }),
    ticks.flatMap((tick) => [
      element('line', { class: 'td-grid', x1: LEFT, x2: WIDTH - MARGIN, y1: y(tick), y2: y(tick) }),
      drawText(tick === 0 ? '0' : showBytes(tick), LEFT - 6, y(tick) + 4, { isQuiet: true, anchor: 'end', size: 11 }),
    ]),
    element('path', { class: 'td-blue', d: areaPath(points, x, y, y(Math.max(0, low))), 'fill-opacity': 0.22 }),
    element('path', { class: 'td-line-blue', d: curvePath(points, x, y), 'stroke-width': 1.5 }),
    element('circle', { class: 'td-vermilion', cx: x(peak[0]), cy: y(peak[1]), r: 3.5 }),
    drawText(`${word('peak', language)} ${showBytes(peak[1])}`, x(peak[0]) + (isLate ? -7 : 7), y(peak[1]) - 4, {
      size: 11,
      anchor: isLate ? 'end' : 'start',
    }),
    chooseTicks(start, end, 6).map((tick) =>
      drawText(showTick(tick), x(tick), plotTop + PLOT_HEIGHT + 16, { isQuiet: true, anchor: 'middle', size: 11 }),
    ),
  );
}
