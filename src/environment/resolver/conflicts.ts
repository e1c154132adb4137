/**
 * Which demands hold together. A set of demands is a bit mask; each candidate is known by the constraints that it breaks,
 * each the mask of the demands from which the constraint arises. A set is satisfiable when some candidate breaks no
 * constraint that arises from the set alone.
 */
export interface Satisfiability {
  /** Bits of all demands. */
  readonly all: number;
  isSatisfiable(demands: number): boolean;
}

/** `broken`: for each candidate the masks of the constraints that it breaks. */
export function createSatisfiability(demandCount: number, broken: readonly (readonly number[])[]): Satisfiability {
  const distinct = new Map(broken.map((masks) => [masks.join(), masks]));
  const candidates = [...distinct.values()];
  return {
    all: 2 ** demandCount - 1,
    isSatisfiable: (demands) => candidates.some((masks) => masks.every((mask) => (mask & ~demands) !== 0)),
  };
}

/** Every set that cannot be satisfied although each of its parts can: the conflicts, none of which holds a needless demand. */
export function minimalConflicts({ all, isSatisfiable }: Satisfiability): readonly number[] {
  const found: number[] = [];
  for (const set of subsetsBySize(all)) {
    if (!found.some((smaller) => (set & smaller) === smaller) && !isSatisfiable(set)) found.push(set);
  }
  return found;
}

/** Every set that can be satisfied, and with one more demand no longer can: what may be kept. */
export function maximalAgreements({ all, isSatisfiable }: Satisfiability): readonly number[] {
  const found: number[] = [];
  for (const set of subsetsBySize(all).toReversed()) {
    if (!found.some((larger) => (set & larger) === set) && isSatisfiable(set)) found.push(set);
  }
  return found;
}

function subsetsBySize(all: number): readonly number[] {
  return Array.from({ length: all + 1 }, (_, set) => set).sort((a, b) => bitCount(a) - bitCount(b) || a - b);
}

function bitCount(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count += 1;
  return count;
}
