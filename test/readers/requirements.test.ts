import { constantFrom, oneof, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requirementsReader } from '../../src/readers/requirements/read-requirements.js';
import { READERS } from '../../src/readers/table.js';
import { briefJson } from '../setup/brief.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden } from '../setup/golden.js';
import { expectReaderContract } from '../setup/reader-contract.js';

const cases = [
  ['typical', 'requirements.txt'],
  ['options', 'requirements-gpu.txt'],
  ['includes', 'requirements/train.txt'],
  ['cycle', 'a-requirements.txt'],
  ['constraints', 'requirements.txt'],
  ['hashes', 'requirements.txt'],
  ['broken', 'requirements.txt'],
  ['conda-list', 'requirements.txt'],
  ['conflict', 'requirements.txt'],
  ['hostile-names', 'requirements.txt'],
] as const;

describe('the requirements reader', () => {
  it.each(cases)('reads the case %s', (name, file) => {
    const folder = `fixtures/readers/requirements/${name}`;
    expectGolden(`${folder}/expected.json`, briefJson(readFixture(requirementsReader, folder, file)));
  });

  it.each([
    ['requirements.txt', true],
    ['a/requirements-dev.txt', true],
    ['requirements/gpu.txt', true],
    ['dev-requirements.txt', true],
    ['docker/constraints.txt', true],
    ['requirements.md', false],
    ['my-requirements/readme.txt', false],
    ['notes.txt', false],
  ])('looks at %s: %s', (path, expected) => {
    expect(READERS.find(({ kind }) => kind === 'requirements')?.matches(path)).toBe(expected);
  });

  it('reads a chain of includes only so far', () => {
    const open = (path: string) => ({ path, text: `-r ${path}x`, lineStarts: [0] });
    const fragment = requirementsReader.read(open('requirements.txt'), { open });
    expect(fragment.findings.map(({ code }) => code)).toEqual(['PKG-03']);
  });

  it.each([
    ['many lines', 'torch==1.0\n', 20_000],
    ['comment signs', 'a #', 300_000],
    ['continued lines', '\\\n', 100_000],
    ['options', '-r ', 100_000],
    ['hashes', 'x --hash', 100_000],
  ])('is linear in %s', (_what, piece, count) => {
    // What is quadratic does not end before the time limit of the test.
    expect(readText(requirementsReader, 'requirements.txt', piece.repeat(count)).nodes.length).toBeGreaterThan(0);
  });

  it('keeps the contract of readers on any text', () => {
    const pieces = [
      'torch',
      '==',
      '2.7',
      '\n',
      '\r\n',
      '\\\n',
      ' ',
      '#',
      '-r ',
      '-c ',
      '-e ',
      '--index-url ',
      'https://',
      '@',
      ';',
      '[',
      ']',
    ];
    expectReaderContract(
      requirementsReader,
      'requirements.txt',
      oneof(string({ unit: constantFrom(...pieces) }), string({ unit: 'binary' })),
    );
  });
});
