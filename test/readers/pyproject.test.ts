import { array, constantFrom, oneof, string } from 'fast-check';
import { describe, it } from 'vitest';
import { pyprojectReader } from '../../src/readers/pyproject/read-pyproject.js';
import { briefJson } from '../setup/brief.js';
import { readFixture } from '../setup/fragment.js';
import { expectGolden } from '../setup/golden.js';
import { expectReaderContract } from '../setup/reader-contract.js';

const cases = [
  'standard',
  'dynamic',
  'uv-indexes',
  'uv-extras',
  'poetry',
  'groups',
  'broken',
  'wrong-shapes',
  'hostile-names',
];

const lines = [
  '[project]',
  '[tool.uv.sources]',
  '[[tool.uv.index]]',
  '[tool.poetry.dependencies]',
  '[dependency-groups]',
  'dependencies = ["torch==2.7", "x"]',
  'torch = [{ index = "a" }, 1, "2.7"]',
  'torch = { git = 1, version = [] }',
  'optional-dependencies = { a = [{ include-group = "b" }] }',
  'name = "a"',
  'url = 3',
  'a.b = {',
];

describe('the pyproject reader', () => {
  it.each(cases)('reads the case %s', (name) => {
    const folder = `fixtures/readers/pyproject/${name}`;
    expectGolden(`${folder}/expected.json`, briefJson(readFixture(pyprojectReader, folder, 'pyproject.toml')));
  });

  it('keeps the contract of readers on any text', () => {
    const documents = array(constantFrom(...lines), { maxLength: 12 }).map((all) => all.join('\n'));
    expectReaderContract(pyprojectReader, 'pyproject.toml', oneof(documents, string({ unit: 'binary' })), 100);
  });
});
