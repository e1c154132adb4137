import { characterOfEscape, classOfEscape, isWord, readClass, sameCharacter } from './character-classes.js';
import { FLAGS, type Pattern, PatternError, type PatternNode } from './pattern.js';

interface Reading {
  readonly pattern: string;
  at: number;
  flags: number;
  groups: number;
  depth: number;
  readonly names: Map<string, number>;
}

const DEEPEST = 100;

/** Throws a `PatternError`. */
export function parsePattern(pattern: string, flags: number): Pattern {
  const reading: Reading = { pattern, at: 0, flags, groups: 0, depth: 0, names: new Map() };
  const root = readChoice(reading);
  if (reading.at < pattern.length) throw new PatternError('wrong', 'unbalanced parenthesis');
  return { root, groups: reading.groups, names: reading.names, ignoresCase: has(reading, FLAGS.ignoreCase) };
}

function has({ flags }: Reading, flag: number): boolean {
  return (flags & flag) !== 0;
}

function readChoice(reading: Reading): PatternNode {
  reading.depth += 1;
  if (reading.depth > DEEPEST) throw new PatternError('unsupported', 'a pattern is nested too deeply');
  const options = [readSequence(reading)];
  while (reading.pattern[reading.at] === '|') {
    reading.at += 1;
    options.push(readSequence(reading));
  }
  reading.depth -= 1;
  const [only] = options;
  return options.length === 1 && only ? only : { kind: 'choice', options };
}

function readSequence(reading: Reading): PatternNode {
  const items: PatternNode[] = [];
  for (;;) {
    if (has(reading, FLAGS.verbose)) skipBlanks(reading);
    const next = reading.pattern[reading.at];
    if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', items };
    const item = readItem(reading);
    if (item) items.push(readRepeats(reading, item));
  }
}

function skipBlanks(reading: Reading): void {
  const [blanks = ''] = /^(?:\s|#[^\n]*)*/.exec(reading.pattern.slice(reading.at)) ?? [];
  reading.at += blanks.length;
}

function readItem(reading: Reading): PatternNode | undefined {
  const { pattern } = reading;
  const character = pattern[reading.at] ?? '';
  if (character === '(') return readGroup(reading);
  reading.at += 1;
  switch (character) {
    case '.': {
      const all = has(reading, FLAGS.dotAll);
      return { kind: 'character', test: (given) => all || given !== '\n' };
    }
    case '^':
    case '$':
      return { kind: 'place', test: character === '^' ? startTest(reading) : endTest(reading) };
    case '[': {
      const { test, end } = readClass(pattern, reading.at, has(reading, FLAGS.ascii), has(reading, FLAGS.ignoreCase));
      reading.at = end;
      return { kind: 'character', test };
    }
    case '\\':
      return readEscape(reading);
    case '*':
    case '+':
    case '?':
      throw new PatternError('wrong', 'nothing to repeat');
    default:
      return { kind: 'character', test: sameCharacter(character, has(reading, FLAGS.ignoreCase)) };
  }
}

function startTest(reading: Reading): (text: string, at: number) => boolean {
  const isMulti = has(reading, FLAGS.multiline);
  return (text, at) => at === 0 || (isMulti && text[at - 1] === '\n');
}

function endTest(reading: Reading): (text: string, at: number) => boolean {
  const isMulti = has(reading, FLAGS.multiline);
  return (text, at) =>
    at === text.length || (at === text.length - 1 && text[at] === '\n') || (isMulti && text[at] === '\n');
}

function readEscape(reading: Reading): PatternNode {
  const { pattern } = reading;
  const letter = pattern[reading.at] ?? '';
  const isAscii = has(reading, FLAGS.ascii);
  const known = classOfEscape(letter, isAscii);
  if (known || /[AZbB]/.test(letter)) reading.at += 1;
  if (known) return { kind: 'character', test: known };
  if (letter === 'A') return { kind: 'place', test: (_, at) => at === 0 };
  if (letter === 'Z') return { kind: 'place', test: (text, at) => at === text.length };
  if (letter === 'b' || letter === 'B') {
    const isBorder = (text: string, at: number): boolean => isWord(text[at - 1], isAscii) !== isWord(text[at], isAscii);
    return { kind: 'place', test: (text, at) => isBorder(text, at) === (letter === 'b') };
  }
  const [digits] = /^[1-9]\d?/.exec(pattern.slice(reading.at)) ?? [];
  if (digits !== undefined) {
    reading.at += digits.length;
    if (Number(digits) > reading.groups) throw new PatternError('wrong', `invalid group reference ${digits}`);
    return { kind: 'same', index: Number(digits) };
  }
  const { character, length } = characterOfEscape(pattern.slice(reading.at));
  reading.at += length;
  return { kind: 'character', test: sameCharacter(character, has(reading, FLAGS.ignoreCase)) };
}

const COUNTS: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
};

