import type { Assignment, Command, ParsedScript, Redirection, SyntaxNode, Word, WordPart } from 'unbash';
import { forEachChild, parse } from 'unbash';
import type { MappedText } from '../../base/mapped-text.js';
import { sliceSource, spanInFile } from '../../base/mapped-text.js';
import type { SourceText, Span } from '../../base/text.js';
import type { DataProblem } from '../data/data-node.js';
import type { ShellAssignment, ShellCommand, ShellRedirect, ShellWord } from './command.js';

export interface ParsedShell {
  /** Every simple command in the order of the text; one inside `$(…)` comes after the command that holds it. */
  readonly commands: readonly ShellCommand[];
  /** `NAME=value` that stands alone or after `export`: variables that hold from there on. */
  readonly assignments: readonly ShellAssignment[];
  readonly problems: readonly DataProblem[];
}

/** Nobody writes a longer command; what generates one is not a script to draw. */
const MAX_LENGTH = 2 ** 21;
/** The parser looks for the end of each `<<` in what follows, so many of them in one text take time squared. */
const MAX_HEREDOCS = 4000;
const MAX_DEPTH = 400;
/** Each level of `$(…)` is parsed anew when it is entered. */
const MAX_SUBSTITUTIONS = 8;
const DECLARING = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);

/** Parses shell text, the whole source or a part of it. Spans are offsets in `source.text`. */
export function parseShell(source: SourceText, span: Span = { start: 0, end: source.text.length }): ParsedShell {
  return parseMappedShell(sliceSource(source, span));
}

/** Parses shell text that was put together from a file; spans are offsets in that file. */
export function parseMappedShell(mapped: MappedText): ParsedShell {
  const whole = { start: 0, end: mapped.text.length };
  if (isTooLongForShell(mapped.text)) return refuse(mapped, whole, 'it is too long to be read as a shell script');
  const collected: Collected = { mapped, commands: [], assignments: [], problems: [] };
  try {
    collect(collected, parse(mapped.text), 0, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuse(mapped, whole, 'it is nested too deeply to be read as a shell script');
  }
  return collected;
}

/** True for what the parser would take too long for. */
export function isTooLongForShell(text: string): boolean {
  return text.length > MAX_LENGTH || text.split('<<', MAX_HEREDOCS + 1).length > MAX_HEREDOCS;
}

interface Collected {
  readonly mapped: MappedText;
  readonly commands: ShellCommand[];
  readonly assignments: ShellAssignment[];
  readonly problems: DataProblem[];
}

function refuse(mapped: MappedText, whole: Span, message: string): ParsedShell {
  return { commands: [], assignments: [], problems: [{ message, span: spanInFile(mapped, whole) }] };
}

function collect(into: Collected, node: SyntaxNode, depth: number, scripts: number): void {
  if (depth > MAX_DEPTH || scripts > MAX_SUBSTITUTIONS) return;
  const inner = node.type === 'Script' ? scripts + 1 : scripts;
  if (node.type === 'Script') {
    // Escaped backticks are decoded into a text of their own, whose positions say nothing about the file.
    if (node.source !== undefined) return;
    collectProblems(into, node);
  }
  if (node.type === 'Command') collectCommand(into, node);
  if (node.type === 'Word' && !holdsScript(node.text)) return;
  forEachChild(node, (child) => collect(into, child, depth + 1, inner));
}

function collectProblems(into: Collected, script: ParsedScript): void {
  for (const { message, pos } of script.errors ?? [])
    into.problems.push({ message, span: toSpan(into, { pos, end: Math.min(pos + 1, into.mapped.text.length) }) });
}

function collectCommand(into: Collected, command: Command): void {
  const assignments = command.prefix
    .filter((item) => item.type === 'Assignment')
    .map((item) => toAssignment(into, item));
  if (!command.name) {
    into.assignments.push(...assignments);
    return;
  }
  const declared = command.args.filter((item) => item.type === 'Assignment').map((item) => toAssignment(into, item));
  if (DECLARING.has(command.name.value)) into.assignments.push(...declared);
  const words = [command.name, ...command.args].map((item) =>
    item.type === 'Word' ? toWord(into, item) : assignmentAsWord(toAssignment(into, item)),
  );
  const redirects = command.redirects.map((item) => toRedirect(into, item)).filter((item) => item !== undefined);
  into.commands.push({ words, assignments, redirects, span: toSpan(into, command) });
}

function toWord(into: Collected, word: Word): ShellWord {
  return { value: word.value, hasExpansion: hasExpansion(word), span: toSpan(into, word) };
}

function assignmentAsWord({ name, value, hasExpansion, span }: ShellAssignment): ShellWord {
  return { value: `${name}=${value}`, hasExpansion, span };
}

function toAssignment(into: Collected, item: Assignment): ShellAssignment {
  const { name, value } = item;
  const span = toSpan(into, item);
  if (value.type === 'Word') return { name, value: value.value, hasExpansion: hasExpansion(value), span };
  return { name, value: item.text.slice(item.text.indexOf('=') + 1), hasExpansion: true, span };
}

function toRedirect(into: Collected, item: Redirection): ShellRedirect | undefined {
  if (item.type === 'HereDoc') return { kind: 'heredoc', content: toSpan(into, item.body) };
  return item.target && { kind: 'file', operator: item.operator, target: toWord(into, item.target) };
}

function toSpan(into: Collected, range: { readonly pos: number; readonly end: number }): Span {
  return spanInFile(into.mapped, { start: range.pos, end: range.end });
}

function holdsScript(text: string): boolean {
  return text.includes('$(') || text.includes('`') || text.includes('<(') || text.includes('>(') || text.includes('${');
}

function hasExpansion(word: Word): boolean {
  return /[$`(]/.test(word.text) && (word.parts ?? []).some(isExpansion);
}

function isExpansion(part: WordPart): boolean {
  switch (part.type) {
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.some(isExpansion);
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return true;
    default:
      return false;
  }
}
