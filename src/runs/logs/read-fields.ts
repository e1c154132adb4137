import { readNumeral, skipBlanks } from './read-numeral.js';

/** `time: 0.605s (0.806)`. */
export interface Field {
  readonly name: string;
  readonly value: number;
  /** As it stands right after the number: `ms`, `GiB`, `%`, `tok/s`; '' without one. */
  readonly unit: string;
  /** The number in parentheses after it. Most loggers print their running average there. */
  readonly beside: number | undefined;
  /** Offset after all that. */
  readonly end: number;
}

export interface FieldShape {
  readonly assign: ':' | '=';
  /** Names hold single blanks (`max mem`); two of them, a tab, a comma, a bar or a dash and a blank part fields. */
  readonly isSpaced?: boolean;
  /** `4,376` is one number. */
  readonly isGrouped?: boolean;
}

const LONGEST_NAME = 80;
const MOST_FIELDS = 400;
const UNIT = /[A-Za-zµ%]{1,12}(?:\/[A-Za-z]{1,12})?/y;
const HARD_PARTS = '\t,|;{"';

/** All `name: number` of a line, in its order. Clock times and ratios (`0:01:29`) are not numbers. */
export function readFields(line: string, shape: FieldShape, from = 0): Field[] {
  const fields: Field[] = [];
  let last = from;
  let at = line.indexOf(shape.assign, from);
  while (at !== -1 && fields.length < MOST_FIELDS) {
    const field = readField(line, at, last, shape);
    if (field) fields.push(field);
    last = Math.max(last, field ? field.end : at + 1);
    at = line.indexOf(shape.assign, Math.max(at + 1, last));
  }
  return fields;
}

/** The first field of a name; names are compared as they stand. */
export function fieldNamed(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => field.name === name);
}

function readField(line: string, assignAt: number, after: number, shape: FieldShape): Field | undefined {
  const numeral = readNumeral(line, assignAt + 1, shape.isGrouped);
  if (!numeral || line[numeral.end] === ':') return undefined;
  const name = nameBefore(line, assignAt, after, shape);
  if (name === undefined) return undefined;
  UNIT.lastIndex = numeral.end;
  const unit = UNIT.exec(line)?.[0] ?? '';
  const unitEnd = numeral.end + unit.length;
  const open = skipBlanks(line, unitEnd);
  const beside = line[open] === '(' ? readNumeral(line, open + 1, shape.isGrouped) : undefined;
  return { name, value: numeral.value, unit, beside: beside?.value, end: beside?.end ?? unitEnd };
}

function nameBefore(line: string, end: number, after: number, shape: FieldShape): string | undefined {
  const first = Math.max(after, end - LONGEST_NAME);
  let start = end;
  while (start > first && isBlank(line[start - 1])) start -= 1;
  const last = start;
  while (start > first && !parts(line, start - 1, shape.isSpaced === true)) start -= 1;
  const name = line.slice(start, last).trim();
  const plain = name.includes("'") ? name.replaceAll("'", '') : name;
  return /^[\p{L}_]/u.test(plain) ? plain : undefined;
}

/** Whether a character parts a name from what stands before it. */
function parts(line: string, at: number, isSpaced: boolean): boolean {
  const letter = line[at];
  if (letter === ' ') return !isSpaced || line[at - 1] === ' ' || line[at - 1] === '-';
  return letter !== undefined && (HARD_PARTS.includes(letter) || (!isSpaced && (letter === '(' || letter === '[')));
}

function isBlank(letter: string | undefined): boolean {
  return letter === ' ' || letter === '\t';
}
