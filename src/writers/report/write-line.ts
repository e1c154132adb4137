import type { CodeLine } from '../../runs/report/rank-report.js';
import { cleanName, cutMiddle } from '../../views/run/short-kernel.js';
import { element, type Markup } from '../markup.js';

/** `train.py:42 (train)`; the path is the one of the machine that ran it, so it is no link. */
export function writeLine({ file, line, function: name }: CodeLine): Markup {
  const where = `${cutMiddle(cleanName(file), 70)}:${line}`;
  const within = name === undefined ? '' : ` (${cutMiddle(cleanName(name), 40)})`;
  return element('code', {}, element('bdi', {}, `${where}${within}`));
}
