import type { MappedText, TextPiece } from '../../base/mapped-text.js';
import type { SourceText } from '../../base/text.js';
import { expandVariables } from '../../commands/script-variables.js';

export interface Makefile {
  /** Each recipe line (with the lines that continue it) as shell text: make runs each in a shell of its own. */
  readonly recipes: readonly MappedText[];
  /** Variables whose value the file gives, in the syntax of the shell. */
  readonly variables: ReadonlyMap<string, string>;
}

const ASSIGNMENT = /^ *(?:export +|override +)?([A-Za-z_][\w.-]*)[ \t]*(?::{0,3}|\?|\+)=[ \t]*(.*)$/;
const CONDITION = /^\s*(?:ifeq|ifneq|ifdef|ifndef)\b/;
/** Longer lines are not read: nobody writes them, and each is copied a few times. */
const MAX_LINE = 20_000;

/** Reads the recipes and the plain variables of a makefile. Includes, functions, patterns and `define` are left alone. */
export function readMakefile(source: SourceText): Makefile {
  const recipes: MappedText[] = [];
  const values = new Map<string, Set<string>>();
  let depth = 0;
  for (let line = 0; line < source.lineStarts.length; line += 1) {
    const { end, parts } = logicalLine(source, line);
    line = end;
    const text = parts.map((part) => part.text).join(' ');
    if (text.length > MAX_LINE) continue;
    if (CONDITION.test(text)) depth += 1;
    else if (/^\s*endif\b/.test(text)) depth -= 1;
    else if (text.startsWith('\t')) recipes.push(toShell(withoutPrefix(parts)));
    else noteAssignment(values, ASSIGNMENT.exec(text), depth > 0);
  }
  return { recipes, variables: resolve(values) };
}

interface Part {
  readonly text: string;
  readonly offset: number;
}

/** A line with those that a backslash at its end joins to it. */
function logicalLine(source: SourceText, line: number): { readonly end: number; readonly parts: readonly Part[] } {
  const parts: Part[] = [];
  for (let at = line; ; at += 1) {
    const offset = source.lineStarts[at] ?? source.text.length;
    const next = source.lineStarts[at + 1];
    const text = source.text.slice(offset, next === undefined ? source.text.length : next - 1).replace(/\r$/, '');
    const isLast = !text.endsWith('\\') || next === undefined;
    parts.push({ text: isLast ? text : text.slice(0, -1), offset });
    if (isLast) return { end: at, parts };
  }
}

/** Without the tab, `@` (silent), `-` (go on after an error), `+` (also in a dry run), and the indentation of later lines. */
function withoutPrefix(parts: readonly Part[]): readonly Part[] {
  return parts.map(({ text, offset }, index) => {
    const skipped = (index === 0 ? /^\t\s*[@+-]*\s*/ : /^\s*/).exec(text)?.[0].length ?? 0;
    return { text: text.slice(skipped), offset: offset + skipped };
  });
}

/** `$(NAME)` of make is `${NAME}` in a shell, `$(shell command)` is `$(command)`, `$$` is `$`. */
const REFERENCE = /\$(?:\$|\(shell +|[({](?:CURDIR|PWD)[)}]|[({]([A-Za-z_][\w.-]*)[)}])/g;

function toShell(parts: readonly Part[]): MappedText {
  const texts: string[] = [];
  const pieces: TextPiece[] = [];
  let length = 0;
  const push = (text: string, offset: number): void => {
    if (text === '') return;
    pieces.push({ start: length, offset });
    texts.push(text);
    length += text.length;
  };
  for (const [index, { text, offset }] of parts.entries()) {
    let from = 0;
    for (const match of text.matchAll(REFERENCE)) {
      push(text.slice(from, match.index), offset + from);
      push(inShell(match[0], match[1]), offset + match.index);
      from = match.index + match[0].length;
    }
    push(text.slice(from), offset + from);
    if (index < parts.length - 1) push(' ', offset + text.length);
  }
  return { text: texts.join(''), pieces };
}

function inShell(reference: string, name: string | undefined): string {
  if (reference === '$$') return '$';
  if (reference.startsWith('$(shell')) return '$(';
  return `\${${name?.replace(/[.-]/g, '_') ?? 'PWD'}}`;
}

function noteAssignment(values: Map<string, Set<string>>, match: RegExpExecArray | null, isConditional: boolean): void {
  const [, written, text = ''] = match ?? [];
  if (written === undefined) return;
  const name = written.replace(/[.-]/g, '_');
  const value = toShell([{ text: text.split('#', 1)[0] ?? '', offset: 0 }]).text.trim();
  const before = values.get(name);
  if (before && isConditional) before.add(value);
  else values.set(name, new Set([value]));
}

/** Variables that have one value; references among them are put in, in whatever order they stand. */
function resolve(values: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const [name, candidates] of values) {
    const [value] = candidates;
    if (value !== undefined && candidates.size === 1) known.set(name, value);
  }
  for (let round = 0; round < 4; round += 1)
    for (const [name, value] of known) known.set(name, expandVariables(value, (other) => known.get(other)).value);
  for (const [name, value] of known) if (value.includes(`\${${name}}`)) known.delete(name);
  // Make puts text in before the shell splits it, so quotes in a value still quote: an array says the same to a shell.
  for (const [name, value] of known) if (/["']/.test(value)) known.set(name, `(${value})`);
  return known;
}
