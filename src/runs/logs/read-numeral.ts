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
  const digits = (grouped ? matchAt(GROUPED, text, start) : undefined) ?? matchAt(PLAIN, text, start);
  if (digits !== undefined) return { value: Number(digits.replaceAll(',', '')), end: start + digits.length };
  const word = matchAt(WORD, text, start);
  if (word === undefined) return undefined;
  const value = /nan/i.test(word) ? Number.NaN : word.startsWith('-') ? -Infinity : Infinity;
  return { value, end: start + word.length };
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

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
