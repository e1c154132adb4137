import { check, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CondaSpec, parseCondaSpec } from '../../src/syntax/requirement/parse-conda-spec.js';

const cases: Record<string, CondaSpec | undefined> = {
  numpy: { name: 'numpy' },
  'pytorch=2.5.1': { name: 'pytorch', version: '2.5.1' },
  'pytorch=2.5': { name: 'pytorch', specifier: '=2.5' },
  'pytorch==2.5': { name: 'pytorch', version: '2.5' },
  'pytorch=2.5.*': { name: 'pytorch', specifier: '=2.5.*' },
  'pytorch=2.5.1=py3.11_cuda12.4_cudnn9.1.0_0': {
    name: 'pytorch',
    version: '2.5.1',
    build: 'py3.11_cuda12.4_cudnn9.1.0_0',
  },
  'pytorch=2.5=*cuda*': { name: 'pytorch', version: '2.5', build: '*cuda*' },
  'pytorch 2.5.1 py3.11_0': { name: 'pytorch', version: '2.5.1', build: 'py3.11_0' },
  'numpy 1.26': { name: 'numpy', version: '1.26' },
  'numpy 1.26.*': { name: 'numpy', specifier: '1.26.*' },
  'numpy >=1.26, <2': { name: 'numpy', specifier: '>=1.26,<2' },
  'numpy>=1.26|1.24.*': { name: 'numpy', specifier: '>=1.26|1.24.*' },
  'conda-forge::Python=3.11': { name: 'python', channel: 'conda-forge', specifier: '=3.11' },
  "pytorch[version='>=2.0,<3', build=cuda126*, channel=conda-forge]": {
    name: 'pytorch',
    channel: 'conda-forge',
    specifier: '>=2.0,<3',
    build: 'cuda126*',
  },
  '_libgcc_mutex=0.1=conda_forge': { name: '_libgcc_mutex', version: '0.1', build: 'conda_forge' },
  '<script>': undefined,
  'numpy=': undefined,
  'numpy @ https://x': undefined,
  '': undefined,
};

describe('parseCondaSpec', () => {
  it.each(Object.entries(cases))('reads %j', (text, expected) => {
    expect(parseCondaSpec(text)).toEqual(expected);
  });

  it('never throws', () => {
    const texts = string({ unit: constantFrom(...'ab12.*=<>!~,| []\'":_-é') });
    const result = check(
      property(texts, (text) => parseCondaSpec(text)?.name !== ''),
      { numRuns: 200 },
    );
    expect(result.counterexample).toBeNull();
  });

  it('is linear on hostile texts', () => {
    // What is quadratic does not end before the time limit of the test.
    const pieces = ['a', '=', ' ', 'a=', '[', "[a='", '::', '*', '>=1,', '= '];
    expect(pieces.map((piece) => parseCondaSpec(`a${piece.repeat(300_000)}]`)?.build)).toHaveLength(pieces.length);
  });
});
