import { describe, expect, test } from 'vitest';
import { buildPipeline } from '../../../src/training/build-pipeline.js';
import { followScript } from '../../../src/training/follow-script.js';
import { startConfiguration } from '../../../src/training/frameworks/configurations.js';
import type { Pipeline } from '../../../src/training/pipeline.js';
import { followFixture, readFacts } from '../corpus/facts.js';

function follow(files: Readonly<Record<string, string>>, path: string, given?: readonly string[]): Pipeline {
  const { program, recorder } = followScript({
    sources: {
      read: (asked) => files[asked],
      isFolder: (folder) => Object.keys(files).some((file) => file.startsWith(`${folder}/`)),
    },
    roots: ['.'],
    path,
    arguments: given,
  });
  return buildPipeline(program, recorder);
}

function filesOf({ elements, loops }: Pipeline): readonly string[] {
  const places = [
    ...elements.flatMap(({ place, places, settings, parts }) => [
      place,
      ...places,
      ...[...settings, ...parts].flatMap((item) => (item.place ? [item.place] : [])),
    ]),
    ...loops.map(({ place }) => place),
  ];
  return [...new Set(places.map(({ file }) => file))].sort();
}

describe('a configuration that is given by itself', () => {
  test.each([
    ['mmengine-alone', /\/configs\//],
    ['torchtitan-job', /\/llama3_8b\.toml$/],
  ])('%s has every box in its own files', (name, own) => {
    const files = filesOf(followFixture(name, readFacts(name)));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !own.test(file))).toEqual([]);
  });

  test('says each setting where the last of its files says it', () => {
    const pipeline = followFixture('mmengine-alone', readFacts('mmengine-alone'));
    const optimizer = pipeline.elements.find(({ role }) => role === 'optimizer');
    const said = optimizer?.settings.map(
      ({ name, place }) => `${name} ${place?.file.split('/').at(-1)}:${place?.line}`,
    );
    expect(said).toEqual([
      'lr unet-s5-d16_4xb4-20k_drive-64x64.py:28',
      'momentum schedule_20k.py:3',
      'weight_decay schedule_20k.py:3',
    ]);
  });

  test('names its types by the classes of a package', () => {
    const files = {
      'new.py': [
        'from mmengine.config import read_base',
        'from mmpretrain.models import ImageClassifier',
        'with read_base():',
        '    from .base import *',
        'model = dict(type=ImageClassifier, num_classes=3)',
        'optim_wrapper.update(optimizer=dict(type="AdamW", lr=0.3))',
        'train_dataloader = dict(batch_size=7, dataset=dict(type="ImageNet"))',
      ].join('\n'),
      'base.py': 'optim_wrapper = dict(optimizer=dict(type="SGD", lr=0.1))\ntrain_cfg = dict(max_epochs=4)\n',
    };
    const { elements, loops } = follow(files, 'new.py');
    expect(elements.find(({ role }) => role === 'model')?.title).toBe('ImageClassifier');
    expect(elements.find(({ role }) => role === 'optimizer')?.title).toBe('AdamW');
    expect(loops[0]?.count?.kind === 'known' && loops[0].count.text).toBe('4');
  });

  test('that ends in a mistake says so, and has no place in what we bring along', () => {
    const pipeline = follow({ 'c.py': 'model = dict(type="A")\ntrain_cfg = dict(max_epochs=nobody)\n' }, 'c.py');
    expect(filesOf(pipeline)).toEqual(['c.py']);
    expect(pipeline.unknown.map(({ reason, place }) => `${reason} ${place?.file}:${place?.line}`)).toEqual([
      "NameError: name 'nobody' is not defined c.py:2",
    ]);
  });

  test('that goes round in circles, or lacks everything, ends', () => {
    const circle = follow({ 'a.py': '_base_ = "./b.py"\nmodel = dict(type="A")', 'b.py': '_base_ = "./a.py"' }, 'a.py');
    expect(circle.unknown.length).toBeGreaterThan(0);
    const gone = follow({ 'a.py': '_base_ = ["./gone.py"]' }, 'a.py');
    expect(gone.unknown.map(({ reason }) => reason)).toEqual(['the base gone.py is not read']);
    const job = follow({ 'a.toml': '[model]\n[training]\n[optimizer]\n' }, 'a.toml');
    expect(job.loops.map(({ count }) => count)).toEqual([undefined]);
  });
});

describe('what is no configuration', () => {
  const isStarted = (path: string, text: string): boolean => startConfiguration(path, text, ['.']) !== undefined;

  test.each([
    [
      'a script that trains',
      'train.py',
      'import torch\nmodel = Net()\ntrain_dataloader = DataLoader(data)\nfor x in train_dataloader: model(x)',
    ],
    ['a script with a start', 'run.py', 'model = 1\ntrain_cfg = 2\nif __name__ == "__main__": main()'],
    ['a configuration of something else', 'train_char.py', 'batch_size = 64\nlearning_rate = 1e-3'],
    ['one name only', 'a.py', 'model = dict(type="A")'],
    ['a project', 'pyproject.toml', '[project]\nname = "model"\n[tool.training]\n'],
    ['two tables of a job', 'x.toml', '[model]\n[training]\n'],
  ])('%s is followed as it is', (_what, path, text) => {
    expect(isStarted(path, text)).toBe(false);
  });

  test('a job or a base is', () => {
    expect(isStarted('a.toml', '[model]\n[training]  # here\n[optimizer]\n')).toBe(true);
    expect(isStarted('a.py', "_base_ = './b.py'\n")).toBe(true);
  });
});
