import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSatisfiability,
  maximalAgreements,
  minimalConflicts,
} from '../../../src/environment/resolver/conflicts.js';

/** Up to six demands, and candidates that break some constraints between them. */
const puzzles = fc.integer({ min: 1, max: 6 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    broken: fc.array(fc.array(fc.integer({ min: 1, max: 2 ** count - 1 }), { maxLength: 5 }), { maxLength: 12 }),
  }),
);

const bits = (set: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => 1 << at).filter((bit) => (set & bit) !== 0);

describe('conflicts', () => {
  it('are minimal: without any one demand the rest holds', () => {
    fc.assert(
      fc.property(puzzles, ({ count, broken }) => {
        const satisfiability = createSatisfiability(count, broken);
        for (const conflict of minimalConflicts(satisfiability)) {
          expect(satisfiability.isSatisfiable(conflict)).toBe(false);
          for (const bit of bits(conflict, count)) expect(satisfiability.isSatisfiable(conflict & ~bit)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are all there is: a set holds exactly when it contains none of them', () => {
    fc.assert(
      fc.property(puzzles, ({ count, broken }) => {
        const satisfiability = createSatisfiability(count, broken);
        const conflicts = minimalConflicts(satisfiability);
        for (let set = 0; set <= satisfiability.all; set += 1) {
          const isFree = conflicts.every((conflict) => (set & conflict) !== conflict);
          expect(satisfiability.isSatisfiable(set)).toBe(isFree);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('leave agreements to which nothing can be added', () => {
    fc.assert(
      fc.property(puzzles, ({ count, broken }) => {
        const satisfiability = createSatisfiability(count, broken);
        for (const kept of maximalAgreements(satisfiability)) {
          expect(satisfiability.isSatisfiable(kept)).toBe(true);
          for (const bit of bits(satisfiability.all & ~kept, count))
            expect(satisfiability.isSatisfiable(kept | bit)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});
