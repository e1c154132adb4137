import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSourceText, type SourceText } from '../../src/base/text.js';
import { writeBlockContent } from '../../src/blocks/content.js';
import { type Refreshed, refreshBlocks } from '../../src/blocks/refresh-blocks.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

const ROOT = 'fixtures/blocks';

/** What every block of the fixtures is to hold, whatever its id. */
const CONTENT = writeBlockContent('flowchart LR\n  box_a["A"]\n  box_b["B"]\n  box_a --> box_b\n', [
  '`B` is *assumed*.',
]);

function refresh(source: SourceText, force = false): Refreshed {
  return refreshBlocks(source, { get: () => CONTENT } as unknown as ReadonlyMap<string, string>, { force });
}

function readInput(folder: string): SourceText {
  const name = existsSync(join(folder, 'page.mdx')) ? 'page.mdx' : 'README.md';
  const bytes = readFileSync(join(folder, name));
  return createSourceText(name, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}

describe.each(readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])))(
  'fixtures/blocks/%s',
  (name) => {
    const folder = join(ROOT, name);
    const source = readInput(folder);

    it('is refreshed as expected', () => {
      const { text, blocks, findings } = refresh(source);
      const expected = join(folder, `expected${source.path.slice(source.path.lastIndexOf('.'))}`);
      const states = blocks.map(({ id, state, isWritten, place }) => ({ id, state, isWritten, line: place.line }));
      const problems = findings.map(({ code, place, message }) => `${place?.line}:${place?.column} ${code} ${message}`);
      expectGolden(join(folder, 'report.json'), goldenJson({ blocks: states, findings: problems }));
      // A page that nothing changes in has no expected page.
      if (text !== source.text || existsSync(expected)) expectGolden(expected, text);
    });

    it('is not touched again', () => {
      const { text, blocks } = refresh(source);
      const again = refresh(createSourceText(source.path, text));
      expect(again.text).toBe(text);
      expect(again.blocks.some(({ isWritten }) => isWritten)).toBe(false);
      expect(again.blocks.map(({ id }) => id)).toEqual(blocks.map(({ id }) => id));
    });
  },
);

describe('a block that a person edited', () => {
  const source = readInput(join(ROOT, 'edited'));

  it('is overwritten when that is asked for', () => {
    const { text, blocks, findings } = refresh(source, true);
    expect(blocks.map(({ state, isWritten }) => [state, isWritten])).toEqual([['edited', true]]);
    expect(findings).toEqual([]);
    expect(text).toContain(CONTENT);
    expect(refresh(createSourceText(source.path, text)).blocks.map(({ state }) => state)).toEqual(['fresh']);
  });
});

describe('a block without a picture', () => {
  it('keeps what it has', () => {
    const source = readInput(join(ROOT, 'stale'));
    const { text, blocks, findings } = refreshBlocks(source, new Map());
    expect(text).toBe(source.text);
    expect(blocks.map(({ state }) => state)).toEqual(['undrawn']);
    expect(findings).toEqual([]);
  });
});
