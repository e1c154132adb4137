import type { MappedText } from '../base/mapped-text.js';
import { sliceMapped } from '../base/mapped-text.js';
import { directoryOf, joinPath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import { placeOf } from '../base/text.js';
import type { ShellAssignment, ShellCommand, ShellWord } from '../syntax/shell/command.js';
import type { ParsedShell } from '../syntax/shell/parse-shell.js';
import { parseMappedShell } from '../syntax/shell/parse-shell.js';
import { splitOutsideExpansions, wholeVariable } from './expansions.js';
import type { ScriptVariables } from './script-variables.js';
import { createScriptVariables, expandVariables, wayFromScriptDirectory } from './script-variables.js';
import type { CommandLine, CommandWord } from './word.js';

/** A command of a script with its variables put in, as far as they are known, and where it is run. */
interface ScriptLine {
  readonly line: CommandLine;
  /** Relative to the root; undefined after a `cd` to somewhere that the script does not say. */
  readonly directory: string | undefined;
}

export interface ScriptOptions {
  /** What is known before the first line; it takes the assignments of this text too. */
  readonly variables?: ScriptVariables;
  /** `<name>` stands for something that the reader of a document fills in, not for a redirection. */
  readonly hasPlaceholders?: boolean;
}

export interface ReadScript {
  readonly lines: readonly ScriptLine[];
  readonly problems: ParsedShell['problems'];
}

/**
 * Reads shell text line by line as it would run: assignments hold for what follows them, `cd` changes where the next
 * commands run (a `cd` in a subshell only until its end, into a fresh `git clone` not at all: that is the root).
 * Nothing is executed; branches are read as if all were taken.
 */
export function readScriptLines(source: SourceText, mapped: MappedText, options: ScriptOptions = {}): ReadScript {
  const { variables = createScriptVariables(), hasPlaceholders = false } = options;
  const parsed = parseMappedShell(hasPlaceholders ? markPlaceholders(mapped) : mapped);
  const state: State = { source, variables, directory: '.', cloned: new Set(), restore: [] };
  const events: readonly (ShellCommand | ShellAssignment)[] = [...parsed.commands, ...parsed.assignments].sort(
    (a, b) => a.span.start - b.span.start,
  );
  const lines: ScriptLine[] = [];
  for (const event of events) {
    leaveSubshells(state, event.span.start);
    if ('words' in event) lines.push(readCommand(state, event));
    else assign(state, event);
  }
  return { lines, problems: parsed.problems };
}

interface State {
  readonly source: SourceText;
  readonly variables: ScriptVariables;
  directory: string | undefined;
  /** Names of directories that `git clone` makes: copies of this repository or another one. */
  readonly cloned: Set<string>;
  /** Where to go back to after the offset. */
  readonly restore: { readonly after: number; readonly directory: string | undefined }[];
}

/** Characters for private use, one for each of `<`, `>` and the space between, so that every position stays. */
const [OPEN, CLOSE, SPACE] = ['\uE0F0', '\uE0F1', '\uE0F2'] as const;

function markPlaceholders(mapped: MappedText): MappedText {
  const text = mapped.text.replace(
    /<([A-Za-z](?:[\w .:/-]{0,60}\w)?)>/g,
    (_whole, name: string) => OPEN + name.replaceAll(' ', SPACE) + CLOSE,
  );
  return { text, pieces: mapped.pieces };
}

function unmarkPlaceholders(word: CommandWord): CommandWord {
  if (!word.value.includes(OPEN)) return word;
  const value = word.value.replaceAll(OPEN, '<').replaceAll(CLOSE, '>').replaceAll(SPACE, ' ');
  return { ...word, value, hasExpansion: true };
}

function assign(state: State, assignment: ShellAssignment): void {
  const way = assignment.hasExpansion ? wayFromScriptDirectory(assignment.value) : undefined;
  const value = way === undefined ? undefined : scriptDirectory(state, way);
  state.variables.assign(
    state.source,
    value === undefined ? assignment : { ...assignment, value, hasExpansion: false },
  );
}

function readCommand(state: State, command: ShellCommand): ScriptLine {
  const directory = state.directory;
  const words = command.words.flatMap((word) => expandWord(state, word));
  const [first] = command.words;
  const line: CommandLine = {
    words: (words.length > 0 || !first ? words : [asWord(state, first)]).map(unmarkPlaceholders),
    environment: command.assignments.map(({ name, value }) => ({ name, value })),
    place: placeOf(state.source, command.span),
  };
  const program = line.words[0]?.value;
  if (program === 'cd' || program === 'pushd') changeDirectory(state, command, line);
  if (program === 'git') noteClone(state, line);
  return { line, directory };
}

/** One word becomes several when it is an array, or a variable without quotes that holds spaces; none when it is empty. */
function expandWord(state: State, word: ShellWord): readonly CommandWord[] {
  const written = asWord(state, word);
  if (!word.hasExpansion) return [written];
  const name = wholeVariable(word.value);
  const value = name === undefined ? undefined : state.variables.valueOf(name);
  if (name !== undefined && value?.startsWith('(')) return arrayWords(state, written, value);
  const isUnquoted = state.source.text.startsWith('$', word.span.start);
  if (value !== undefined && isUnquoted)
    return splitOutsideExpansions(value.replace(/\s/g, ' '), ' ')
      .filter(Boolean)
      .map((part) => ({ ...written, value: part, hasExpansion: /[$`]/.test(part) }));
  const way = wayFromScriptDirectory(word.value);
  const own = way === undefined ? undefined : scriptDirectory(state, way);
  if (own !== undefined) return [{ ...written, value: own, hasExpansion: false }];
  const expanded = expandVariables(word.value, state.variables.valueOf);
  return [{ ...written, value: expanded.value, hasExpansion: !expanded.isKnown }];
}

/** The words of `(--gpus all "$X")`, all at the place where the array is used. */
function arrayWords(state: State, written: CommandWord, text: string): readonly CommandWord[] {
  const inside = text.slice(1, text.endsWith(')') ? -1 : undefined).replace(/\n/g, ' ');
  const [command] = parseMappedShell(sliceMapped({ text: `_ ${inside}`, pieces: [] }, 0)).commands;
  return (command?.words ?? []).slice(1).map(({ value, hasExpansion }) => {
    if (!hasExpansion) return { ...written, value, hasExpansion };
    const expanded = expandVariables(value, state.variables.valueOf);
    return { ...written, value: expanded.value, hasExpansion: !expanded.isKnown };
  });
}

function asWord(state: State, { value, hasExpansion, span }: ShellWord): CommandWord {
  return { value, hasExpansion, place: placeOf(state.source, span) };
}

/** A path from the current directory to the one that the script lies in, if both are known. */
function scriptDirectory(state: State, way: string): string | undefined {
  if (state.directory !== '.') return undefined;
  const path = joinPath(directoryOf(state.source.path), `.${way}`);
  return path === '.' || path.startsWith('..') ? path : `./${path}`;
}

function changeDirectory(state: State, command: ShellCommand, line: CommandLine): void {
  const end = subshellEnd(state.source.text, command.span.start);
  if (end !== undefined) state.restore.push({ after: end, directory: state.directory });
  const target = line.words.find(({ value }, index) => index > 0 && !/^-./.test(value));
  if (target === undefined || target.hasExpansion || target.value.startsWith('~')) state.directory = undefined;
  else if (target.value === '-') state.directory = '.';
  else if (state.directory !== undefined && !isCloned(state, target.value))
    state.directory = joinPath(state.directory, target.value);
  else if (target.value.startsWith('/')) state.directory = target.value;
}

function isCloned(state: State, path: string): boolean {
  return state.cloned.has(path.replace(/^\.\/|\/$/g, ''));
}

function noteClone(state: State, { words }: CommandLine): void {
  if (words[1]?.value !== 'clone') return;
  const at = words.findIndex(({ value }) => /[:/]/.test(value) && !value.startsWith('-'));
  const address = words[at]?.value.slice(0, 500).replace(/\/$/, '') ?? '';
  const name = words[at + 1]?.value ?? address.slice(Math.max(address.lastIndexOf('/'), address.lastIndexOf(':')) + 1);
  if (at > 1) state.cloned.add(name.replace(/\.git$/, ''));
}

function leaveSubshells(state: State, offset: number): void {
  while ((state.restore.at(-1)?.after ?? Number.POSITIVE_INFINITY) <= offset)
    state.directory = state.restore.pop()?.directory;
}

/** Where the `(…)` or `$(…)` that holds a command ends; undefined when none does on the command's line. */
function subshellEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start - 1; at >= 0 && start - at < 1000; at -= 1) {
    const character = text[at];
    if (character === ')') depth += 1;
    if (character === '(') {
      if (depth === 0) return closingParenthesis(text, start);
      depth -= 1;
    }
    if (character === '\n' && !/[(\\]\s*$/.test(text.slice(Math.max(0, at - 20), at))) return undefined;
  }
  return undefined;
}

function closingParenthesis(text: string, start: number): number {
  let depth = 0;
  const limit = Math.min(text.length, start + 20_000);
  for (let at = start; at < limit; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return limit;
}
