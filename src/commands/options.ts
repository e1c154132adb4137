import { closestWord } from '../base/suggest.js';
import type { Place } from '../base/text.js';
import { wholeVariable } from './expansions.js';
import type { CommandWord } from './word.js';

/** An option of a program and what it means; `names` are with their dashes: `['--publish', '-p']`. */
export interface OptionRow<Meaning extends string> {
  readonly names: readonly string[];
  /** `optional`: a value only in the form `--name=value`. */
  readonly arity: 'none' | 'value' | 'optional';
  readonly meaning: Meaning;
}

export interface ReadOption<Meaning extends string> {
  readonly meaning: Meaning;
  /** As the table spells it: `--publish`, also when the command says `-p`. */
  readonly name: string;
  /** Absent for switches; `false` in `--rm=false`. */
  readonly value?: CommandWord;
  readonly place: Place;
}

/** What a program would refuse, in terms of options only; the caller knows which finding that is. */
export interface OptionProblem {
  readonly kind: 'unknown' | 'missingValue' | 'dash' | 'variable';
  /** As written. */
  readonly option: string;
  readonly suggestion?: string;
  readonly place: Place;
}

export interface ReadOptions<Meaning extends string> {
  readonly options: readonly ReadOption<Meaning>[];
  /** The words after the options. */
  readonly rest: readonly CommandWord[];
  readonly problems: readonly OptionProblem[];
}

/** Makes rows that take the same: `'memory,m memory-swap'` is two options, the first with a short name. */
export function optionRows<Meaning extends string>(
  arity: OptionRow<Meaning>['arity'],
  meaning: Meaning,
  names: string,
): readonly OptionRow<Meaning>[] {
  return names.split(' ').map((spelled) => ({
    names: spelled.split(',').map((name) => (name.length === 1 ? `-${name}` : `--${name}`)),
    arity,
    meaning,
  }));
}

export type OptionTable<Meaning extends string> = ReadonlyMap<string, OptionRow<Meaning>>;

export function optionTable<Meaning extends string>(
  ...rows: readonly (readonly OptionRow<Meaning>[])[]
): OptionTable<Meaning> {
  return new Map(rows.flat().flatMap((row) => row.names.map((name) => [name, row] as const)));
}

/**
 * Reads options as getopt and pflag do, up to the first word that is none or `--`: `--name value`, `--name=value`, `-n value`,
 * `-nvalue`, `-n=value`, and switches put together (`-itd`). An unknown option is guessed to take a value only when what
 * follows could not be read otherwise, so that one typing mistake does not hide the rest of the line.
 */
export function readOptions<Meaning extends string>(
  words: readonly CommandWord[],
  table: OptionTable<Meaning>,
): ReadOptions<Meaning> {
  const state: State<Meaning> = { words, table, at: 0, options: [], problems: [] };
  while (state.at < words.length) {
    const word = words[state.at] as CommandWord;
    if (word.value === '--') {
      state.at += 1;
      break;
    }
    if (holdsOptions(state, word)) {
      state.problems.push({ kind: 'variable', option: word.value, place: word.place });
      state.at += 1;
      continue;
    }
    const option = withPlainDashes(state, word);
    if (!option.value.startsWith('-') || option.value === '-') break;
    state.at += 1;
    if (option.value.startsWith('--')) readLong(state, option);
    else readShort(state, option);
  }
  return { options: state.options, rest: words.slice(state.at), problems: state.problems };
}

/** A line with more unknown options than this is not a command that somebody wrote. */
const MAX_PROBLEMS = 20;

interface State<Meaning extends string> {
  readonly words: readonly CommandWord[];
  readonly table: OptionTable<Meaning>;
  at: number;
  readonly options: ReadOption<Meaning>[];
  readonly problems: OptionProblem[];
}

/** `docker run $ARGS image`: an unknown variable before the first argument holds options, as its name or what follows says. */
function holdsOptions<Meaning extends string>(state: State<Meaning>, word: CommandWord): boolean {
  const name = word.hasExpansion ? wholeVariable(word.value) : undefined;
  const next = state.words[state.at + 1];
  if (name === undefined || !next || /IMAGE|IMG|TAG|NAME/i.test(name)) return false;
  const isFollowed = next.value.startsWith('--') && isOption(state.table, next.value);
  return isFollowed || /OPT|ARG|FLAG|PARAM|EXTRA|GPU|VOL|MOUNT|PORT|ENV|[@*]/i.test(name);
}

