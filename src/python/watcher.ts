import type { BinaryOperator, CompareOperator } from './machine.js';
import type { External, Keywords, Site, Unknown, Value } from './values/value.js';

/** An argument as it stands in the text of a call. */
export interface WatchedArgument {
  /** Of a keyword argument. */
  readonly name: string | undefined;
  /** `*values`, `**options` */
  readonly isSpread: boolean;
  readonly site: Site;
  /** The switches that were read to compute it: see `Watcher.reads`. */
  readonly switches: readonly string[];
  /** Of those that are spread. */
  readonly value?: Value | undefined;
}

/** What a file of settings says: `train.lr`, where, and as what. */
export interface WatchedSetting {
  readonly key: string;
  readonly value: Value;
  readonly site: Site | undefined;
  /** On the command line. */
  readonly isGiven?: boolean;
  /** Its file is only a part of the settings: under which name it counts is said later. */
  readonly isPart?: boolean;
}

/** A call as it stands in the program, its arguments computed. */
export interface WatchedCall {
  readonly callee: Value;
  readonly values: readonly Value[];
  readonly keywords: Keywords;
  readonly arguments: readonly WatchedArgument[];
  /** Some arguments are spread (`*args`, `**options`) from what is not known: there may be more than are listed. */
  readonly more: Unknown | undefined;
}

/** What a part of the program runs inside of. */
export type WatchedScope =
  /** `items` is undefined for `while`. */
  | { readonly kind: 'loop'; readonly site: Site; readonly items: Value | undefined }
  /**
   * One way of a condition. `isTaken` is undefined when it is not known which one is; false for a way that is only looked at
   * because the condition hangs on a switch of the program (see `Watcher.reads`): whatever it does is taken back.
   */
  | { readonly kind: 'way'; readonly site: Site; readonly truth: boolean; readonly isTaken: boolean | undefined }
  | { readonly kind: 'with'; readonly site: Site; readonly manager: Value };

/**
 * Hears how a program is gone through, for those who want to know what it does and not only what it makes. A watched program
 * is compiled with more to do at each step; one that nobody watches pays nothing.
 *
 * A watcher may answer with another value than the one computed, most of all with an `Unknown` that carries a `trace`: so it
 * knows it again wherever it turns up.
 */
export interface Watcher {
  /** A call: what it gives is what `run` gives, or anything else. `run` may raise: then the exception goes on. */
  call(call: WatchedCall, run: () => Value): Value;
  /** `object.name` and `object[key]` of what is not known, and `object[key]` for a key that is not. */
  attribute(object: Unknown | External, name: string, result: Value): Value;
  item(object: Value, key: Value, result: Value): Value;
  /** `object.name = value` and `object[name] = value` for what is not known, for modules from outside, and of `requires_grad`; `from`: the value as it is written. */
  stored(object: Value, name: Value, value: Value, site: Site, from: Site): void;
  /** What a loop over something not known binds. */
  next(items: Unknown | External): Unknown;
  /** An operation or a comparison whose result is not known. */
  computed(operator: BinaryOperator | CompareOperator, a: Value, b: Value, result: Unknown): Unknown;
  /** A value that is one of two, as far as that is known: `merged` is unknown. */
  either(a: Value, b: Value, merged: Unknown): Unknown;
  enter(scope: WatchedScope): void;
  /** True of one that was entered before, in the same scope: a way that is only looked at need not be looked at again. */
  wasEntered(scope: WatchedScope): boolean;
  /** Leaves the innermost scope. */
  leave(): void;
  /** Asked at the end of each round of the innermost loop: true when further rounds would show nothing new. */
  isSettled(): boolean;
  /**
   * How often a switch of the program has been read: an option of its command line, a setting. When it grows while a condition
   * is computed, the way that is not taken is looked at, too.
   */
  readonly reads: number;
  /** Names of the switches that were read since `reads` was that number. */
  readsSince(before: number): readonly string[];
  /** `holder.name` or `holder['name']` was read. */
  read(holder: Value, name: string): void;
  /** `holder[name]` was read from a file of settings. */
  setting(holder: Value, name: string, setting: WatchedSetting): void;
  /** `holder[name]` is what `from[name]` is. */
  sameSetting(holder: Value, name: string, from: Value): void;
  /** A variable of the environment was asked for; `otherwise` is taken when it is not set. */
  variable(name: string, otherwise: Value, site: Site | undefined): void;
  /** A name was bound to what was computed from these switches, perhaps none; `where` is the function, module or object it is of. A value that is looked into (an object, a dict) is no switch itself. */
  bound(where: object, name: string, switches: readonly string[], value: Value | undefined): void;
  /** A name was read. */
  loaded(where: object, name: string): void;
}

export function within<T>(watcher: Watcher, scope: WatchedScope, run: () => T): T {
  watcher.enter(scope);
  try {
    return run();
  } finally {
    watcher.leave();
  }
}
