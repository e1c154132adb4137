import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { elementOf, readScript, showSettings } from '../read-script.js';

const FOLDER = 'src/training/frameworks';
/** Files of the folder that say nothing of a library. */
const OURS = new Set(['framework.ts', 'frameworks.ts', 'configurations.ts']);

const TOLD = [
  ...readdirSync(FOLDER)
    .filter((name) => !OURS.has(name))
    .map((name) => `${FOLDER}/${name}`),
  'src/training/recognise/library.ts',
  'src/training/recognise/timm.ts',
  'src/training/recognise/read-parts.ts',
  'src/training/recognise/recognise-class.ts',
];

test.each(TOLD)('%s says as of when, and where it was looked up, or that it was not', (path) => {
  const text = readFileSync(path, 'utf8').replaceAll(/\s*\n\s*\*\s*/g, ' ');
  const isDated = /as of [^]{0,80}?\d[^]{0,80}?looked up \d{4}-\d\d-\d\d (?:in|by) /i.test(text);
  expect(isDated || /from knowledge[^]{0,60}not looked up/i.test(text)).toBe(true);
});

describe('what libraries take by position, and what they do when nobody says otherwise', () => {
  const train = (...lines: readonly string[]): ReturnType<typeof readScript> =>
    readScript(['import torch', 'from torch import nn', ...lines].join('\n'));

  test('the trainer of transformers 5 logs nowhere by itself', () => {
    const script = (given: string): ReturnType<typeof readScript> =>
      train(
        'from transformers import Trainer, TrainingArguments, AutoModelForCausalLM',
        "model = AutoModelForCausalLM.from_pretrained('gpt2')",
        `Trainer(model, TrainingArguments('out'${given}), train_dataset=[1, 2]).train()`,
      );
    const loggers = (given: string): readonly string[] =>
      script(given)
        .elements.filter(({ title }) => title === 'report_to')
        .flatMap(({ settings }) => showSettings(settings));
    expect(loggers('')).toEqual([]);
    expect(loggers(", report_to='wandb'")).toEqual(['report_to=wandb']);
  });

  test('a checkpoint of ignite takes its score before its number', () => {
    const pipeline = train(
      'from ignite.handlers import ModelCheckpoint',
      "ModelCheckpoint('out', 'best', None, 'accuracy', 3)",
    );
    expect(showSettings(elementOf(pipeline, 'save').settings)).toEqual([
      'dirname=out',
      'filename_prefix=best',
      'score_function=None',
      'score_name=accuracy',
      'n_saved=3',
    ]);
  });

  test('a folder of files of torchvision takes what loads them second', () => {
    const pipeline = train(
      'from torchvision.datasets import DatasetFolder, ImageFolder',
      "a = DatasetFolder('a', None, ('.npy',))",
      "b = ImageFolder('b', None)",
    );
    const told = pipeline.elements
      .filter(({ role }) => role === 'dataset')
      .map(({ settings }) => showSettings(settings));
    expect(told).toEqual([
      ['root=a', 'loader=None', 'extensions=(.npy)'],
      ['root=b', 'transform=None'],
    ]);
  });
});
