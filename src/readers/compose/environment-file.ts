import { joinPath } from '../../base/paths.js';
import type { Place, SourceText } from '../../base/text.js';
import { placeOf } from '../../base/text.js';
import type { ReadContext } from '../reader.js';
import type { Variables } from './interpolate.js';
import { interpolate } from './interpolate.js';

export interface AssignedVariable {
  readonly name: string;
  /** Absent for a name alone, whose value is taken from the environment. */
  readonly value?: string;
  readonly place: Place;
}

/** Characters that variables may add to one project. */
const MAXIMUM_ADDED = 4_000_000;

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(?:([=:])(.*))?$/;

/**
 * Reads a `.env` file, a line a variable: `NAME=value`, `export NAME=value`, quotes, `# comments`. Values may use variables
 * of the lines above. Source: docs.docker.com, "Environment file syntax". A quoted value over several lines is read up
 * to the end of its first line.
 */
export function readEnvironmentFile(source: SourceText): readonly AssignedVariable[] {
  const values = new Map<string, string>();
  const variables: Variables = { lookup: (name) => values.get(name), remaining: 100_000 };
  const assigned: AssignedVariable[] = [];
  source.lineStarts.forEach((start, index) => {
    const next = source.lineStarts[index + 1] ?? source.text.length + 1;
    const line = source.text.slice(start, next - 1).replace(/\r$/, '');
    // A longer line is no assignment that a person wrote.
    const match = line.length > 10_000 ? null : ASSIGNMENT.exec(index === 0 ? line.replace(/^\uFEFF/, '') : line);
    const [, name, separator, written = ''] = match ?? [];
    if (name === undefined) return;
    const place = placeOf(source, { start, end: start + line.length });
    if (separator === undefined) {
      assigned.push({ name, place });
      return;
    }
    const value = readValue(written.trim(), variables);
    values.set(name, value);
    assigned.push({ name, value, place });
  });
  return assigned;
}

/** The variables that `.env` in a folder gives to the compose files there; those of the shell are not known. */
export function readProjectVariables(folder: string, context: ReadContext): Variables {
  const source = context.open(joinPath(folder, '.env'));
  const values = new Map((source ? readEnvironmentFile(source) : []).map(({ name, value }) => [name, value]));
  return { lookup: (name) => values.get(name), remaining: MAXIMUM_ADDED };
}

function readValue(written: string, variables: Variables): string {
  const quote = written[0];
  if (quote === "'" || quote === '"') {
    const end = written.indexOf(quote, 1);
    const inside = written.slice(1, end < 0 ? undefined : end);
    return quote === "'" ? inside : interpolate(inside, variables).text;
  }
  const comment = /(?:^|[ \t])#/.exec(written);
  return interpolate(written.slice(0, comment?.index).trimEnd(), variables).text;
}
