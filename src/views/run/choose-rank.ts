import type { RankReport } from '../../runs/report/rank-report.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../diagram.js';
import { cleanName } from './short-kernel.js';
import { word } from './words.js';

/** The rank whose mean step is longest: it is the one that the others wait for. */
export function chooseRank({ ranks }: RunReport): RankReport | undefined {
  const known = ranks.filter(({ stepAnatomy }) => stepAnatomy.totalNs > 0);
  return known.toSorted((a, b) => b.stepAnatomy.totalNs - a.stepAnatomy.totalNs)[0];
}

/** `rank 3 · the longest mean step of 8 ranks · Tesla V100` */
export function describeRank({ rank, device }: RankReport, count: number, language: Language): string {
  const longest =
    language === 'zh' ? `${count} 个 rank 中平均单步最长` : `of ${count} ranks the one with the longest mean step`;
  return [
    rank === undefined ? '' : `${word('rank', language)} ${rank}`,
    count > 1 ? longest : '',
    device === undefined ? '' : cleanName(device.name),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
