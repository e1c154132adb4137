import type { Place } from '../base/text.js';

/** A word of a command line, whatever it was written in: a shell script, an exec form, a YAML list. */
export interface CommandWord {
  /** Value after quotes are removed; expansions that are not known stay as written (`$(pwd)/workspace`). */
  readonly value: string;
  readonly hasExpansion: boolean;
  readonly place: Place;
}

/** A program with its arguments; `words` is never empty. */
export interface CommandLine {
  readonly words: readonly CommandWord[];
  /** `NAME=value` before the program, or given to it by `env`. */
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly place: Place;
}
