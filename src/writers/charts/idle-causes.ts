import { showDuration, showPercent } from '../../base/show-numbers.js';
import type { IdleByCause } from '../../runs/report/rank-report.js';
import { type WordKey, word } from '../../views/run/words.js';
import { drawBarRows } from './bar-rows.js';
import type { DrawChart } from './chart.js';
import { drawFrame, TOP } from './frame.js';
import type { Hue } from './palette.js';

const CAUSES: readonly (readonly [keyof IdleByCause, Hue, WordKey])[] = [
  ['dataloaderNs', 'orange', 'idleDataloader'],
  ['hostLaunchNs', 'green', 'idleHostLaunch'],
  ['syncNs', 'sky', 'idleSync'],
  ['kernelGapNs', 'blue', 'idleKernelGap'],
  ['otherNs', 'grey', 'idleOther'],
];

/** What the GPU waited for, of all ranks together; bars are shares of its whole span. */
export const drawIdleCauses: DrawChart = (report, options) => {
  const { language } = options;
  const gpus = report.ranks.flatMap(({ gpu }) => gpu ?? []);
  const spanNs = gpus.reduce((sum, gpu) => sum + gpu.spanNs, 0);
  if (spanNs <= 0) return undefined;
  const idleNs = gpus.reduce((sum, gpu) => sum + gpu.idleNs, 0);
  const rows = CAUSES.map(([cause, hue, text]) => {
    const ns = gpus.reduce((sum, { idleByCause }) => sum + idleByCause[cause], 0);
    const value = `${showDuration(ns)} · ${showPercent(ns / spanNs)}`;
    const label = word(text, language);
    return { label, value, tooltip: `${label}: ${value}`, segments: [{ hue, value: ns }] };
  });
  const of =
    language === 'zh'
      ? `${showDuration(spanNs)} 中空闲 ${showDuration(idleNs)}（${showPercent(idleNs / spanNs)}）`
      : `idle ${showDuration(idleNs)} of ${showDuration(spanNs)} (${showPercent(idleNs / spanNs)})`;
  const ranks = language === 'zh' ? ` · ${gpus.length} 个 rank 合计` : ` · ${gpus.length} ranks together`;
  const name = 'idle-causes';
  const bars = drawBarRows(name, rows, TOP, spanNs);
  const words = rows.map(({ tooltip }) => tooltip).join('; ');
  return drawFrame(
    {
      name,
      title: word('idleCauses', language),
      subtitle: `${of}${gpus.length > 1 ? ranks : ''}`,
      description: `${of}: ${words}`,
      height: TOP + bars.height + 6,
    },
    options,
    bars.markup,
  );
};
