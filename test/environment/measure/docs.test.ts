import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHECKS } from '../../../src/environment/measure/check.js';
import { DOCTOR_CHECKS } from '../../../src/environment/measure/doctor/doctor-check.js';
import { verifyFindings } from '../../../src/findings/catalog/verify.js';

const PAGE = 'docs/verify.md';

/** The text between two comments of the page is exactly this; with `TORCHDOCK_ACCEPT=1` it is written. */
function expectSection(name: string, text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const match = new RegExp(`(<!-- ${name}:begin [^\\n]*-->\\n)([\\s\\S]*?)(<!-- ${name}:end -->)`).exec(page);
  expect(match, `${PAGE} has no section ${name}`).not.toBeNull();
  const [all = '', begin = '', found, end = ''] = match ?? [];
  if (process.env['TORCHDOCK_ACCEPT'] === '1')
    writeFileSync(
      PAGE,
      page.replace(all, () => begin + text + end),
    );
  else expect(found).toBe(text);
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
  expectSection('checks', table(['check', 'what', 'how it is read', 'code'], rows));
});

it('tells every check of doctor', () => {
  const rows = Object.entries(DOCTOR_CHECKS).map(([name, what]) => [`\`${name}\``, what]);
  expectSection('doctor', table(['check', 'what'], rows));
});
