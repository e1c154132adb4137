import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRepeats, type Run } from '../../src/models/find-repeats.js';

function show(runs: readonly Run<string>[]): string {
  return runs
    .map((run) => (run.kind === 'one' ? run.item : `${run.rounds.length}(${run.rounds[0]?.join('')})`))
    .join(' ');
}

describe('findRepeats', () => {
  it.each([
    ['abc', 'a b c'],
    ['aaab', '3(a) b'],
    ['ababab', '3(ab)'],
    ['abbb', 'a 3(b)'],
    ['aabaab', '2(aab)'],
    ['abcdabcd', '2(abcd)'],
    ['', ''],
  ])('%s is %s', (text, expected) => {
    expect(show(findRepeats([...text], (item) => item))).toBe(expected);
  });

  it('asks before it folds, and folds fewer when it may not', () => {
    expect(
      show(
        findRepeats(
          [...'aaa'],
          (item) => item,
          (rounds) => rounds.length < 3,
        ),
      ),
    ).toBe('2(a) a');
  });

  it('keeps every item, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }), (items) => {
        const runs = findRepeats(items, (item) => item);
        expect(runs.flatMap((run) => (run.kind === 'one' ? [run.item] : run.rounds.flat()))).toEqual(items);
      }),
    );
  });
});
