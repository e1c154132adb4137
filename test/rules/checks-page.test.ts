import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findEntry } from '../../src/findings/catalog.js';
import { HOST_RULES } from '../../src/rules/host.js';
import { RULES } from '../../src/rules/table.js';
import { TRAINING_RULES } from '../../src/rules/training/table.js';

/** Rows of the tables of rules in docs/checks.md: code and severity. */
const ROWS = [...readFileSync('docs/checks.md', 'utf8').matchAll(/^\| ([A-Z]+-\d+) \| (error|warning|info) \|/gm)].map(
  ([, code = '', severity = '']) => ({ code, severity }),
);

it('lists every rule once', () => {
  const listed = ROWS.map(({ code }) => code);
  const rules = [...RULES, ...TRAINING_RULES].map(({ code }) => code).concat(HOST_RULES.flatMap(({ codes }) => codes));
  expect(new Set(listed).size).toBe(listed.length);
  expect(rules.filter((code) => !listed.includes(code))).toEqual([]);
});

it('names the severity of the catalog', () => {
  expect(ROWS.filter(({ code, severity }) => findEntry(code)?.severity !== severity)).toEqual([]);
});
