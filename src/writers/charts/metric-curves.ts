import { groupDigits, showValue } from '../../base/show-numbers.js';
import type { Curve, LogReport } from '../../runs/report/log-report.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { cleanName } from '../../views/run/short-kernel.js';
import { word } from '../../views/run/words.js';
import { element, type Markup } from '../markup.js';
import { type DrawChart, MARGIN, WIDTH } from './chart.js';
import { curvePath, isDrawable, type Point, thinPoints } from './curve-path.js';
import { BOLD, fitText } from './fit-text.js';
import { drawFrame, drawText, TOP } from './frame.js';
import type { Hue } from './palette.js';
import { chooseTicks, linearScale } from './scale.js';

const COLUMNS = 2;
const GAP = 24;
const PANEL_WIDTH = (WIDTH - 2 * MARGIN - GAP) / COLUMNS;
const PLOT_HEIGHT = 96;
const PANEL_HEIGHT = PLOT_HEIGHT + 60;
const LEFT = 58;
const MOST_CURVES = 8;
/** Of a curve that is drawn: a point for each pixel is more than can be seen. */
const BUCKETS = 90;

/** What most people look at first; other curves follow in their own order. */
const INTERESTING: readonly (readonly [RegExp, Hue])[] = [
  [/loss/i, 'vermilion'],
  [/^(?:lr|learning_?rate)|\blr\b/i, 'purple'],
  [/acc|top.?[15]|f1|map|bleu|iou|psnr|perplexity|ppl/i, 'green'],
  [/(?:samples|img|images|tokens|items|it|batch)(?:es)?[ _]?(?:\/|per_?)s|tps|throughput|tok/i, 'blue'],
  [/time|step_?ms|\bdt\b|seconds/i, 'orange'],
  [/data/i, 'orange'],
  [/mem/i, 'sky'],
  [/util|gpu|mfu|flops/i, 'blue'],
  [/grad/i, 'yellow'],
];

interface Panel {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly Point[];
  readonly broken: number;
  readonly hue: Hue;
  readonly isByStep: boolean;
}

/** Curves of all logs, each in a panel of its own scale. */
export const drawMetricCurves: DrawChart = (report, options) => {
  const { language } = options;
  const all = panelsOf(report);
  const shown = all.slice(0, MOST_CURVES);
  if (shown.length === 0) return undefined;
  const name = 'metric-curves';
  const subtitle = subtitleOf(report, all.length, shown.length, language);
  const rows = Math.ceil(shown.length / COLUMNS);
  return drawFrame(
    {
      name,
      title: word('metricCurves', language),
      subtitle,
      description: shown.map((panel) => wordsOf(panel, language)).join('; '),
      height: TOP + rows * PANEL_HEIGHT - 6,
    },
    options,
    shown.map((panel, at) =>
      drawPanel(
        panel,
        MARGIN + (at % COLUMNS) * (PANEL_WIDTH + GAP),
        TOP + Math.floor(at / COLUMNS) * PANEL_HEIGHT,
        language,
      ),
    ),
  );
};

function panelsOf({ logs }: RunReport): readonly Panel[] {
  const curves = logs.flatMap((log) => log.curves.map((curve) => panelOf(curve, log, logs.length > 1)));
  const drawn = curves.filter(({ points }) => points.some(([x, y]) => isDrawable(x) && isDrawable(y)));
  return drawn.toSorted((a, b) => interestOf(a.name) - interestOf(b.name));
}

function interestOf(name: string): number {
  const at = INTERESTING.findIndex(([pattern]) => pattern.test(name));
  return at < 0 ? INTERESTING.length : at;
}

/** By step where every point has one, else by time, else by the order of the log. */
function panelOf({ name, unit = '', points }: Curve, { file }: LogReport, isOneOfMany: boolean): Panel {
  const isByStep = points.every(({ step }) => step !== undefined);
  const isByTime = !isByStep && points.every(({ seconds }) => seconds !== undefined);
  const placed = points.map(
    ({ step, seconds, value }, at): Point => [isByStep ? (step ?? 0) : isByTime ? (seconds ?? 0) : at, value],
  );
  const clean = cleanName(name).slice(0, 200);
  return {
    name: isOneOfMany ? `${clean} · ${cleanName(file.slice(-60)).split(/[\\/]/).at(-1) ?? ''}` : clean,
    unit: cleanName(unit).slice(0, 20),
    points: isByTime ? placed.map(([x, y]): Point => [x - (placed[0]?.[0] ?? 0), y]) : placed,
    broken: points.filter(({ value }) => !isDrawable(value)).length,
    hue: INTERESTING[interestOf(name)]?.[1] ?? 'blue',
    isByStep: !isByTime,
  };
}

