import { wholeVariable } from '../expansions.js';
import type { CommandWord } from '../word.js';

/**
 * The last value of an option in any spelling: `--port=8888`, `--port 8888`, and for one-letter names `-p8888`.
 * Everything after the program may be searched: these programs take options anywhere.
 */
export function findOption(words: readonly CommandWord[], names: readonly string[]): CommandWord | undefined {
  let found: CommandWord | undefined;
  for (const [index, word] of words.entries()) {
    for (const name of names) {
      if (word.value === name) found = words[index + 1] ?? found;
      else if (word.value.startsWith(`${name}=`)) found = { ...word, value: word.value.slice(name.length + 1) };
      else if (/^-[a-zA-Z]$/.test(name) && word.value.startsWith(name)) found = { ...word, value: word.value.slice(2) };
    }
  }
  return found;
}

/** How a program that runs another one reads its own options. */
export interface OptionSpec {
  /** Options that take no value, for programs whose unknown options usually take one. */
  readonly flags?: ReadonlySet<string>;
  /** Options that take two values (`mpirun -mca key value`). */
  readonly pairs?: ReadonlySet<string>;
  /** The only options that take a value; all others are flags. */
  readonly values?: ReadonlySet<string>;
  /** Words of its own that come before the program (`timeout 5 …`, `gosu user …`). */
  readonly positionals?: number;
}

export interface SplitOptions {
  readonly options: ReadonlyMap<string, CommandWord>;
  /** What it runs: program or script, and arguments. */
  readonly rest: readonly CommandWord[];
}

/** Separates the options of a wrapper or launcher from what it runs. */
export function splitOptions(words: readonly CommandWord[], spec: OptionSpec): SplitOptions {
  const options = new Map<string, CommandWord>();
  let positionals = spec.positionals ?? 0;
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at];
    if (!word) break;
    if (word.value === '--') {
      at += 1;
      break;
    }
    if (isMoreOptions(word) && at < words.length - 1) continue;
    if (!word.value.startsWith('-') || word.value === '-') {
      if (positionals === 0) break;
      positionals -= 1;
      continue;
    }
    at += readOption(word, words[at + 1], spec, options);
  }
  return { options, rest: words.slice(at) };
}

/** `$SRUN_ARGS`, `${DISTRIBUTED_ARGS[@]}`: a variable without a known value that by its name holds options, or none. */
function isMoreOptions({ value, hasExpansion }: CommandWord): boolean {
  const name = hasExpansion ? wholeVariable(value) : undefined;
  return name !== undefined && /(?:^|_)(?:ARGS?|ARGUMENTS|OPTS?|OPTIONS|FLAGS)$/i.test(name);
}

/** Notes one option; gives how many of the following words belong to it. */
function readOption(
  word: CommandWord,
  next: CommandWord | undefined,
  spec: OptionSpec,
  options: Map<string, CommandWord>,
): number {
  const equals = word.value.indexOf('=');
  if (equals > 0) {
    options.set(word.value.slice(0, equals), { ...word, value: word.value.slice(equals + 1) });
    return 0;
  }
  if (spec.pairs?.has(word.value)) return 2;
  if (/^-[a-zA-Z]\d/.test(word.value)) {
    options.set(word.value.slice(0, 2), { ...word, value: word.value.slice(2) });
    return 0;
  }
  if (next && takesValue(word.value, next.value, spec)) {
    options.set(word.value, next);
    return 1;
  }
  options.set(word.value, { ...word, value: '' });
  return 0;
}

function takesValue(name: string, next: string, spec: OptionSpec): boolean {
  if (spec.values) return spec.values.has(name);
  if (spec.flags?.has(name)) return false;
  return !next.startsWith('-') && !isRunnable(next);
}

const INTERPRETERS = /^(?:python[\d.]*|torchrun|accelerate|deepspeed|bash|sh|env|singularity|apptainer|numactl|nsys)$/;

/** True for a word that can only be what is run, never the value of an option. */
function isRunnable(value: string): boolean {
  return /\.(?:py|sh)$/.test(value) || INTERPRETERS.test(value.slice(value.lastIndexOf('/') + 1));
}

/** A number when the text is one, the text itself otherwise (`gpu`, `1:4`, `$NNODES`). */
export function countOf(word: CommandWord | undefined): number | string | undefined {
  if (!word || word.value === '') return undefined;
  return /^\d{1,9}$/.test(word.value) ? Number(word.value) : word.value;
}

/** A port number, when the text is one. */
export function portOf(text: string): number | undefined {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= 65535 ? value : undefined;
}
