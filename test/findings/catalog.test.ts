import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { listFindingEntries } from '../../src/findings/catalog.js';
import { familyOf, familyTitle } from '../../src/findings/families.js';

const entries = listFindingEntries();

describe('the catalog', () => {
  it('gives each code once', () => {
    const codes = entries.map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('has its pages in docs/findings, and every code that was ever given', () => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/docs/findings.mjs', '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe.each(entries.map((entry) => [entry.code, entry] as const))('%s', (code, { title, page }) => {
  it('has a family, a title and a page that can be read', () => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]{2}-\d{2}$/);
    expect(familyTitle(familyOf(code))).toBeDefined();
    expect(title).toMatch(/^\S.*[^.]$/);
    expect(title.length).toBeLessThanOrEqual(80);
    expect(page.why).toMatch(/[.!?)]$/);
    for (const text of [page.bad, page.good]) {
      expect(text.trim()).not.toBe('');
      expect(text).toBe(text.replace(/\s+$/, ''));
    }
    expect(page.bad).not.toBe(page.good);
  });
});
