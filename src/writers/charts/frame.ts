import { type Content, element, type Markup, rawMarkup } from '../markup.js';
import { type Chart, type ChartOptions, MARGIN, WIDTH } from './chart.js';
import { BOLD, fitText } from './fit-text.js';
import { chartStyle, HATCHES, HUES, type Hue } from './palette.js';

const FONT =
  'system-ui, -apple-system, Segoe UI, Noto Sans, Helvetica, Arial, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif';

export interface Frame {
  readonly name: string;
  readonly title: string;
  /** What it was measured of: which rank, how many steps. */
  readonly subtitle: string;
  readonly description: string;
  readonly height: number;
}

/** Where what is drawn begins, below the titles. */
export const TOP = 64;

/** A whole picture: ground, titles, and what is drawn. Ids carry the name of the chart, so that several share a page. */
export function drawFrame(frame: Frame, { colors = 'auto' }: ChartOptions, ...content: readonly Content[]): Chart {
  const { name, title, subtitle, description, height } = frame;
  const id = `td-${name}`;
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: WIDTH,
      height,
      viewBox: `0 0 ${WIDTH} ${Math.ceil(height)}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
      'font-family': FONT,
      'font-size': 12,
    },
    element('title', { id: `${id}-title` }, title),
    element('desc', { id: `${id}-desc` }, description),
    element('style', {}, rawMarkup(chartStyle(colors))),
    element(
      'defs',
      {},
      HUES.map((hue) => drawPattern(name, hue)),
    ),
    element('rect', { class: 'td-ground', width: WIDTH, height, rx: 6 }),
    drawText(fitText(title, WIDTH - 2 * MARGIN, 16 * BOLD), MARGIN, 28, { size: 16, isBold: true }),
    drawText(fitText(subtitle, WIDTH - 2 * MARGIN, 12), MARGIN, 47, { isQuiet: true }),
    content,
  );
  return { name, title, description, svg: `${svg.text}\n` };
}

function drawPattern(name: string, hue: Hue): Markup | undefined {
  const hatch = HATCHES[hue];
  if (hatch === undefined) return undefined;
  return element(
    'pattern',
    { id: `td-${name}-${hue}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
    element('rect', { class: `td-${hue}`, width: 6, height: 6 }),
    element('path', { class: 'td-hatch', d: hatch, 'stroke-width': 1, 'stroke-opacity': 0.75 }),
  );
}

interface TextStyle {
  readonly size?: number;
  readonly isBold?: boolean;
  readonly isQuiet?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function drawText(
  text: string,
  x: number,
  y: number,
  { size, isBold, isQuiet, anchor = 'start' }: TextStyle = {},
): Markup {
  const attributes = {
    class: isQuiet ? 'td-quiet' : 'td-ink',
    x,
    y,
    'font-size': size,
    'font-weight': isBold ? 600 : undefined,
    'text-anchor': anchor === 'start' ? undefined : anchor,
  };
  return element('text', attributes, text);
}

/** A filled area in the colour and pattern of its meaning. */
export function drawArea(
  name: string,
  hue: Hue,
  x: number,
  y: number,
  width: number,
  height: number,
  tooltip?: string,
): Markup {
  const fill = HATCHES[hue] === undefined ? { class: `td-${hue}` } : { fill: `url(#td-${name}-${hue})` };
  const size = { x, y, width: Math.max(0, width), height: Math.max(0, height) };
  const title = tooltip === undefined ? [] : [element('title', {}, tooltip)];
  return element('rect', { ...fill, ...size }, ...title);
}

export interface LegendItem {
  readonly hue: Hue;
  readonly text: string;
}

const LEGEND_LINE = 19;

/** Colours, patterns and their words; as many in a line as there is room for the longest. */
export function drawLegend(
  name: string,
  items: readonly LegendItem[],
  top: number,
): { readonly markup: readonly Markup[]; readonly height: number } {
  const width = WIDTH - 2 * MARGIN;
  const fits = (columns: number): boolean =>
    items.every(({ text }) => fitText(text, width / columns - 30, 12) === text);
  const columns = [4, 3, 2].find((count) => fits(count)) ?? 1;
  const markup = items.flatMap(({ hue, text }, at) => {
    const x = MARGIN + (at % columns) * (width / columns);
    const y = top + Math.floor(at / columns) * LEGEND_LINE;
    return [drawArea(name, hue, x, y, 13, 13), drawText(fitText(text, width / columns - 24, 12), x + 19, y + 11)];
  });
  return { markup, height: Math.ceil(items.length / columns) * LEGEND_LINE };
}