function subtitleOf({ logs }: RunReport, all: number, shown: number, language: Language): string {
  const files = logs
    .slice(0, 2)
    .map(({ file, format }) => `${cleanName(file.slice(-120)).split(/[\\/]/).at(-1) ?? ''} (${cleanName(format)})`);
  const more = language === 'zh' ? `共 ${all} 条曲线，画出 ${shown} 条` : `${shown} of ${all} curves`;
  return [...files, ...(logs.length > 2 ? ['…'] : []), ...(all > shown ? [more] : [])].join(' · ');
}

function wordsOf({ name, unit, points, broken }: Panel, language: Language): string {
  const values = points.map(([, y]) => y).filter(isDrawable);
  const range = `${showValue(least(values))} – ${showValue(greatest(values))}`;
  const gone = language === 'zh' ? `${broken} 个 NaN 或无穷` : `${broken} NaN or infinite`;
  return [
    `${name}${unit === '' ? '' : ` (${unit})`}`,
    `${groupDigits(points.length)} ${word('points', language)}`,
    range,
    `${word('last', language)} ${showValue(points.at(-1)?.[1] ?? Number.NaN)}`,
    ...(broken > 0 ? [gone] : []),
  ].join(', ');
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

function greatest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
}

function drawPanel(panel: Panel, left: number, top: number, language: Language): Markup {
  const { name, unit, broken, hue, isByStep } = panel;
  const points = thinPoints(panel.points, BUCKETS);
  const values = points.map(([, y]) => y).filter(isDrawable);
  const [low, high] = padded(least(values), greatest(values));
  const bottom = top + 20 + PLOT_HEIGHT;
  const right = left + PANEL_WIDTH;
  const xs = points.map(([x]) => x).filter(isDrawable);
  const x = linearScale([least(xs), greatest(xs)], [left + LEFT, right]);
  const y = linearScale([low, high], [bottom, top + 20]);
  const last = `${word('last', language)} ${showValue(panel.points.at(-1)?.[1] ?? Number.NaN)}${unit === '' ? '' : ` ${unit}`}`;
  const gaps = broken > 0 ? ` · ${broken} × NaN` : '';
  return element(
    'g',
    {},
    element('title', {}, wordsOf(panel, language)),
    drawText(fitText(name, PANEL_WIDTH - 150, 12 * BOLD), left, top + 6, { isBold: true }),
    drawText(fitText(`${last}${gaps}`, 145, 11), right, top + 6, { isQuiet: true, anchor: 'end', size: 11 }),
    chooseTicks(low, high, 3).flatMap((tick) => [
      element('line', { class: 'td-grid', x1: left + LEFT, x2: right, y1: y(tick), y2: y(tick) }),
      drawText(fitText(showValue(tick), LEFT - 6, 11), left + LEFT - 6, y(tick) + 4, {
        isQuiet: true,
        anchor: 'end',
        size: 11,
      }),
    ]),
    element('path', {
      class: `td-line-${hue}`,
      d: curvePath(points, x, y),
      'stroke-width': 1.5,
      'stroke-linejoin': 'round',
    }),
    drawGaps(points, x, bottom),
    chooseTicks(least(xs), greatest(xs), 4).map((tick) =>
      drawText(isByStep ? showValue(tick) : `${showValue(tick)} s`, x(tick), bottom + 15, {
        isQuiet: true,
        anchor: 'middle',
        size: 11,
      }),
    ),
  );
}

/** Crosses at the ground where a value is no number. */
function drawGaps(points: readonly Point[], x: (value: number) => number, bottom: number): Markup | undefined {
  const crosses = points
    .filter(([at, value]) => !isDrawable(value) && isDrawable(at))
    .slice(0, 50)
    .map(([at]) => `M${(x(at) - 3).toFixed(1)} ${(bottom - 6).toFixed(1)}l6 6m0 -6l-6 6`);
  return crosses.length === 0
    ? undefined
    : element('path', { class: 'td-line-vermilion', d: crosses.join(''), 'stroke-width': 1.5 });
}

/** Room above and below; a curve that never changes stands in the middle. */
function padded(low: number, high: number): readonly [number, number] {
  if (high > low) return [low - 0.06 * (high - low), high + 0.06 * (high - low)];
  const room = Math.abs(low) * 0.1 || 1;
  return [low - room, high + room];
}
