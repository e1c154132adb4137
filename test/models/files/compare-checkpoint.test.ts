import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/base/byte-source.js';
import { compareCheckpoint } from '../../../src/models/files/compare-checkpoint.js';
import { NO_SIBLINGS } from '../../../src/models/files/model-file.js';
import { readModelFile } from '../../../src/models/files/read-model-file.js';
import { makeSafetensors } from './build-files.js';

const EXPECTED = [
  { name: 'conv.weight', shape: [2, 3] },
  { name: 'conv.bias', shape: [2] },
  { name: 'head.weight', shape: [5, 2] },
];

function compare(shapes: Readonly<Record<string, number[]>>, expected = EXPECTED) {
  let end = 0;
  const header = Object.entries(shapes).map(([name, shape]) => {
    const start = end;
    end += 4 * shape.reduce((sofar, size) => sofar * size, 1);
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }];
  });
  const bytes = makeSafetensors(Object.fromEntries(header), end);
  return compareCheckpoint(expected, readModelFile(bytesSource(bytes), 'x.safetensors', NO_SIBLINGS));
}

const FITTING = { 'conv.weight': [2, 3], 'conv.bias': [2], 'head.weight': [5, 2] };

function prefixed(prefix: string): Record<string, number[]> {
  return Object.fromEntries(Object.entries(FITTING).map(([name, shape]) => [prefix + name, shape]));
}

describe('a checkpoint and a model', () => {
  it('fit', () => {
    expect(compare(FITTING)).toEqual({
      filePrefix: '',
      modelPrefix: '',
      section: '',
      matched: 3,
      missing: [],
      unexpected: [],
      misshaped: [],
    });
  });

  it('differ by name and by shape', () => {
    expect(compare({ 'conv.weight': [2, 3], 'head.weight': [7, 2], 'extra.weight': [1] })).toMatchObject({
      matched: 1,
      missing: ['conv.bias'],
      unexpected: ['extra.weight'],
      misshaped: [{ name: 'head.weight', expected: [5, 2], found: [7, 2] }],
    });
  });

  it.each(['module.', '_orig_mod.', 'model.', 'module._orig_mod.', '_orig_mod.module.'])(
    'fit through %s',
    (filePrefix) => {
      expect(compare(prefixed(filePrefix))).toMatchObject({ filePrefix, matched: 3, missing: [], unexpected: [] });
    },
  );

  it('fit when the model is the one that is wrapped', () => {
    const expected = EXPECTED.map(({ name, shape }) => ({ name: `model.${name}`, shape }));
    expect(compare(FITTING, expected)).toMatchObject({
      modelPrefix: 'model.',
      matched: 3,
      missing: [],
      unexpected: [],
    });
  });

  it('keep what a prefix does not explain', () => {
    expect(compare({ ...prefixed('module.'), queue: [4] })).toMatchObject({
      filePrefix: 'module.',
      unexpected: ['queue'],
    });
  });

  it('have nothing in common', () => {
    expect(compare({ other: [1] })).toMatchObject({
      matched: 0,
      missing: EXPECTED.map(({ name }) => name),
      unexpected: ['other'],
    });
    expect(compare({})).toMatchObject({ matched: 0, unexpected: [] });
  });
});
