import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runText } from './in-memory.js';

const SOURCES = readdirSync('fixtures/python').map((name) => readFileSync(`fixtures/python/${name}/main.py`, 'utf8'));
const WORDS = [
  'self',
  'None',
  'unknown',
  '0',
  '-1',
  '10**9',
  '[]',
  '{}',
  '*',
  '**',
  '()',
  'yield',
  'return',
  'raise',
  'x',
  'lambda: x',
  'super()',
  'for',
  'in',
  ':',
  '\n',
  '    ',
  '.a',
  '[0]',
  '()',
  '=',
  'del ',
  'async ',
];

const mutation = fc.record({
  source: fc.nat(SOURCES.length - 1),
  edits: fc.array(fc.record({ at: fc.nat(4000), cut: fc.nat(12), word: fc.constantFrom('', ...WORDS) }), {
    minLength: 1,
    maxLength: 6,
  }),
});

function mutate({ source, edits }: { source: number; edits: { at: number; cut: number; word: string }[] }): string {
  let text = `from given import unknown\n${SOURCES[source] ?? ''}`;
  for (const { at, cut, word } of edits) {
    const place = at % (text.length + 1);
    text = text.slice(0, place) + word + text.slice(place + cut);
  }
  return text;
}

describe('mutated programs', () => {
  it('never throw, never have us fail, and stay within the budget', () => {
    const steps = 60_000;
    fc.assert(
      fc.property(mutation, (given) => {
        const { interpreter, problems } = runText(mutate(given), {
          budget: { steps, depth: 80, cells: 60_000, fileLength: 100_000 },
        });
        expect(problems.filter(({ reason }) => reason.includes('internal')).map(({ reason }) => reason)).toEqual([]);
        expect(interpreter.printed.length).toBeLessThanOrEqual(steps);
      }),
      { numRuns: 400 },
    );
  });

  it('give the same again', () => {
    fc.assert(
      fc.property(mutation, (given) => {
        const text = mutate(given);
        const budget = { steps: 30_000, depth: 80, cells: 30_000, fileLength: 100_000 };
        const [one, other] = [runText(text, { budget }), runText(text, { budget })];
        expect(other.problems.map(({ kind, reason }) => kind + reason.replaceAll(/0x\w+/g, ''))).toEqual(
          one.problems.map(({ kind, reason }) => kind + reason.replaceAll(/0x\w+/g, '')),
        );
      }),
      { numRuns: 60 },
    );
  });
});
