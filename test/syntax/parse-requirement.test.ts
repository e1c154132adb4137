import { check, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequirement, type Requirement } from '../../src/syntax/requirement/parse-requirement.js';

const cases: Record<string, Requirement | undefined> = {
  torch: { name: 'torch', extras: [] },
  'Torch_Vision.x': { name: 'torch-vision-x', extras: [] },
  'torch==2.7.0': { name: 'torch', extras: [], version: '2.7.0' },
  'torch===2.7.0+cu126': { name: 'torch', extras: [], version: '2.7.0+cu126' },
  'torch (== 2.7.0)': { name: 'torch', extras: [], version: '2.7.0' },
  'torch >= 2.6, < 3': { name: 'torch', extras: [], specifier: '>=2.6,<3' },
  'torch==2.7.*': { name: 'torch', extras: [], specifier: '==2.7.*' },
  'torch~=2.6,!=2.6.1': { name: 'torch', extras: [], specifier: '~=2.6,!=2.6.1' },
  'torch>=2,==2.7.1': { name: 'torch', extras: [], version: '2.7.1' },
  'torch==2.7.0+cu${CUDA}': { name: 'torch', extras: [], version: '2.7.0' },
  'torch==${TORCH_VERSION}': { name: 'torch', extras: [], specifier: '==${TORCH_VERSION}' },
  'ray[default, tune]>=2.9 ; python_version < "3.12"': {
    name: 'ray',
    extras: ['default', 'tune'],
    specifier: '>=2.9',
    marker: 'python_version < "3.12"',
  },
  'torch @ https://host/torch-2.7.0-cp312-cp312-linux_x86_64.whl ; sys_platform == "linux"': {
    name: 'torch',
    extras: [],
    version: '2.7.0',
    reference: 'https://host/torch-2.7.0-cp312-cp312-linux_x86_64.whl',
    marker: 'sys_platform == "linux"',
  },
  'apex @ git+https://github.com/NVIDIA/apex@25.04': {
    name: 'apex',
    extras: [],
    reference: 'git+https://github.com/NVIDIA/apex@25.04',
  },
  'git+https://github.com/NVIDIA/apex.git': {
    name: 'github.com/nvidia/apex',
    extras: [],
    reference: 'git+https://github.com/NVIDIA/apex.git',
  },
  'git+ssh://git@github.com/org/private.git@main#egg=Private_Thing': {
    name: 'private-thing',
    extras: [],
    reference: 'git+ssh://git@github.com/org/private.git@main#egg=Private_Thing',
  },
  'https://host/whl/flash_attn-2.7.4.post1%2Bcu12torch2.6-cp312-cp312-linux_x86_64.whl': {
    name: 'flash-attn',
    extras: [],
    version: '2.7.4.post1+cu12torch2.6',
    reference: 'https://host/whl/flash_attn-2.7.4.post1%2Bcu12torch2.6-cp312-cp312-linux_x86_64.whl',
  },
  './dist/my_pkg-1.0.tar.gz': { name: 'my-pkg', extras: [], reference: './dist/my_pkg-1.0.tar.gz' },
  '.[dev,test]': { name: '.', extras: ['dev', 'test'], reference: '.' },
  '..': { name: '..', extras: [], reference: '..' },
  'torch=2.7': undefined,
  'torch 2.7': undefined,
  'torch==': undefined,
  'torch[dev': undefined,
  'torch @': undefined,
  '-e .': undefined,
  '': undefined,
  '==2.0': undefined,
};

describe('parseRequirement', () => {
  it.each(Object.entries(cases))('reads %j', (text, expected) => {
    expect(parseRequirement(text)).toEqual(expected);
  });

  it('is linear on hostile lines', () => {
    // What is quadratic does not end before the time limit of the test.
    const pieces = ['a-', '[a', '==1,', ' ', '((', 'a@', ';;', '.', '-_.', 'x://'];
    expect(pieces.map((piece) => parseRequirement(`a${piece.repeat(300_000)}!`)?.version)).toHaveLength(pieces.length);
  });

  it('never throws, and gives normalised names', () => {
    const texts = string({ unit: constantFrom(...'aZ9-_.[]()=<>!~,;@:/# $"\n') });
    const result = check(
      property(texts, (text) => {
        const requirement = parseRequirement(text);
        return (
          !requirement || requirement.reference !== undefined || /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(requirement.name)
        );
      }),
      { numRuns: 100 },
    );
    expect(result.counterexample).toBeNull();
  });
});
