import type { RunReport } from '../../runs/report/run-report.js';
import type { Chart, ChartOptions, DrawChart } from './chart.js';
import { drawIdleCauses } from './idle-causes.js';
import { drawKernelBars } from './kernel-bars.js';
import { drawMemoryCurve } from './memory-curve.js';
import { drawMetricCurves } from './metric-curves.js';
import { drawModuleBars } from './module-bars.js';
import { drawRankBars } from './rank-bars.js';
import { drawStepTimeline } from './step-timeline.js';

/** The one list of charts, in the order in which a page shows them. */
export const CHARTS = {
  'step-timeline': drawStepTimeline,
  'idle-causes': drawIdleCauses,
  'kernel-bars': drawKernelBars,
  'module-bars': drawModuleBars,
  'memory-curve': drawMemoryCurve,
  'metric-curves': drawMetricCurves,
  'rank-bars': drawRankBars,
} as const satisfies Readonly<Record<string, DrawChart>>;

export type ChartName = keyof typeof CHARTS;

export const CHART_NAMES = Object.keys(CHARTS) as readonly ChartName[];

/** All charts of which the report knows something. */
export function drawCharts(report: RunReport, options: ChartOptions): readonly Chart[] {
  return Object.values(CHARTS).flatMap((draw) => draw(report, options) ?? []);
}