function readRepeats(reading: Reading, item: PatternNode): PatternNode {
  if (has(reading, FLAGS.verbose)) skipBlanks(reading);
  const rest = reading.pattern.slice(reading.at);
  const bounds = /^\{(\d*)(,?)(\d*)\}/.exec(rest);
  const isBound = bounds !== null && (bounds[1] !== '' || bounds[3] !== '');
  const counts = isBound ? boundsOf(bounds) : COUNTS[rest[0] ?? ''];
  if (!counts) return item;
  reading.at += isBound ? bounds[0].length : 1;
  const next = reading.pattern[reading.at];
  if (next === '+') throw new PatternError('unsupported', 'a possessive repeat is not followed');
  if (next === '?') reading.at += 1;
  if (/^(?:[*+?]|\{\d)/.test(reading.pattern.slice(reading.at))) throw new PatternError('wrong', 'multiple repeat');
  return { kind: 'repeat', item, least: counts[0], most: counts[1], isGreedy: next !== '?' };
}

function boundsOf([, low = '', comma, high = '']: RegExpExecArray): readonly [number, number] {
  const least = low === '' ? 0 : Number(low);
  const most = comma === '' ? least : high === '' ? Infinity : Number(high);
  if (most < least) throw new PatternError('wrong', 'min repeat greater than max repeat');
  return [least, most];
}

function readGroup(reading: Reading): PatternNode | undefined {
  const rest = reading.pattern.slice(reading.at);
  const named = /^\(\?P<([A-Za-z_]\w*)>/.exec(rest);
  const back = /^\(\?P=([A-Za-z_]\w*)\)/.exec(rest);
  const flags = /^\(\?([aimsux]+)\)/.exec(rest);
  const [start] = named ?? /^\(\?(?:[:=!]|<[=!])/.exec(rest) ?? [];
  if (back) {
    reading.at += back[0].length;
    const index = reading.names.get(back[1] ?? '');
    if (index === undefined) throw new PatternError('wrong', `unknown group name '${back[1]}'`);
    return { kind: 'same', index };
  }
  if (flags) {
    reading.at += flags[0].length;
    for (const letter of flags[1] ?? '') reading.flags |= LETTERS[letter] ?? 0;
    return undefined;
  }
  if (rest.startsWith('(?#')) {
    const end = rest.indexOf(')');
    if (end < 0) throw new PatternError('wrong', 'missing ), unterminated comment');
    reading.at += end + 1;
    return undefined;
  }
  if (start === undefined && rest.startsWith('(?'))
    throw new PatternError('unsupported', `${rest.slice(0, 4)} is not followed`);
  return readInside(reading, start ?? '(', named?.[1]);
}

const LETTERS: Readonly<Record<string, number>> = { i: 2, m: 8, s: 16, x: 64, a: 256 };

function readInside(reading: Reading, start: string, name: string | undefined): PatternNode {
  reading.at += start.length;
  const isGroup = start === '(' || name !== undefined;
  const index = isGroup ? (reading.groups += 1) : 0;
  if (name !== undefined) reading.names.set(name, index);
  const item = readChoice(reading);
  if (reading.pattern[reading.at] !== ')') throw new PatternError('wrong', 'missing ), unterminated subpattern');
  reading.at += 1;
  if (isGroup) return { kind: 'group', index, item };
  if (start === '(?:') return item;
  return { kind: 'look', item, isBehind: start.includes('<'), isNegated: start.endsWith('!') };
}
