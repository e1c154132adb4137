import { element, type Markup } from '../markup.js';
import { MARGIN, WIDTH } from './chart.js';
import { fitText, textWidth } from './fit-text.js';
import { drawArea, drawText } from './frame.js';
import type { Hue } from './palette.js';

export interface BarRow {
  readonly label: string;
  /** The numbers, at the right. */
  readonly value: string;
  /** All that is known, with the whole name. */
  readonly tooltip: string;
  readonly segments: readonly { readonly hue: Hue; readonly value: number }[];
  readonly isQuiet?: boolean;
}

const ROW_HEIGHT = 36;
const BAR_HEIGHT = 10;

/** A line of words above each bar: long names have the whole width, and numbers stand in one column. */
export function drawBarRows(
  name: string,
  rows: readonly BarRow[],
  top: number,
  most: number,
): { readonly markup: readonly Markup[]; readonly height: number } {
  const width = WIDTH - 2 * MARGIN;
  const markup = rows.map(({ label, value, tooltip, segments, isQuiet = false }, at) => {
    const y = top + at * ROW_HEIGHT;
    const room = width - textWidth(value, 12) - 20;
    let x = MARGIN;
    const bars = segments.flatMap((segment) => {
      const long = most > 0 ? (Math.max(0, segment.value) / most) * width : 0;
      const bar = drawArea(name, segment.hue, x, y + 17, Math.min(long, MARGIN + width - x), BAR_HEIGHT);
      x += long;
      return long > 0 ? [bar] : [];
    });
    return element(
      'g',
      {},
      element('title', {}, tooltip),
      drawText(fitText(label, room, 12), MARGIN, y + 11, { isQuiet }),
      drawText(value, WIDTH - MARGIN, y + 11, { anchor: 'end' }),
      element('rect', { class: 'td-track', x: MARGIN, y: y + 17, width, height: BAR_HEIGHT, 'fill-opacity': 0.55 }),
      bars,
    );
  });
  return { markup, height: rows.length * ROW_HEIGHT };
}
