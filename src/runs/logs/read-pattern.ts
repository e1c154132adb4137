import { readNumeral, skipBlanks } from './read-numeral.js';

/**
 * A user's own pattern for a log that no format knows: text as it stands, with fields in braces, each a number:
 *
 *     step {step} loss {loss} time {seconds}s
 *
 * Blanks stand for one or more. `{_}` passes over anything. `{step}`, `{epoch}`, `{seconds}`, `{milliseconds}` (of a step),
 * `{data_seconds}`, `{elapsed_seconds}`, `{samples_per_second}`, `{tokens_per_second}`, `{memory_mb}` mean what they say; all
 * other names are curves, those of `val_…` and `eval_…` of an evaluation.
 */
export interface LogPattern {
  /** Text before each field. */
  readonly before: readonly string[];
  readonly fields: readonly string[];
  readonly after: string;
}

export type ParsedPattern =
  | { readonly kind: 'pattern'; readonly pattern: LogPattern }
  | { readonly kind: 'wrong'; readonly reason: string };

const SKIP = '_';
const MOST_FIELDS = 32;

export function parsePattern(text: string): ParsedPattern {
  const wrong = (reason: string): ParsedPattern => ({ kind: 'wrong', reason });
  if (text.length > 1000) return wrong('it has more than 1000 characters');
  const pieces = text.trim().split(/[{}]/);
  if (pieces.length % 2 === 0 || !bracesAlternate(text)) return wrong('its braces do not pair');
  if (pieces.length < 3) return wrong('it has no field in braces');
  const fields = pieces.filter((_, index) => index % 2 === 1).map((name) => name.trim());
  const literals = pieces.filter((_, index) => index % 2 === 0);
  if (fields.length > MOST_FIELDS) return wrong(`it has more than ${MOST_FIELDS} fields`);
  const unnamed = fields.find((name) => !/^[\p{L}_][\p{L}\d_/.@-]{0,60}$/u.test(name));
  if (unnamed !== undefined) return wrong(`{${unnamed}} is no name`);
  const twice = fields.find((name, index) => name !== SKIP && fields.indexOf(name) !== index);
  if (twice !== undefined) return wrong(`{${twice}} stands in it twice`);
  if (literals.slice(1, -1).includes('')) return wrong('two fields stand next to each other');
  if (!fields.some((name) => name !== SKIP)) return wrong('it names no field');
  return { kind: 'pattern', pattern: { before: literals.slice(0, -1), fields, after: literals.at(-1) ?? '' } };
}

function bracesAlternate(text: string): boolean {
  return [...text.replace(/[^{}]/g, '')].every((brace, index) => brace === (index % 2 === 0 ? '{' : '}'));
}

/** Numbers by field, or undefined. No step is taken back, so a line costs its length times the fields. */
export function matchPattern(pattern: LogPattern, line: string): [name: string, value: number][] | undefined {
  const first = pattern.before[0] ?? '';
  const anchor = firstWord(first);
  if (anchor === '') return matchFrom(pattern, line, skipBlanks(line, 0) - (/^\s/.test(first) ? 1 : 0));
  for (let at = line.indexOf(anchor); at !== -1; at = line.indexOf(anchor, at + 1)) {
    const found = matchFrom(pattern, line, at);
    if (found) return found;
    if (pattern.fields.includes(SKIP)) return undefined;
  }
  return undefined;
}

function matchFrom(pattern: LogPattern, line: string, start: number): [string, number][] | undefined {
  const found: [string, number][] = [];
  let at = start;
  for (const [index, name] of pattern.fields.entries()) {
    const fieldAt = passLiteral(line, at, pattern.before[index] ?? '', pattern.fields[index - 1]);
    if (fieldAt === undefined) return undefined;
    at = fieldAt;
    if (name === SKIP) continue;
    const numeral = readNumeral(line, at, true) ?? readNumeral(line, at);
    if (!numeral) return undefined;
    found.push([name, numeral.value]);
    at = numeral.end;
  }
  return passLiteral(line, at, pattern.after, pattern.fields.at(-1)) === undefined ? undefined : found;
}

function passLiteral(line: string, at: number, literal: string, before: string | undefined): number | undefined {
  return before === SKIP ? findLiteral(line, at, literal) : matchLiteral(line, at, literal);
}

/** Offset after the literal; a blank in it stands for one or more, at its beginning after a number for none too. */
function matchLiteral(line: string, at: number, literal: string): number | undefined {
  let end = at;
  for (let index = 0; index < literal.length; index += 1) {
    const letter = literal[index];
    if (letter === ' ' || letter === '\t') {
      const next = skipBlanks(line, end);
      if (next === end && line[end - 1] !== ' ' && index + 1 < literal.length) return undefined;
      end = next;
    } else if (line[end] === letter) end += 1;
    else return undefined;
  }
  return end;
}

function findLiteral(line: string, from: number, literal: string): number | undefined {
  const anchor = firstWord(literal);
  if (anchor === '') return skipBlanks(line, from);
  const trimmed = literal.trimStart();
  for (let at = line.indexOf(anchor, from); at !== -1; at = line.indexOf(anchor, at + 1)) {
    const end = matchLiteral(line, at, trimmed);
    if (end !== undefined) return end;
  }
  return undefined;
}

function firstWord(literal: string): string {
  return /\S+/.exec(literal)?.[0] ?? '';
}
