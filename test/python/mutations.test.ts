import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { parsePython } from '../../src/syntax/python/parse-python.js';
import { type Edit, editsWith, mutateText } from '../setup/mutate-text.js';
import { runText } from './in-memory.js';

const SOURCES = readdirSync('fixtures/python').map((name) => readFileSync(`fixtures/python/${name}/main.py`, 'utf8'));
const mutation = fc.record({ source: fc.nat(SOURCES.length - 1), edits: editsWith(['unknown'], 6) });

function mutate({ source, edits }: { readonly source: number; readonly edits: readonly Edit[] }): string {
  return mutateText(`from given import unknown\n${SOURCES[source] ?? ''}`, edits);
}

describe('mutated programs', () => {
  it('are whole often enough to be run', () => {
    const texts = fc.sample(mutation, { numRuns: 200, seed: 7919 }).map(mutate);
    const whole = texts.filter((text) => parsePython(createSourceText('main.py', text)).broken.length === 0);
    expect(whole.length).toBeGreaterThan(60);
  });

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
