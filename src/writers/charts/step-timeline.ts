import { showDuration, showPercent, showTick } from '../../base/show-numbers.js';
import type { Anatomy, GpuTime, RankReport, StepReport } from '../../runs/report/rank-report.js';
import type { Language } from '../../views/diagram.js';
import { chooseRank, describeRank } from '../../views/run/choose-rank.js';
import { cleanName } from '../../views/run/short-kernel.js';
import { type WordKey, word } from '../../views/run/words.js';
import { element, type Markup } from '../markup.js';
import { type DrawChart, MARGIN, WIDTH } from './chart.js';
import { drawArea, drawFrame, drawLegend, drawText, TOP } from './frame.js';
import type { Hue } from './palette.js';
import { chooseTicks, linearScale } from './scale.js';

/** From the ground of a bar up, in the order of precedence. */
const CLASSES: readonly (readonly [keyof Anatomy, Hue, WordKey])[] = [
  ['kernelNs', 'blue', 'kernelClass'],
  ['memcpyNs', 'vermilion', 'memcpyClass'],
  ['memsetNs', 'yellow', 'memsetClass'],
  ['communicationNs', 'purple', 'communicationClass'],
  ['runtimeNs', 'sky', 'runtimeClass'],
  ['dataloaderNs', 'orange', 'dataloaderClass'],
  ['cpuOpNs', 'green', 'cpuOpClass'],
  ['otherNs', 'grey', 'otherClass'],
];

const GPU_CLASSES: readonly (readonly [(gpu: GpuTime) => number, Hue, WordKey])[] = [
  [(gpu) => gpu.computeNs, 'blue', 'gpuCompute'],
  [(gpu) => gpu.exposedCommunicationNs, 'purple', 'gpuExposedCommunication'],
  [(gpu) => gpu.exposedMemcpyNs, 'vermilion', 'gpuExposedCopies'],
  [(gpu) => gpu.idleNs, 'grey', 'gpuIdle'],
];

const LEFT = 64;
const PLOT_WIDTH = WIDTH - LEFT - MARGIN;
const PLOT_HEIGHT = 210;
const STRIP_HEIGHT = 34;
/** More bars than these are too thin to be seen; each then stands for several steps. */
const MOST_BARS = 60;
const MOST_NUMBERS = 12;

interface Bar {
  readonly label: string;
  readonly times: Anatomy;
  readonly gpu: readonly number[] | undefined;
  readonly longestNs: number;
  readonly tooltip: string;
}

/** One bar a step, stacked by what each instant was; below, what the GPU did of it. */
export const drawStepTimeline: DrawChart = (report, options) => {
  const { language } = options;
  const rank = chooseRank(report);
  if (!rank) return undefined;
  const { bars, size } = barsOf(rank, language);
  const name = 'step-timeline';
  const high = Math.max(...bars.map(({ longestNs }) => longestNs));
  const y = linearScale([0, high * 1.06], [TOP + PLOT_HEIGHT, TOP]);
  const hasGpu = bars.some(({ gpu }) => gpu !== undefined);
  const stripTop = TOP + PLOT_HEIGHT + 28;
  const legendTop = hasGpu ? stripTop + STRIP_HEIGHT + 30 : stripTop + 8;
  const legend = drawLegend(name, legendOf(rank.stepAnatomy, language), legendTop);
  const gpuLegend = hasGpu ? drawGpuLegend(name, rank, legendTop + legend.height + 10, language) : undefined;
  return drawFrame(
    {
      name,
      title: word('stepTimeline', language),
      subtitle: subtitleOf(rank, report.ranks.length, size, language),
      description: describe(rank, language),
      height: legendTop + legend.height + (gpuLegend ? gpuLegend.height + 12 : 0) + 8,
    },
    options,
    drawAxis(high, y),
    bars.map((bar, at) => drawBar(name, bar, at, bars.length, y)),
    hasGpu ? drawStrip(name, bars, stripTop) : undefined,
    legend.markup,
    gpuLegend?.markup,
  );
};

