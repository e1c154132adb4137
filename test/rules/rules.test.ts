import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEntry } from '../../src/findings/catalog.js';
import { renderFindings } from '../../src/findings/render/table.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { RULES } from '../../src/rules/table.js';
import { checkSources } from '../../src/workflows/check.js';
import { expectGolden } from '../setup/golden.js';

/**
 * `fixtures/rules/<CODE>/bad*` are folders that have the problem, `good*` folders that look like it and have it not.
 * What is found in a bad one stands in its `expected.txt`.
 */
const FIXTURES = 'fixtures/rules';

async function check(folder: string, code: string): Promise<string> {
  const host = { ...createNodeHost(), workingDirectory: join(process.cwd(), folder) };
  const { sources, findings } = await checkSources(host, { paths: ['.'] });
  const texts = new Map(sources.map((source) => [source.path, source]));
  const context = { source: (file: string) => texts.get(file), columns: 80, hasColor: false, toolVersion: '0' };
  expect(sources.length, 'something was read').toBeGreaterThan(0);
  return renderFindings(
    findings.filter((finding) => finding.code === code),
    'text',
    context,
  );
}

describe.each(RULES.map(({ code }) => code))('%s', (code) => {
  const cases = readdirSync(join(FIXTURES, code)).sort();

  it('has a bad and a good folder, and a page', () => {
    expect(cases.some((name) => name.startsWith('bad'))).toBe(true);
    expect(cases.some((name) => name.startsWith('good'))).toBe(true);
    expect(findEntry(code)?.page.why).toBeTruthy();
  });

  it.each(cases.filter((name) => name.startsWith('bad')))('finds %s', async (name) => {
    const folder = join(FIXTURES, code, name);
    const shown = await check(folder, code);
    expect(shown).not.toBe('');
    expectGolden(join(folder, 'expected.txt'), shown);
  });

  it.each(cases.filter((name) => name.startsWith('good')))('is silent about %s', async (name) => {
    expect(await check(join(FIXTURES, code, name), code)).toBe('');
  });
});

it('has no fixture without a rule', () => {
  // Those about training scripts have a test of their own.
  const folders = readdirSync(FIXTURES).filter((name) => name !== 'training');
  expect(folders.sort()).toEqual(RULES.map(({ code }) => code).sort());
});