/** Word processors turn `--` into one dash of another kind; the program then takes the word for an argument. */
function withPlainDashes<Meaning extends string>(state: State<Meaning>, word: CommandWord): CommandWord {
  const match = /^[‐‑‒–—―−]+-?([A-Za-z][A-Za-z-]*)/.exec(word.value);
  if (!match) return word;
  const name = match[1] ?? '';
  const plain = name.length > 1 && state.table.has(`--${name}`) ? '--' : '-';
  const suggestion = `${plain}${name}`;
  state.problems.push({ kind: 'dash', option: word.value, suggestion, place: word.place });
  return { ...word, value: `${plain}${word.value.replace(/^[‐‑‒–—―−]+-?/, '')}` };
}

function readLong<Meaning extends string>(state: State<Meaning>, word: CommandWord): void {
  const equals = word.value.indexOf('=');
  const name = equals < 0 ? word.value : word.value.slice(0, equals);
  const inline = equals < 0 ? undefined : { ...word, value: word.value.slice(equals + 1) };
  const row = state.table.get(name);
  if (row) addOption(state, row, name, word.place, inline);
  else addUnknown(state, name, word, inline);
}

/** `-p8888:8888`, `-p=8888`, `-itd`; `-gpus all` is a long option with one dash too few. */
function readShort<Meaning extends string>(state: State<Meaning>, word: CommandWord): void {
  const text = word.value;
  for (let at = 1; at < text.length; at += 1) {
    const name = `-${text[at]}`;
    const row = state.table.get(name);
    if (!row) {
      readUnknownShort(state, word, at);
      return;
    }
    const remainder = text.slice(at + 1);
    if (row.arity === 'value' || remainder.startsWith('=')) {
      const inline = remainder === '' ? undefined : { ...word, value: remainder.replace(/^=/, '') };
      addOption(state, row, name, word.place, inline);
      return;
    }
    addOption(state, row, name, word.place, undefined);
  }
}

function readUnknownShort<Meaning extends string>(state: State<Meaning>, word: CommandWord, at: number): void {
  const equals = word.value.indexOf('=');
  const long = `-${equals < 0 ? word.value : word.value.slice(0, equals)}`;
  const row = at === 1 && long.length > 4 ? state.table.get(long) : undefined;
  if (!row) {
    addUnknown(state, `-${word.value[at]}`, word, undefined);
    return;
  }
  state.problems.push({ kind: 'dash', option: word.value, suggestion: long, place: word.place });
  const inline = equals < 0 ? undefined : { ...word, value: word.value.slice(equals + 1) };
  addOption(state, row, long, word.place, inline);
}

function addOption<Meaning extends string>(
  state: State<Meaning>,
  row: OptionRow<Meaning>,
  written: string,
  place: Place,
  inline: CommandWord | undefined,
): void {
  const name = row.names[0] ?? written;
  if (inline || row.arity !== 'value') {
    state.options.push({ meaning: row.meaning, name, place, ...(inline ? { value: inline } : {}) });
    return;
  }
  const next = state.words[state.at];
  if (!next || isOption(state.table, next.value)) {
    state.problems.push({ kind: 'missingValue', option: written, place });
    return;
  }
  state.at += 1;
  state.options.push({ meaning: row.meaning, name, place, value: next });
}

function addUnknown<Meaning extends string>(
  state: State<Meaning>,
  name: string,
  word: CommandWord,
  inline: CommandWord | undefined,
): void {
  if (state.problems.length >= MAX_PROBLEMS) return;
  const suggestion = name.startsWith('--') && name.length < 64 ? closestWord(name, longNames(state.table)) : undefined;
  const problem = { kind: 'unknown', option: name, place: word.place } as const;
  state.problems.push(suggestion === undefined ? problem : { ...problem, suggestion });
  if (inline || !takesNextWord(state, suggestion)) return;
  state.at += 1;
}

function longNames<Meaning extends string>(table: OptionTable<Meaning>): string[] {
  return [...table.keys()].filter((name) => name.startsWith('--'));
}

/**
 * Whether an unknown option seems to take the next word: as the option that was meant does; otherwise only when a known
 * option follows that word, because nothing but a value can stand between two options.
 */
function takesNextWord<Meaning extends string>(state: State<Meaning>, suggestion: string | undefined): boolean {
  const next = state.words[state.at];
  if (!next || next.value.startsWith('-')) return false;
  const meant = suggestion === undefined ? undefined : state.table.get(suggestion);
  if (meant) return meant.arity === 'value';
  const after = state.words[state.at + 1];
  return after !== undefined && isOption(state.table, after.value);
}

/** Whether a word is an option of the table; a negative number is not. */
function isOption<Meaning extends string>(table: OptionTable<Meaning>, text: string): boolean {
  if (/^-\d/.test(text) || text === '-') return false;
  if (text.startsWith('--')) return table.has(text.split('=', 1)[0] ?? text);
  return text.startsWith('-') && table.has(text.slice(0, 2));
}
