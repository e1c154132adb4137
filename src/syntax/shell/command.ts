import type { Span } from '../../base/text.js';

/** A shell word: what the shell would pass on, when that can be told without running anything. */
export interface ShellWord {
  /** Value after quotes are removed; `$VAR` and `$(…)` stay as written. */
  readonly value: string;
  /** True when the value holds expansions whose result is not known. */
  readonly hasExpansion: boolean;
  readonly span: Span;
}

/** One simple command of a script, wherever it stands (in lists, pipelines, conditionals, loops, functions). */
export interface ShellCommand {
  /** Program and arguments; never empty. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the program. */
  readonly assignments: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
  readonly span: Span;
}
