import { PatternError } from './pattern.js';

export type Test = (character: string) => boolean;

const WORD = /^[\p{L}\p{N}_]$/u;
const ASCII_WORD = /^[A-Za-z0-9_]$/;
const SPACE = /^\s$/;

export function isWord(character: string | undefined, isAscii: boolean): boolean {
  return character !== undefined && (isAscii ? ASCII_WORD : WORD).test(character);
}

/** `\d`, `\W`… by their letter; undefined for a letter that names no class. */
export function classOfEscape(letter: string, isAscii: boolean): Test | undefined {
  const positive: Test | undefined =
    letter.toLowerCase() === 'd'
      ? (character) => (isAscii ? /^[0-9]$/ : /^\p{Nd}$/u).test(character)
      : letter.toLowerCase() === 'w'
        ? (character) => isWord(character, isAscii)
        : letter.toLowerCase() === 's'
          ? (character) => SPACE.test(character)
          : undefined;
  if (!positive) return undefined;
  return letter === letter.toLowerCase() ? positive : (character) => !positive(character);
}

const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  '0': '\0',
};

/** The one character that an escape names, and the length of its text after the backslash. */
export function characterOfEscape(text: string): { readonly character: string; readonly length: number } {
  const [letter = ''] = text;
  const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : 0;
  if (digits > 0) {
    const code = text.slice(1, 1 + digits);
    if (!/^[0-9A-Fa-f]+$/.test(code) || code.length < digits)
      throw new PatternError('wrong', `incomplete escape \\${letter}${code}`);
    return { character: String.fromCharCode(Number.parseInt(code, 16)), length: 1 + digits };
  }
  const control = CONTROLS[letter];
  if (control !== undefined) return { character: control, length: 1 };
  if (/[A-Za-z]/.test(letter)) throw new PatternError('wrong', `bad escape \\${letter}`);
  if (letter === '') throw new PatternError('wrong', 'bad escape (end of pattern)');
  return { character: letter, length: 1 };
}

/** `[a-z\d_]` from after the bracket; `end` is after the closing one. */
export function readClass(
  pattern: string,
  start: number,
  isAscii: boolean,
  ignoresCase: boolean,
): { readonly test: Test; readonly end: number } {
  const isNegated = pattern[start] === '^';
  const tests: Test[] = [];
  let at = isNegated ? start + 1 : start;
  const first = at;
  const readOne = (): string | Test => {
    if (pattern[at] !== '\\') return pattern[at++] ?? '';
    const letter = pattern[at + 1] ?? '';
    const known = classOfEscape(letter, isAscii);
    if (known) {
      at += 2;
      return known;
    }
    if (letter === 'b') {
      at += 2;
      return '\b';
    }
    const { character, length } = characterOfEscape(pattern.slice(at + 1));
    at += 1 + length;
    return character;
  };
  while (pattern[at] !== ']' || at === first) {
    if (at >= pattern.length) throw new PatternError('wrong', 'unterminated character set');
    const low = readOne();
    const isRange = pattern[at] === '-' && pattern[at + 1] !== ']' && at + 1 < pattern.length;
    if (typeof low !== 'string' || !isRange) {
      tests.push(typeof low === 'string' ? sameCharacter(low, ignoresCase) : low);
      continue;
    }
    at += 1;
    const high = readOne();
    if (typeof high !== 'string' || high < low) throw new PatternError('wrong', 'bad character range');
    tests.push(inRange(low, high, ignoresCase));
  }
  const test: Test = (character) => tests.some((one) => one(character)) !== isNegated;
  return { test, end: at + 1 };
}

export function sameCharacter(wanted: string, ignoresCase: boolean): Test {
  if (!ignoresCase) return (character) => character === wanted;
  const lower = wanted.toLowerCase();
  return (character) => character.toLowerCase() === lower;
}

function inRange(low: string, high: string, ignoresCase: boolean): Test {
  const isIn = (character: string): boolean => character >= low && character <= high;
  if (!ignoresCase) return isIn;
  return (character) => isIn(character) || isIn(character.toLowerCase()) || isIn(character.toUpperCase());
}