function barsOf({ steps, stepAnatomy }: RankReport, language: Language): { bars: readonly Bar[]; size: number } {
  if (steps.length === 0) {
    const tooltip = `${word('wholeTrace', language)}: ${anatomyWords(stepAnatomy, language)}`;
    const whole: Bar = {
      label: word('wholeTrace', language),
      times: stepAnatomy,
      gpu: undefined,
      longestNs: stepAnatomy.totalNs,
      tooltip,
    };
    return { bars: [whole], size: 1 };
  }
  const size = Math.ceil(steps.length / MOST_BARS);
  const bars: Bar[] = [];
  for (let at = 0; at < steps.length; at += size) bars.push(barOf(steps.slice(at, at + size), at, language));
  return { bars, size };
}

/** Mean of neighbouring steps. */
function barOf(steps: readonly StepReport[], at: number, language: Language): Bar {
  const mean = (value: (step: StepReport) => number): number =>
    steps.reduce((sum, step) => sum + value(step), 0) / steps.length;
  const times = Object.fromEntries(
    [...CLASSES.map(([key]) => key), 'totalNs' as const].map((key) => [key, mean(({ anatomy }) => anatomy[key])]),
  ) as unknown as Anatomy;
  const known = steps.flatMap(({ gpu }) => gpu ?? []);
  const gpu =
    known.length === 0 ? undefined : GPU_CLASSES.map(([value]) => known.reduce((sum, one) => sum + value(one), 0));
  const names = [steps[0], ...(steps.length > 1 ? [steps.at(-1)] : [])].map((step) => cleanName(step?.name ?? ''));
  const label = /#(\d+)$/.exec(names[0] ?? '')?.[1] ?? String(at + 1);
  const idle = gpu && gpuWords(gpu, language);
  return {
    label,
    times,
    gpu,
    longestNs: Math.max(...steps.map(({ anatomy }) => anatomy.totalNs)),
    tooltip: [`${names.join(' – ')}: ${anatomyWords(times, language)}`, ...(idle ? [`GPU: ${idle}`] : [])].join('\n'),
  };
}

function anatomyWords(times: Anatomy, language: Language): string {
  const parts = CLASSES.filter(([key]) => times[key] > 0).map(
    ([key, , text]) =>
      `${word(text, language)} ${showDuration(times[key])} (${showPercent(times[key] / times.totalNs)})`,
  );
  return [showDuration(times.totalNs), ...parts].join('; ');
}

function gpuWords(gpu: readonly number[], language: Language): string {
  const total = gpu.reduce((sum, ns) => sum + ns, 0);
  return GPU_CLASSES.flatMap(([, , text], at) => {
    const ns = gpu[at] ?? 0;
    return ns > 0 ? [`${word(text, language)} ${showPercent(ns / total)}`] : [];
  }).join('; ');
}

