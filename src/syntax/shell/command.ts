import type { Span } from '../../base/text.js';

/** A shell word: what the shell would pass on, when that can be told without running anything. */
export interface ShellWord {
  /** Value after quotes are removed; `$VAR` and `$(…)` stay as written. */
  readonly value: string;
  /** True when the value holds expansions whose result is not known. */
  readonly hasExpansion: boolean;
  readonly span: Span;
}

/** `NAME=value`. */
export interface ShellAssignment {
  readonly name: string;
  readonly value: string;
  readonly hasExpansion: boolean;
  readonly span: Span;
}

/** `> file`, `>> file`, `< file`, and the bodies of `<<EOF`. */
export type ShellRedirect =
  | { readonly kind: 'file'; readonly operator: string; readonly target: ShellWord }
  | { readonly kind: 'heredoc'; readonly content: Span };

/** One simple command of a script, wherever it stands (in lists, pipelines, conditionals, loops, functions, substitutions). */
export interface ShellCommand {
  /** Program and arguments; never empty. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` before the program. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  readonly span: Span;
}
