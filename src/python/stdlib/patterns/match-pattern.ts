import type { Pattern, PatternNode } from './pattern.js';

/** Where each group begins and ends, the whole first; undefined for a group that took no part. */
export type Spans = readonly (readonly [number, number] | undefined)[];

interface Matching {
  readonly text: string;
  readonly spans: ([number, number] | undefined)[];
  readonly ignoresCase: boolean;
  /** Counts work: patterns that try exponentially many ways end by it. */
  readonly spend: (steps: number) => void;
}

type Next = (at: number) => boolean;

/** Matches at `start`, up to an end that is accepted. */
export function matchAt(
  { root, groups, ignoresCase }: Pattern,
  text: string,
  start: number,
  accepts: (end: number) => boolean,
  spend: (steps: number) => void,
): Spans | undefined {
  const spans = new Array<[number, number] | undefined>(groups + 1).fill(undefined);
  const matching: Matching = { text, spans, ignoresCase, spend };
  const isMatch = step(matching, root, start, (end) => {
    if (!accepts(end)) return false;
    spans[0] = [start, end];
    return true;
  });
  return isMatch ? spans : undefined;
}

function step(matching: Matching, node: PatternNode, at: number, next: Next): boolean {
  const { text, spans } = matching;
  matching.spend(1);
  switch (node.kind) {
    case 'character': {
      const character = text[at];
      return character !== undefined && node.test(character) && next(at + 1);
    }
    case 'place':
      return node.test(text, at) && next(at);
    case 'sequence':
      return stepAll(matching, node.items, 0, at, next);
    case 'choice':
      return node.options.some((option) => step(matching, option, at, next));
    case 'repeat':
      return node.item.kind === 'character' ? runOver(matching, node, at, next) : repeat(matching, node, at, 0, next);
    case 'group': {
      const before = spans[node.index];
      const isMatch = step(matching, node.item, at, (end) => {
        const inner = spans[node.index];
        spans[node.index] = [at, end];
        if (next(end)) return true;
        spans[node.index] = inner;
        return false;
      });
      if (!isMatch) spans[node.index] = before;
      return isMatch;
    }
    case 'look':
      return looks(matching, node, at) !== node.isNegated && next(at);
    case 'same':
      return stepSame(matching, node.index, at, next);
  }
}

function stepAll(matching: Matching, items: readonly PatternNode[], from: number, at: number, next: Next): boolean {
  const item = items[from];
  if (!item) return next(at);
  return step(matching, item, at, (end) => stepAll(matching, items, from + 1, end, next));
}

type Repeat = Extract<PatternNode, { kind: 'repeat' }>;

/** Single characters are counted, not nested. */
function runOver(matching: Matching, { item, least, most, isGreedy }: Repeat, at: number, next: Next): boolean {
  const { text } = matching;
  const fits = (place: number): boolean => {
    const character = text[place];
    return character !== undefined && item.kind === 'character' && item.test(character);
  };
  let count = 0;
  const wanted = isGreedy ? most : least;
  while (count < wanted && fits(at + count)) count += 1;
  matching.spend(count);
  if (count < least) return false;
  if (isGreedy) {
    for (; count >= least; count -= 1) if (next(at + count)) return true;
    return false;
  }
  for (;;) {
    if (next(at + count)) return true;
    if (count >= most || !fits(at + count)) return false;
    count += 1;
  }
}

function repeat(matching: Matching, node: Repeat, at: number, done: number, next: Next): boolean {
  const more = (): boolean =>
    done < node.most &&
    step(matching, node.item, at, (end) =>
      end === at && done >= node.least ? false : repeat(matching, node, end, done + 1, next),
    );
  if (done < node.least) return more();
  return node.isGreedy ? more() || next(at) : next(at) || more();
}

function looks(matching: Matching, { item, isBehind }: Extract<PatternNode, { kind: 'look' }>, at: number): boolean {
  if (!isBehind) return step(matching, item, at, () => true);
  for (let start = at; start >= 0; start -= 1) if (step(matching, item, start, (end) => end === at)) return true;
  return false;
}

function stepSame({ text, spans, ignoresCase }: Matching, index: number, at: number, next: Next): boolean {
  const span = spans[index];
  if (!span) return false;
  const wanted = text.slice(...span);
  const given = text.slice(at, at + wanted.length);
  const isSame = ignoresCase ? wanted.toLowerCase() === given.toLowerCase() : wanted === given;
  return isSame && next(at + wanted.length);
}
