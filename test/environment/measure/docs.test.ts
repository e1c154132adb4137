import { expect, it } from 'vitest';
import { CHECKS } from '../../../src/environment/measure/check.js';
import { DOCTOR_CHECKS } from '../../../src/environment/measure/doctor/doctor-check.js';
import { verifyFindings } from '../../../src/findings/catalog/verify.js';
import { readSection, table } from '../../setup/page-section.js';

const PAGE = 'docs/verify.md';

it('tells every check of verify, how it is measured, and its code', () => {
  const rows = Object.entries(CHECKS).map(([name, { what, how, family }]) => {
    const { code } = verifyFindings[family].entry;
    return [`\`${name}\``, what, how, `[${code}](findings/${code}.md)`];
  });
  const text = table(['check', 'what', 'how it is read', 'code'], rows);
  expect(readSection(PAGE, 'checks', text)).toBe(text);
});

it('tells every check of doctor', () => {
  const rows = Object.entries(DOCTOR_CHECKS).map(([name, what]) => [`\`${name}\``, what]);
  const text = table(['check', 'what'], rows);
  expect(readSection(PAGE, 'doctor', text)).toBe(text);
});
