import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHECKS } from '../../../src/environment/measure/check.js';
import { DOCTOR_CHECKS } from '../../../src/environment/measure/doctor/doctor-check.js';
import { verifyFindings } from '../../../src/findings/catalog/verify.js';

const PAGE = 'docs/verify.md';

/** The text between two comments of the page; with `TORCHDOCK_ACCEPT=1` it is written first. */
function readSection(name: string, text: string): string | undefined {
  const page = readFileSync(PAGE, 'utf8');
  const match = new RegExp(`(<!-- ${name}:begin [^\\n]*-->\\n)([\\s\\S]*?)(<!-- ${name}:end -->)`).exec(page);
  const [all = '', begin = '', found, end = ''] = match ?? [];
  if (process.env['TORCHDOCK_ACCEPT'] !== '1') return found;
  writeFileSync(
    PAGE,
    page.replace(all, () => begin + text + end),
  );
  return text;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return `\n${line(head)}${`|${'---|'.repeat(head.length)}\n`}${rows.map(line).join('')}\n`;
}

it('tells every check of verify, how it is measured, and its code', () => {
  const rows = Object.entries(CHECKS).map(([name, { what, how, family }]) => {
    const { code } = verifyFindings[family].entry;
    return [`\`${name}\``, what, how, `[${code}](findings/${code}.md)`];
  });
  const text = table(['check', 'what', 'how it is read', 'code'], rows);
  expect(readSection('checks', text)).toBe(text);
});

it('tells every check of doctor', () => {
  const rows = Object.entries(DOCTOR_CHECKS).map(([name, what]) => [`\`${name}\``, what]);
  const text = table(['check', 'what'], rows);
  expect(readSection('doctor', text)).toBe(text);
});
