/** What stands in a row: one thing, or a pattern of one or several that comes again and again. */
export type Run<T> =
  | { readonly kind: 'one'; readonly item: T }
  | { readonly kind: 'repeat'; readonly rounds: readonly (readonly T[])[] };

/** The longest pattern that is looked for: Swin alternates two blocks, a U-Net repeats three. */
const LONGEST_PATTERN = 4;

/**
 * Finds what repeats in a row, from left to right: at each place the pattern that covers most, of those the shortest.
 * `isAllowed` has the last word over rounds that have equal keys; it is asked for fewer rounds as long as it refuses.
 */
export function findRepeats<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  isAllowed: (rounds: readonly (readonly T[])[]) => boolean = () => true,
): readonly Run<T>[] {
  const keys = items.map(keyOf);
  const runs: Run<T>[] = [];
  for (let at = 0; at < items.length; ) {
    const rounds = bestRepeat(items, keys, at, isAllowed);
    const [first] = rounds;
    if (first === undefined) {
      runs.push({ kind: 'one', item: items[at] as T });
      at += 1;
    } else {
      runs.push({ kind: 'repeat', rounds });
      at += rounds.length * first.length;
    }
  }
  return runs;
}

function bestRepeat<T>(
  items: readonly T[],
  keys: readonly string[],
  at: number,
  isAllowed: (rounds: readonly (readonly T[])[]) => boolean,
): readonly (readonly T[])[] {
  let best: readonly (readonly T[])[] = [];
  let covered = 0;
  for (let period = 1; period <= LONGEST_PATTERN && at + 2 * period <= items.length; period += 1) {
    const count = countRounds(keys, at, period);
    for (let rounds = count; rounds >= 2 && rounds * period > covered; rounds -= 1) {
      const found = Array.from({ length: rounds }, (_, round) =>
        items.slice(at + round * period, at + (round + 1) * period),
      );
      if (!isAllowed(found)) continue;
      best = found;
      covered = rounds * period;
      break;
    }
  }
  return best;
}

function countRounds(keys: readonly string[], at: number, period: number): number {
  let end = at + period;
  while (end < keys.length && keys[end] === keys[end - period]) end += 1;
  return Math.floor((end - at) / period);
}
