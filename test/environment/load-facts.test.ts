import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { FACT_FILES, type FactTable } from '../../src/environment/facts/facts.js';
import { type LoadedFacts, loadFacts } from '../../src/environment/facts/load-facts.js';
import { ownFacts } from './facts.js';

const textOf = (table: FactTable): string => readFileSync(`facts/${FACT_FILES[table]}`, 'utf8');

function load(table: FactTable, text: string): Promise<LoadedFacts> {
  return loadFacts({ [table]: createSourceText(`mine/${FACT_FILES[table]}`, text) });
}

describe('the tables', () => {
  it('are whole, dated, and say where they come from', async () => {
    const facts = await ownFacts();
    expect(facts.releases).toHaveLength(29);
    expect(facts.images.official).toHaveLength(142);
    expect(facts.asOf).toBe('2026-11-22');
    for (const source of Object.values(facts.sources)) expect(source.length).toBeGreaterThan(20);
    for (const table of Object.keys(FACT_FILES) as FactTable[])
      expect(JSON.parse(textOf(table))).toMatchObject({ as_of: expect.stringMatching(/^\d{4}-\d{2}-\d{2}/) });
  });

  it('agree with each other', async () => {
    const facts = await ownFacts();
    const systems = facts.systems.map(({ name }) => name);
    for (const { version, builds, defaultCuda } of facts.releases) {
      expect(builds.map(({ cuda }) => cuda)).toContain(defaultCuda);
      for (const { cuda, indexUrl } of builds) {
        expect(facts.drivers.toolkit.get(cuda), `${version} ${cuda}`).toBeDefined();
        expect(facts.drivers.minimum.get(cuda.split('.')[0] ?? '')).toBeDefined();
        expect(indexUrl).toBe(`https://download.pytorch.org/whl/cu${cuda.replace('.', '')}`);
      }
    }
    for (const image of facts.images.official) {
      const release = facts.releases.find(({ version }) => version === image.torch);
      expect(release?.builds.map(({ cuda }) => cuda)).toContain(image.cuda);
      expect(image.reference).toContain(`:${image.torch}-cuda${image.cuda}-cudnn`);
    }
    for (const { os } of facts.images.inside) if (os !== undefined) expect(systems).toContain(os);
  });

  it.each(Object.keys(FACT_FILES) as FactTable[])('%s can be replaced by a copy of itself', async (table) => {
    expect(await load(table, textOf(table))).toEqual(await loadFacts({}));
  });
});

describe('a table of the user', () => {
  it('is refused with the line that is wrong', async () => {
    const lines = textOf('releases').split('\n');
    const at = lines.findIndex((line) => line.includes('"torch": "2.7.0"'));
    lines[at] = '   "torch": "two point seven",';
    const loaded = await load('releases', lines.join('\n'));
    expect(loaded).toMatchObject({
      kind: 'malformed',
      findings: [{ code: 'RES-01', place: { file: 'mine/torch_releases.json', line: at + 1 } }],
    });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['an empty map', '{}'],
    ['a list', '[]'],
    ['rows of another shape', '{"as_of": "2027-01-01", "sources": {}, "releases": {"2.15": true}}'],
  ])('is refused when it holds %s', async (_name, text) => {
    const loaded = await load('releases', text);
    expect(loaded.kind).toBe('malformed');
  });

  it('never makes the program fail, however it is cut', async () => {
    const text = textOf('gpus');
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(40), async (at, length) => {
        const loaded = await load('gpus', text.slice(0, at) + text.slice(at + length));
        expect(loaded.kind === 'facts' || loaded.findings.length > 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
