import { array, constantFrom, oneof, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condaEnvironmentReader } from '../../src/readers/conda-environment/read-conda-environment.js';
import { READERS } from '../../src/readers/table.js';
import { briefJson } from '../setup/brief.js';
import { readFixture } from '../setup/fragment.js';
import { expectGolden } from '../setup/golden.js';
import { expectReaderContract } from '../setup/reader-contract.js';

const cases = [
  ['typical', 'environment.yml'],
  ['exported', 'environment.yaml'],
  ['pip-options', 'conda-gpu.yml'],
  ['broken', 'environment.yml'],
  ['wrong-shapes', 'environment.yml'],
  ['hostile-names', 'environment.yml'],
] as const;

const lines = [
  'dependencies:',
  '  - pip:',
  '    - torch==2.7',
  '  - numpy=1',
  '  - a=1=b',
  'channels:',
  '  - x',
  '- y',
  '  : z',
];

describe('the conda environment reader', () => {
  it.each(cases)('reads the case %s', (name, file) => {
    const folder = `fixtures/readers/conda-environment/${name}`;
    expectGolden(`${folder}/expected.json`, briefJson(readFixture(condaEnvironmentReader, folder, file)));
  });

  it.each([
    ['environment.yml', 'name: x\ndependencies:\n', true],
    ['envs/environment-gpu.yaml', 'dependencies: []', true],
    ['conda_env.yml', 'dependencies:\n- numpy', true],
    ['environment.yml', 'kind: Pod\nspec:\n  dependencies: 1', false],
    ['environments/list.yml', 'dependencies:', false],
  ])('looks at %s with %j: %s', (path, text, expected) => {
    const entry = READERS.find(({ kind }) => kind === 'conda-environment');
    expect(entry?.matches(path) === true && entry.accepts?.(text) === true).toBe(expected);
  });

  it('keeps the contract of readers on any text', () => {
    const documents = array(constantFrom(...lines), { maxLength: 12 }).map((all) => all.join('\n'));
    expectReaderContract(condaEnvironmentReader, 'environment.yml', oneof(documents, string({ unit: 'binary' })));
  });
});
