export interface Numeral {
  readonly value: number;
  /** Offset after it. */
  readonly end: number;
}

/** Each tries at one place only and never twice over the same digits, so that a hostile line costs its length. */
const PLAIN = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const GROUPED = /[+-]?\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?/y;
const WORD = /[+-]?(nan|infinity|inf)(?![a-z])/iy;

/**
 * The number that starts at an offset, after blanks: `-1.5e-3`, `nan`, `inf` as Python and C print them. `grouped` takes
 * `4,376` as one number, as torchtitan prints it; elsewhere a comma ends it.
 */
export function readNumeral(text: string, at: number, grouped = false): Numeral | undefined {
  const start = skipBlanks(text, at);
  if (!mayBegin(text.charCodeAt(start))) return undefined;
  if (grouped) {
    const end = endOf(GROUPED, text, start);
    if (end !== undefined) return { value: Number(text.slice(start, end).replaceAll(',', '')), end };
  }
  const end = endOf(PLAIN, text, start);
  if (end !== undefined) return { value: Number(text.slice(start, end)), end };
  const wordEnd = endOf(WORD, text, start);
  return wordEnd === undefined ? undefined : { value: valueOfWord(text.slice(start, wordEnd)), end: wordEnd };
}

/** Most places that are asked hold no number, so the first letter is looked at before all else. */
function mayBegin(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  return isDigit || code === PLUS || code === MINUS || code === DOT || (code | 0x20) === N || (code | 0x20) === I;
}

const [PLUS, MINUS, DOT, N, I] = [0x2b, 0x2d, 0x2e, 0x6e, 0x69];

function valueOfWord(word: string): number {
  if (/nan/i.test(word)) return Number.NaN;
  return word.startsWith('-') ? -Infinity : Infinity;
}

/** Number of a text that is nothing else; undefined for all other texts. */
export function numberOf(text: string): number | undefined {
  const numeral = readNumeral(text, 0);
  return numeral && skipBlanks(text, numeral.end) === text.length ? numeral.value : undefined;
}

export function skipBlanks(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  return end;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
