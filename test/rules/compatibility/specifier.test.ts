import { expect, it } from 'vitest';
import { allowsVersion } from '../../../src/rules/compatibility/specifier.js';

it.each([
  ['>=2.6', '2.6.0', true],
  ['>=2.6', '2.5.1', false],
  ['>=2.6,<3', '2.14.1', true],
  ['>=2.0,<2.4', '2.4.0', false],
  ['>2.6', '2.6.0', false],
  ['<=2.3.1', '2.3.1', true],
  ['~=2.3.1', '2.3.2', true],
  ['~=2.3.1', '2.4.0', false],
  ['~=2.1', '2.14.1', true],
  ['==2.1.*', '2.10.0', false],
  ['==2.1.*', '2.1.2', true],
  ['!=2.1.0,>=2', '2.1.0', false],
  ['=2.1', '2.1.2', true],
  ['2.1', '2.10.0', false],
  ['', '2.1.0', true],
  ['*', '2.1.0', true],
  ['>=2.6.0rc1', '2.6.0', undefined],
  ['<2, $X', '2.6.0', false],
  ['$X', '2.6.0', undefined],
])('%s lets %s in: %s', (specifier, version, expected) => {
  expect(allowsVersion(specifier, version)).toBe(expected);
});
