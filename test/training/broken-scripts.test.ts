import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPipeline } from '../../src/training/build-pipeline.js';
import { followScript } from '../../src/training/follow-script.js';
import type { Pipeline } from '../../src/training/pipeline.js';
import { CORPUS, namesOfCorpus, readFacts, sourcesOf } from './corpus/facts.js';

/** One line is taken out, said twice, moved by an indentation, cut, or changed places with another. */
interface Change {
  readonly kind: 'delete' | 'double' | 'indent' | 'cut' | 'swap';
  readonly at: number;
  readonly with: number;
}

const changes = fc.array(
  fc.record({
    kind: fc.constantFrom('delete', 'double', 'indent', 'cut', 'swap'),
    at: fc.nat(),
    with: fc.nat(),
  }) satisfies fc.Arbitrary<Change>,
  { minLength: 1, maxLength: 6 },
);

function applyChange(lines: readonly string[], { kind, at, with: other }: Change): readonly string[] {
  const index = at % Math.max(lines.length, 1);
  const line = lines[index] ?? '';
  const put = (...items: readonly string[]): readonly string[] => lines.toSpliced(index, 1, ...items);
  switch (kind) {
    case 'delete':
      return put();
    case 'double':
      return put(line, line);
    case 'indent':
      return put(`    ${line}`);
    case 'cut':
      return put(line.slice(0, other % (line.length + 1)));
    case 'swap': {
      const second = other % Math.max(lines.length, 1);
      return put(lines[second] ?? '').toSpliced(second, 1, line);
    }
  }
}

/** What any user waits for: a tenth of what a whole script may take. */
const BUDGET = { steps: 400_000, cells: 800_000, depth: 100 };

function follow(name: string, changed: ReadonlyMap<string, string>): Pipeline {
  const facts = readFacts(name);
  const { program, recorder } = followScript({
    sources: sourcesOf(name, changed),
    roots: [`${CORPUS}/${name}`],
    path: `${CORPUS}/${name}/${facts.script ?? 'train.py'}`,
    arguments: facts.arguments,
    budget: BUDGET,
  });
  return buildPipeline(program, recorder);
}

const files = namesOfCorpus().map((name) => ({
  name,
  paths: readdirSync(`${CORPUS}/${name}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:py|ya?ml|toml|json)$/.test(path) && path !== 'facts.json')
    .map((path) => posix.join(CORPUS, name, path.replaceAll('\\', '/'))),
}));

describe('a script of which lines are missing, doubled or cut', () => {
  let full = 0;
  let all = 0;
  test.each(files)(
    '$name still ends with a pipeline that is whole in itself',
    ({ name, paths }) => {
      fc.assert(
        fc.property(fc.constantFrom(...paths), changes, (path, list) => {
          const lines = readFileSync(path, 'utf8').split('\n');
          const text = list.reduce<readonly string[]>(applyChange, lines).join('\n');
          const { elements, flows, loops } = follow(name, new Map([[path, text]]));
          if (elements.length > 0) full += 1;
          all += 1;
          const ids = new Set(elements.map(({ id }) => id));
          expect(ids.size).toBe(elements.length);
          expect(flows.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
          expect(loops.every(({ over }) => over === undefined || ids.has(over))).toBe(true);
        }),
        { numRuns: 6, seed: 20_261_123 },
      );
    },
    60_000,
  );

  test('is mostly one in which something is left', () => {
    expect(full).toBeGreaterThan(all / 2);
  });
});
