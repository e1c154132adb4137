import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';

/** `auto` follows the page by a media query, as GitHub's do; the others are fixed, for pixels and paper. */
export type ChartColors = 'auto' | 'light' | 'dark';

export interface ChartOptions {
  readonly language: Language;
  readonly colors?: ChartColors;
}

/** A picture: static SVG without scripts, fonts or links, which says itself what it shows. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  /** What is to be seen, in a sentence with numbers. */
  readonly description: string;
  readonly svg: string;
}

/** Undefined when the report knows nothing of what the chart shows. */
export type DrawChart = (report: RunReport, options: ChartOptions) => Chart | undefined;

/** Pixels. The width of text on GitHub. */
export const WIDTH = 720;
export const MARGIN = 16;
