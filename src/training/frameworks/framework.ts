import type { PipelineStyle } from '../pipeline.js';

/**
 * A library that trains by itself: what it does when it is asked to, written in Python as the program itself might have written it.
 * A watched interpreter goes through that as through everything else, so that loops, backward passes and what of the program is
 * called in between are recorded and recognised like those of a plain loop, and stand where the program asked for them.
 *
 * Rules of these sources:
 * - Of the library only what training hangs on; all other names of its modules are known by name only.
 * - What shows a flag reads it from an object of a class called `…Arguments`, under the name that the program gives it by: so the
 *   setting has the place and the origin of that argument, and is the library's own when nobody wrote it. What decides on a flag
 *   reads it from elsewhere: else the way not taken would be shown, too.
 * - What is read of a configuration is shown by `shown['FILE:KEY']` of an object of a class called `…Config`.
 * - What is no function of torch is called by the name that the library has for it, with the entry in `library.ts`.
 * - Functions and methods that start with `_` are not recorded. Unknown is `_unknown(why)`.
 */
export interface Framework {
  /** Of the source: `lightning`. */
  readonly name: string;
  readonly style: PipelineStyle;
  /** Modules whose members are looked up in it. */
  readonly modules: readonly string[];
  readonly source: string;
}
