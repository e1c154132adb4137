import { groupDigits, showDuration, showPercent } from '../../base/show-numbers.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { type ChosenModules, chooseModules, type ModuleShare } from '../../views/run/choose-modules.js';
import { cleanName } from '../../views/run/short-kernel.js';
import { MODULES_FROM_WORDS, REASON_WORDS, word } from '../../views/run/words.js';
import { type BarRow, drawBarRows } from './bar-rows.js';
import type { DrawChart } from './chart.js';
import { drawFrame, drawLegend, TOP } from './frame.js';

const MOST_MODULES = 12;

/** Modules of which none holds another, forward and backward; below them what belongs to no module, and why. */
export const drawModuleBars: DrawChart = (report, options) => {
  const { language } = options;
  const chosen = chooseModules(report, MOST_MODULES);
  if (!chosen || chosen.modules.length === 0) return undefined;
  const name = 'module-bars';
  const rows = [...chosen.modules.map((module) => moduleRow(module, language)), ...restRows(chosen, language)];
  const most = Math.max(...rows.map(({ segments }) => segments.reduce((sum, { value }) => sum + value, 0)));
  const bars = drawBarRows(name, rows, TOP, most);
  const legend = drawLegend(name, legendOf(language), TOP + bars.height + 4);
  const subtitle = subtitleOf(report, chosen, language);
  return drawFrame(
    {
      name,
      title: word(chosen.on === 'host' ? 'moduleBarsOnHost' : 'moduleBars', language),
      subtitle,
      description: `${subtitle}. ${rows
        .slice(0, 4)
        .map(({ label, value }) => `${label.slice(0, 120)}: ${value}`)
        .join('; ')}`,
      height: TOP + bars.height + legend.height + 10,
    },
    options,
    bars.markup,
    legend.markup,
  );
};

function legendOf(language: Language): readonly { readonly hue: 'blue' | 'orange' | 'grey'; readonly text: string }[] {
  return [
    { hue: 'blue', text: word('forward', language) },
    { hue: 'orange', text: word('backward', language) },
    { hue: 'grey', text: word('unattributed', language) },
  ];
}

function moduleRow({ row, forwardNs, backwardNs, share }: ModuleShare, language: Language): BarRow {
  const path = cleanName(row.path) || '·';
  const type = row.type === undefined || row.path.includes(row.type) ? '' : ` · ${cleanName(row.type)}`;
  const value = `${showDuration(forwardNs + backwardNs)} · ${showPercent(share)}`;
  const parts = `${word('forward', language)} ${showDuration(forwardNs)}, ${word('backward', language)} ${showDuration(backwardNs)}`;
  return {
    label: `${path}${type}`,
    value,
    tooltip: `${path.slice(0, 6000)}${type}\n${value}\n${parts}\n${groupDigits(row.calls)} ${word('calls', language)}`,
    segments: [
      { hue: 'blue', value: forwardNs },
      { hue: 'orange', value: backwardNs },
    ],
  };
}

function restRows(chosen: ChosenModules, language: Language): readonly BarRow[] {
  const other = { label: word('otherModules', language), ns: chosen.otherNs };
  const reasons = chosen.unattributed.map(({ reason, ns }) => ({
    label: `${word('unattributed', language)}: ${REASON_WORDS[reason][language]}`,
    ns,
  }));
  return [other, ...reasons]
    .filter(({ ns }) => ns > 0)
    .map(({ label, ns }) => {
      const value = `${showDuration(ns)} · ${showPercent(ns / chosen.totalNs)}`;
      return { label, value, tooltip: `${label}\n${value}`, segments: [{ hue: 'grey', value: ns }], isQuiet: true };
    });
}

function subtitleOf({ ranks }: RunReport, chosen: ChosenModules, language: Language): string {
  const rank = ranks.find(({ modules }) => modules.rows.length > 0);
  const from = MODULES_FROM_WORDS[rank?.modules.from ?? 'none'][language];
  const which = ranks.length > 1 && rank?.rank !== undefined ? `${word('rank', language)} ${rank.rank} · ` : '';
  const all = showDuration(chosen.totalNs);
  const share = showPercent(1 - chosen.unattributedShare);
  const of = language === 'zh' ? `${all} 中 ${share} 归属到模块` : `${share} of ${all} is in modules`;
  return `${which}${of} · ${from}`;
}
