import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findEntry } from '../../../src/findings/catalog.js';
import { renderFindings } from '../../../src/findings/render/table.js';
import { createNodeHost } from '../../../src/host/node-host.js';
import { TRAINING_RULES } from '../../../src/rules/training/table.js';
import { checkSources } from '../../../src/workflows/check.js';
import { expectGolden } from '../../setup/golden.js';

/**
 * `fixtures/rules/training/CODE/bad.py` has the problem, `good*.py` look like it and have it not. What is found in the bad one
 * stands in `expected.txt`.
 */
const FIXTURES = 'fixtures/rules/training';

async function check(folder: string, file: string, code: string): Promise<string> {
  const host = { ...createNodeHost(), workingDirectory: join(process.cwd(), folder) };
  const { sources, findings } = await checkSources(host, { paths: [file] });
  const texts = new Map(sources.map((source) => [source.path, source]));
  const context = { source: (path: string) => texts.get(path), columns: 80, hasColor: false, toolVersion: '0' };
  expect(sources.map(({ path }) => path)).toContain(file);
  return renderFindings(
    findings.filter((finding) => code === '' || finding.code === code),
    'text',
    context,
  );
}

describe.each(TRAINING_RULES.map(({ code }) => code))('%s', (code) => {
  const folder = join(FIXTURES, code);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];

  it('has a bad and a good script, and a page', () => {
    expect(files).toContain('bad.py');
    expect(files).toContain('good.py');
    expect(findEntry(code)?.page.why).toBeTruthy();
  });

  it.each(files.filter((name) => /^bad.*\.py$/.test(name)))('finds %s', async (name) => {
    const shown = await check(folder, name, code);
    expect(shown).not.toBe('');
    expectGolden(join(folder, name === 'bad.py' ? 'expected.txt' : `${name.slice(0, -3)}.expected.txt`), shown);
  });

  it.each(files.filter((name) => /^good.*\.py$/.test(name)))('is silent about %s', async (name) => {
    expect(await check(folder, name, code)).toBe('');
  });
});

it('has no fixture without a rule', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual(TRAINING_RULES.map(({ code }) => code).sort());
});

it('says nothing at all of a script that does everything right', async () => {
  for (const code of ['TRN-01', 'TRN-09', 'TRN-20']) expect(await check(join(FIXTURES, code), 'good.py', '')).toBe('');
});

it('does not tell what a comment asks not to be told', async () => {
  const folder = join(FIXTURES, 'TRN-08');
  const text = readFileSync(join(folder, 'bad.py'), 'utf8').replace(
    'optimizer.step()',
    'optimizer.step()  # torchdock ignore=TRN-08 the model is linear',
  );
  const host = createNodeHost();
  const bytes = new TextEncoder().encode(text);
  const isIt = (path: string): boolean => path.endsWith('bad.py');
  const { findings, ignored } = await checkSources(
    {
      ...host,
      workingDirectory: join(process.cwd(), folder),
      readFile: (path, most) => (isIt(path) ? bytes : host.readFile(path, most)),
    },
    { paths: ['bad.py'] },
  );
  expect(findings.map(({ code }) => code)).not.toContain('TRN-08');
  expect(ignored.map(({ finding, reason }) => [finding.code, reason])).toEqual([['TRN-08', 'the model is linear']]);
});