function subtitleOf(rank: RankReport, ranks: number, size: number, language: Language): string {
  const { steps, stepAnatomy } = rank;
  const count = language === 'zh' ? `${steps.length} 步` : `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  const each =
    language === 'zh'
      ? `每根柱为 ${size} 步的平均，短线为其中最长`
      : `a bar is the mean of ${size} steps, its tick the longest`;
  const mean = `${word(steps.length === 0 ? 'wholeTrace' : 'meanStep', language)} ${showDuration(stepAnatomy.totalNs)}`;
  return [mean, steps.length === 0 ? '' : count, size > 1 ? each : '', describeRank(rank, ranks, language)]
    .filter((part) => part !== '')
    .join(' · ');
}

function describe({ stepAnatomy, steps }: RankReport, language: Language): string {
  const what = word(steps.length === 0 ? 'wholeTrace' : 'meanStep', language);
  return `${what}: ${anatomyWords(stepAnatomy, language)}`;
}

function legendOf(times: Anatomy, language: Language): readonly { readonly hue: Hue; readonly text: string }[] {
  return CLASSES.filter(([key]) => times[key] > 0).map(([key, hue, text]) => ({
    hue,
    text: `${word(text, language)} ${showDuration(times[key])} · ${showPercent(times[key] / times.totalNs)}`,
  }));
}

function drawGpuLegend(
  name: string,
  { steps }: RankReport,
  top: number,
  language: Language,
): { readonly markup: readonly Markup[]; readonly height: number } {
  const sums = GPU_CLASSES.map(([value]) => steps.reduce((sum, { gpu }) => sum + (gpu ? value(gpu) : 0), 0));
  const total = sums.reduce((sum, ns) => sum + ns, 0);
  const items = GPU_CLASSES.flatMap(([, hue, text], at) => {
    const ns = sums[at] ?? 0;
    return ns > 0 ? [{ hue, text: `GPU ${word(text, language)} ${showPercent(ns / total)}` }] : [];
  });
  return drawLegend(name, items, top);
}

function drawAxis(high: number, y: (value: number) => number): readonly Markup[] {
  return chooseTicks(0, high, 5).flatMap((value) => [
    element('line', { class: 'td-grid', x1: LEFT, x2: WIDTH - MARGIN, y1: y(value), y2: y(value) }),
    drawText(showTick(value), LEFT - 6, y(value) + 4, { isQuiet: true, anchor: 'end', size: 11 }),
  ]);
}

/** Left edge, width and middle of a bar. */
function placeOf(at: number, count: number): { readonly x: number; readonly width: number; readonly middle: number } {
  const room = PLOT_WIDTH / count;
  const width = Math.min(56, room * (count > MOST_NUMBERS ? 0.86 : 0.7));
  const middle = LEFT + (at + 0.5) * room;
  return { x: middle - width / 2, width, middle };
}

function drawBar(name: string, bar: Bar, at: number, count: number, y: (value: number) => number): Markup {
  const { x, width, middle } = placeOf(at, count);
  let below = 0;
  const parts = CLASSES.flatMap(([key, hue]) => {
    const ns = bar.times[key];
    const top = y(below + ns);
    const height = y(below) - top;
    below += ns;
    return height < 0.1 ? [] : [drawArea(name, hue, x, top, width, height)];
  });
  const isNumbered = count <= MOST_NUMBERS;
  const isLabelled = at % Math.ceil(count / MOST_NUMBERS) === 0;
  const tick = bar.longestNs > bar.times.totalNs * 1.005;
  return element(
    'g',
    {},
    element('title', {}, bar.tooltip),
    parts,
    tick
      ? element('path', { class: 'td-axis', d: `M${x.toFixed(2)} ${y(bar.longestNs).toFixed(2)}h${width.toFixed(2)}` })
      : undefined,
    isNumbered
      ? drawText(showDuration(bar.times.totalNs), middle, y(bar.times.totalNs) - 5, { anchor: 'middle', size: 11 })
      : undefined,
    isLabelled
      ? drawText(bar.label, middle, TOP + PLOT_HEIGHT + 16, { anchor: 'middle', size: 11, isQuiet: true })
      : undefined,
  );
}

/** What the GPU did, of all of each step. */
function drawStrip(name: string, bars: readonly Bar[], top: number): readonly Markup[] {
  const strips = bars.map(({ gpu, tooltip }, at) => {
    const total = gpu?.reduce((sum, ns) => sum + ns, 0) ?? 0;
    if (!gpu || total <= 0) return undefined;
    const { x, width, middle } = placeOf(at, bars.length);
    let above = top;
    const parts = GPU_CLASSES.flatMap(([, hue], index) => {
      const height = ((gpu[index] ?? 0) / total) * STRIP_HEIGHT;
      above += height;
      return height < 0.1 ? [] : [drawArea(name, hue, x, above - height, width, height)];
    });
    const number =
      bars.length <= MOST_NUMBERS
        ? drawText(showPercent((gpu[0] ?? 0) / total), middle, top + STRIP_HEIGHT + 14, {
            anchor: 'middle',
            size: 11,
            isQuiet: true,
          })
        : undefined;
    return element('g', {}, element('title', {}, tooltip), parts, number);
  });
  return [
    drawText('GPU', LEFT - 6, top + STRIP_HEIGHT / 2 + 4, { isQuiet: true, anchor: 'end', size: 11 }),
    ...strips.flatMap((strip) => strip ?? []),
  ];
}
