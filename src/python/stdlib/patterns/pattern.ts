/** A regular expression of Python, taken apart. Positions are UTF-16 code units. */
export type PatternNode =
  | { readonly kind: 'character'; readonly test: (character: string) => boolean }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly isGreedy: boolean;
    }
  | { readonly kind: 'group'; readonly index: number; readonly item: PatternNode }
  | { readonly kind: 'look'; readonly item: PatternNode; readonly isBehind: boolean; readonly isNegated: boolean }
  | { readonly kind: 'same'; readonly index: number }
  | { readonly kind: 'place'; readonly test: (text: string, at: number) => boolean };

export interface Pattern {
  readonly root: PatternNode;
  /** Number of groups. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly ignoresCase: boolean;
}

/** As Python's `re` numbers them. */
export const FLAGS = { ignoreCase: 2, multiline: 8, dotAll: 16, verbose: 64, ascii: 256 } as const;

/** What is wrong with a pattern, or that it says something that is not understood here. */
export class PatternError {
  readonly kind: 'wrong' | 'unsupported';
  readonly reason: string;
  constructor(kind: 'wrong' | 'unsupported', reason: string) {
    this.kind = kind;
    this.reason = reason;
  }
}
