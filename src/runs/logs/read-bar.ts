import { clockSeconds } from './log-units.js';
import { readNumeral, skipBlanks } from './read-numeral.js';

/** One state of a progress bar. */
export interface Bar {
  /** What stands before it. */
  readonly title: string;
  readonly done: number;
  /** Undefined where the bar does not know its end. */
  readonly total: number | undefined;
  readonly elapsedSeconds: number | undefined;
  /** Of one iteration; a running average until the end, then the mean of all. */
  readonly stepSeconds: number | undefined;
  /** What stands after the rate: `loss=0.123, v_num=0`. */
  readonly rest: string;
}

/**
 * tqdm's ` 11%|█▏   | 4/36 [00:01<00:10,  3.06it/s, loss=2.3]`, the same with `━` (Ultralytics), rich's
 * `━━━━ 32/32 0:00:00 • 0:00:00 109.64it/s`, and tqdm without an end: `123it [00:10, 12.3it/s]`.
 */
export function readBar(line: string): Bar | undefined {
  return readTqdm(line) ?? readRuled(line) ?? readEndless(line);
}

function readTqdm(line: string): Bar | undefined {
  const open = line.indexOf('%|');
  const close = open === -1 ? -1 : line.indexOf('|', open + 2);
  if (close === -1) return undefined;
  const counts = readCounts(line, close + 1);
  if (!counts) return undefined;
  const title = line
    .slice(0, open)
    .replace(/[\d.]{1,6}$/, '')
    .trim()
    .replace(/:$/, '');
  return { title, done: counts.done, total: counts.total, ...readBracket(line, counts.end) };
}

const RULE = '━';

function readRuled(line: string): Bar | undefined {
  const open = line.indexOf(RULE);
  if (open === -1) return undefined;
  let end = line.lastIndexOf(RULE) + 1;
  while (end < line.length && !/[\d\s]/.test(line[end] ?? '')) end += 1;
  const counts = readCounts(line, end);
  if (!counts) return undefined;
  const title = line
    .slice(0, open)
    .trim()
    .replace(/ ?\d{1,3}%$/, '')
    .replace(/:$/, '');
  const words = line
    .slice(counts.end, counts.end + 200)
    .split(' ')
    .filter((word) => word !== '');
  const rateAt = words.findIndex((word) => rateSeconds(word) !== undefined);
  const elapsed = words.map(elapsedOf).find((seconds) => seconds !== undefined);
  const rate = rateSeconds(words[rateAt] ?? '');
  return { title, done: counts.done, total: counts.total, elapsedSeconds: elapsed, stepSeconds: rate, rest: '' };
}

function readEndless(line: string): Bar | undefined {
  const at = line.indexOf('it [');
  if (at === -1) return undefined;
  const start = line.slice(0, at).search(/\d{1,15}$/);
  if (start === -1) return undefined;
  const title = line.slice(0, start).trim().replace(/:$/, '');
  return { title, done: Number(line.slice(start, at)), total: undefined, ...readBracket(line, at + 2) };
}

/** ` 4/36`; with `unit_scale` also ` 1.2k/3.4M`. */
function readCounts(line: string, at: number): { done: number; total: number; end: number } | undefined {
  const done = readScaled(line, at);
  const total = done && line[done.end] === '/' ? readScaled(line, done.end + 1) : undefined;
  return done && total ? { done: done.value, total: total.value, end: total.end } : undefined;
}

function readScaled(line: string, at: number): { value: number; end: number } | undefined {
  const numeral = readNumeral(line, at);
  if (!numeral || !Number.isFinite(numeral.value)) return undefined;
  const scale = scaleOf(line[numeral.end]);
  return scale === 1 ? numeral : { value: numeral.value * scale, end: numeral.end + 1 };
}

function scaleOf(letter: string | undefined): number {
  if (letter === 'k' || letter === 'K') return 1e3;
  if (letter === 'M') return 1e6;
  return letter === 'G' ? 1e9 : 1;
}

/** ` [00:01<00:10,  3.06it/s, loss=2.3]`. */
function readBracket(line: string, at: number): Pick<Bar, 'elapsedSeconds' | 'stepSeconds' | 'rest'> {
  const open = skipBlanks(line, at);
  const close = line[open] === '[' ? line.indexOf(']', open) : -1;
  if (close === -1 || close - open > 4000) return { elapsedSeconds: undefined, stepSeconds: undefined, rest: '' };
  const inside = line.slice(open + 1, close);
  const [times = '', rate = '', ...rest] = inside.split(',');
  const elapsedSeconds = clockSeconds(times.split('<')[0] ?? '');
  return { elapsedSeconds, stepSeconds: rateSeconds(rate.trim()), rest: rest.join(',').trim() };
}

/** `3.06it/s` and `1.79s/it` are both seconds of an iteration; `?it/s` is none. */
function rateSeconds(text: string): number | undefined {
  const numeral = readNumeral(text, 0);
  if (!numeral || !(numeral.value > 0) || !Number.isFinite(numeral.value)) return undefined;
  const unit = text.slice(numeral.end);
  if (/^s\/[a-z]{1,12}$/i.test(unit)) return numeral.value;
  if (!/^[a-z]{1,12}\/s$/i.test(unit)) return undefined;
  return 1 / (numeral.value * (/^[kKMG](?:it|B|img|ex|ba|tok)/.test(unit) ? scaleOf(unit[0]) : 1));
}

/** rich prints `0:00:12`, Ultralytics `12.3s`. */
function elapsedOf(word: string): number | undefined {
  const seconds = /^\d{1,9}(?:\.\d{1,3})?s$/.test(word) ? Number(word.slice(0, -1)) : undefined;
  return seconds ?? clockSeconds(word);
}
