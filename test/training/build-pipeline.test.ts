import { describe, expect, test } from 'vitest';
import type { Setting } from '../../src/training/pipeline.js';
import { readFolder } from './read-script.js';

function textOf({ value }: Setting): string {
  return value.kind === 'one-of' ? value.texts.join(' | ') : value.text;
}

describe('a script with argparse, a loop over epochs and one over steps', () => {
  const pipeline = readFolder('fixtures/pipeline/imagenet');
  const byId = new Map(pipeline.elements.map((element) => [element.id, element]));

  test('has its elements, with the settings of the defaults', () => {
    const loader = byId.get('loader:train');
    expect(loader?.settings.map((setting) => [setting.name, textOf(setting), setting.origin.kind])).toEqual([
      ['batch_size', '256', 'default'],
      ['shuffle', 'True', 'written'],
      ['num_workers', '4', 'default'],
      ['pin_memory', 'True', 'written'],
      ['sampler', 'None', 'written'],
      ['drop_last', 'False', 'library-default'],
    ]);
    expect(byId.get('optimizer')?.settings.map((setting) => [setting.name, textOf(setting)])).toEqual([
      ['lr', '0.1'],
      ['momentum', '0.9'],
      ['weight_decay', '0.0001'],
    ]);
    expect(byId.get('transforms:train')?.parts.map(({ title }) => title)).toEqual([
      'RandomResizedCrop',
      'RandomHorizontalFlip',
      'ToTensor',
      'Normalize',
    ]);
  });

  test('says under which switch something happens that by default does not', () => {
    expect(byId.get('sampler:train')?.conditions).toMatchObject([{ text: 'args.distributed', holds: false }]);
    expect(byId.get('resume')?.conditions).toMatchObject([{ text: 'args.resume', holds: false }]);
  });

  test('knows its loops and what they go over', () => {
    expect(
      pipeline.loops.map(({ kind, count, over }) => [kind, count?.kind === 'known' ? count.text : '', over]),
    ).toEqual([
      ['epoch', '90', undefined],
      ['step', '', 'loader:train'],
      ['evaluation', '', 'loader:val'],
    ]);
  });

  test('ties what goes from one to the other', () => {
    const flows = pipeline.flows.map(({ from, to }) => `${from} ${to}`);
    expect(flows).toContain('transforms:train dataset:train');
    expect(flows).toContain('dataset:train loader:train');
    expect(flows).toContain('optimizer optimizer-step');
  });
});
