import type { Instance, Keywords, Module, Problem, Site, Unknown, Value } from '../../python/values/value.js';
import type { WatchedArgument } from '../../python/watcher.js';
import type { DeclaredOption } from '../options/option-book.js';

/**
 * What a script did when it was gone through: the calls that matter to training, each once, in the order met, and what they
 * stood inside of. Nothing here knows what a call means: that is for `recognise/`.
 *
 *     script → watched interpreter → Program (calls, scopes) → recognise → elements → arrange → Pipeline
 */
export interface Program {
  /** As the provider names it. */
  readonly path: string;
  readonly calls: readonly RecordedCall[];
  readonly root: RecordedScope;
  readonly module: Module;
  /** Why the script did not come to its end, as far as it could be followed. */
  readonly ended: Problem | undefined;
  readonly problems: readonly Problem[];
  readonly printed: readonly string[];
  /** Switches that were met, beside those of `argparse`, which stand in its parser. */
  readonly options?: ReadonlyMap<string, DeclaredOption>;
}

/** One call in the text of the program, seen from one way of getting there; met in many rounds of a loop it is still one. */
export interface RecordedCall {
  readonly id: number;
  /** Last part of what is called: `SGD`, `step`, `cross_entropy`. Of an object that is called itself: ``. */
  readonly name: string;
  /**
   * The whole, as far as it is known: `torch.optim.SGD`, `torch.optim.SGD().step`, `net.Net` for a class of the program,
   * `net.Net().forward` for its method. Of functions of torch that are known natively the name alone.
   */
  readonly path: string;
  /** The object whose method it is. */
  readonly receiver: Value | undefined;
  readonly callee: Value;
  readonly values: readonly Value[];
  readonly keywords: Keywords;
  /** As they are written. */
  readonly arguments: readonly WatchedArgument[];
  /** Set when there may be more arguments than are listed. */
  readonly more: Unknown | undefined;
  /** What it gave when it was first met; absent when it raised. */
  readonly result: Value | undefined;
  readonly site: Site;
  /**
   * Set for what a library does on behalf of the program: where it stands in what is written of the library (`frameworks/`).
   * `site` then is the place in the program that asked for it, and `arguments` are where the program says them.
   */
  readonly implied?: Site;
  /** Where the function that it stands in was called from, and so on outwards; `site` is not in it. */
  readonly chain: readonly Site[];
  readonly scope: RecordedScope;
  /** The modules in whose `forward` it stands, outermost first. */
  readonly within: readonly Instance[];
  /** It stands in a method of a module, most of all in its `__init__`. */
  readonly isInMaking: boolean;
}

interface ScopeBase {
  readonly id: number;
  readonly parent: RecordedScope | undefined;
  readonly site: Site | undefined;
  /** As `RecordedCall.implied`. */
  readonly implied?: Site;
}

export type RecordedScope =
  | (ScopeBase & { readonly kind: 'program'; readonly parent: undefined })
  | (ScopeBase & { readonly kind: 'loop'; readonly site: Site; readonly items: Value | undefined })
  | (ScopeBase & {
      readonly kind: 'way';
      readonly site: Site;
      readonly truth: boolean;
      /** Undefined: not known which way is taken. False: looked at only, because the condition hangs on a switch. */
      readonly isTaken: boolean | undefined;
    })
  | (ScopeBase & { readonly kind: 'with'; readonly site: Site; readonly manager: Value })
  /** What a library does when it is asked to train: `trainer.fit(...)` calls the program's own methods in loops of its own. */
  | (ScopeBase & { readonly kind: 'framework'; readonly name: string });

/** From the innermost to the outermost. */
export function* walkScopes(scope: RecordedScope): Generator<RecordedScope> {
  for (let at: RecordedScope | undefined = scope; at; at = at.parent) yield at;
}
