import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  GPU_FIELDS,
  knowsFieldsNot,
  OLD_GPU_FIELDS,
  readDriverFile,
  readNvidiaSmi,
  type SmiAnswer,
} from '../../../src/environment/measure/nvidia-smi.js';
import { expectGolden, goldenJson } from '../../setup/golden.js';

const FOLDER = 'fixtures/measure/nvidia-smi';

function readCase(name: string): SmiAnswer {
  const read = (file: string): string => readFileSync(`${FOLDER}/${name}/${file}`, 'utf8');
  const status = read('status.txt').trim();
  return {
    status: status === 'none' ? undefined : Number(status),
    stdout: read('stdout.txt'),
    stderr: read('stderr.txt'),
  };
}

describe('what nvidia-smi says', () => {
  it.each(readdirSync(FOLDER))('%s', (name) => {
    const fields = name === 'no-capability' ? OLD_GPU_FIELDS : GPU_FIELDS;
    expectGolden(`${FOLDER}/${name}/expected.json`, goldenJson(readNvidiaSmi(readCase(name), fields)));
  });

  it('is asked again in the words of an older driver', () => {
    expect(knowsFieldsNot(readCase('old-driver'))).toBe(true);
    expect(knowsFieldsNot(readCase('several'))).toBe(false);
    expect(knowsFieldsNot(readCase('mismatch'))).toBe(false);
  });
});

it('reads the version of the driver where the module tells it', () => {
  expect(readDriverFile('535.104.05\n')).toBe('535.104.05');
  const proc =
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.57.02  Tue Jul 13 16:14:05 UTC 2021\nGCC version:  gcc version 9.3.0\n';
  expect(readDriverFile(proc)).toBe('470.57.02');
  const open = 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.124.06  Release Build\n';
  expect(readDriverFile(open)).toBe('570.124.06');
  expect(readDriverFile('')).toBeUndefined();
});
