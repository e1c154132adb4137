import { groupDigits, showDuration, showPercent } from '../../base/show-numbers.js';
import type { RankRow } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { word } from '../../views/run/words.js';
import { element, type Markup } from '../markup.js';
import { type DrawChart, MARGIN, WIDTH } from './chart.js';
import { drawArea, drawFrame, drawLegend, drawText, TOP } from './frame.js';

const LEFT = 76;
const RIGHT = 178;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const ROW_HEIGHT = 24;
const NARROW_ROW_HEIGHT = 17;
const MOST_RANKS = 64;

/** Each rank: what it computed, what of its communication nothing covered, and how long it waited for the others. */
export const drawRankBars: DrawChart = (report, options) => {
  const { language } = options;
  const { acrossRanks } = report;
  if (!acrossRanks || acrossRanks.rows.length === 0) return undefined;
  const rows = chooseRows(acrossRanks.rows);
  const stragglers = new Set(acrossRanks.stragglers);
  const name = 'rank-bars';
  const height = rows.length > 16 ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const most = Math.max(1, ...rows.map((row) => Math.max(lengthOf(row), row.waitingNs ?? 0)));
  const legend = drawLegend(
    name,
    [
      { hue: 'blue', text: word('compute', language) },
      { hue: 'purple', text: word('exposed', language) },
      { hue: 'yellow', text: word('waiting', language) },
    ],
    TOP + rows.length * height + 6,
  );
  const subtitle = subtitleOf(acrossRanks.rows.length, rows.length, acrossRanks.imbalancePercent, language);
  const waits = language === 'zh' ? '其他 rank 等待：' : 'others wait for: ';
  const slow = acrossRanks.stragglers.length === 0 ? '' : `${waits}${acrossRanks.stragglers.slice(0, 20).join(', ')}`;
  return drawFrame(
    {
      name,
      title: word('rankBars', language),
      subtitle: [subtitle, slow].filter((part) => part !== '').join(' · '),
      description: [subtitle, slow].filter((part) => part !== '').join('; '),
      height: TOP + rows.length * height + legend.height + 12,
    },
    options,
    rows.map((row, at) => drawRow(name, row, TOP + at * height, height, most, stragglers.has(row.rank), language)),
    legend.markup,
  );
};

function lengthOf({ computeNs, exposedCommunicationNs }: RankRow): number {
  return computeNs + exposedCommunicationNs;
}

/** Of more than fit, those that hold up most and those that wait longest. */
function chooseRows(rows: readonly RankRow[]): readonly RankRow[] {
  if (rows.length <= MOST_RANKS) return rows;
  const slow = rows.toSorted((a, b) => b.heldUpNs - a.heldUpNs || b.computeNs - a.computeNs);
  const waiting = rows.toSorted((a, b) => (b.waitingNs ?? 0) - (a.waitingNs ?? 0));
  const chosen = new Set([...slow.slice(0, MOST_RANKS / 2), ...waiting.slice(0, MOST_RANKS / 2)]);
  return rows.filter((row) => chosen.has(row));
}

function subtitleOf(all: number, shown: number, imbalance: number | undefined, language: Language): string {
  const count =
    language === 'zh'
      ? `${groupDigits(all)} 个 rank${shown < all ? `，画出最慢与等待最久的 ${shown} 个` : ''}`
      : `${groupDigits(all)} ranks${shown < all ? `, drawn: the ${shown} that hold up most or wait longest` : ''}`;
  const unequal = language === 'zh' ? '最长计算时间超出平均' : 'longest compute over the mean:';
  return imbalance === undefined ? count : `${count} · ${unequal} ${showPercent(imbalance / 100)}`;
}

function drawRow(
  name: string,
  row: RankRow,
  top: number,
  height: number,
  most: number,
  isStraggler: boolean,
  language: Language,
): Markup {
  const scale = PLOT_WIDTH / most;
  const barHeight = height - 10;
  const compute = Math.max(0, row.computeNs) * scale;
  const exposed = Math.max(0, row.exposedCommunicationNs) * scale;
  const numbers = `${showDuration(row.computeNs)} + ${showDuration(row.exposedCommunicationNs)}`;
  const mark = isStraggler ? ' ◀' : '';
  return element(
    'g',
    {},
    element('title', {}, tooltipOf(row, isStraggler, language)),
    drawText(`${word('rank', language)} ${row.rank}`, LEFT - 8, top + height / 2 + 2, {
      anchor: 'end',
      size: 11,
      isBold: isStraggler,
    }),
    drawArea(name, 'blue', LEFT, top, compute, barHeight),
    drawArea(name, 'purple', LEFT + compute, top, exposed, barHeight),
    row.waitingNs === undefined
      ? undefined
      : drawArea(name, 'yellow', LEFT, top + barHeight + 1, Math.max(0, row.waitingNs) * scale, 4),
    drawText(`${numbers}${mark}`, WIDTH - MARGIN, top + height / 2 + 2, {
      anchor: 'end',
      size: 11,
      isBold: isStraggler,
    }),
  );
}

function tooltipOf(row: RankRow, isStraggler: boolean, language: Language): string {
  const { waitingNs } = row;
  return [
    `${word('rank', language)} ${row.rank}${isStraggler ? ` ◀ ${word('straggler', language)} (${showDuration(row.heldUpNs)}, ${row.last}×)` : ''}`,
    `${word('compute', language)} ${showDuration(row.computeNs)}`,
    `${word('exposed', language)} ${showDuration(row.exposedCommunicationNs)}`,
    ...(waitingNs === undefined ? [] : [`${word('waiting', language)} ${showDuration(waitingNs)}`]),
  ].join('\n');
}
