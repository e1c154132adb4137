import { describe, expect, test } from 'vitest';
import type { Element, Pipeline, Role, Setting } from '../../../src/training/pipeline.js';
import { readFolder, readScript } from '../read-script.js';

const FOLDER = 'fixtures/pipeline/frameworks';

function read(name: string, ...given: readonly string[]): Pipeline {
  return readFolder(`${FOLDER}/${name}`, given);
}

function textOf({ value }: Setting): string {
  return value.kind === 'one-of' ? value.texts.join(' | ') : value.text;
}

function originOf({ origin }: Setting): string {
  if (origin.kind === 'default' || origin.kind === 'given') return `${origin.kind} ${origin.option}`;
  return origin.kind === 'setting' ? `setting ${origin.name}` : origin.kind;
}

/** `AdamW lr=0.1 (written)` */
function tell({ title, settings }: Element): string {
  return [title, ...settings.map((item) => `${item.name}=${textOf(item)} (${originOf(item)})`)].join(' ');
}

function all(pipeline: Pipeline, role: Role): readonly string[] {
  return pipeline.elements.filter((element) => element.role === role).map(tell);
}

function loops(pipeline: Pipeline): readonly string[] {
  return pipeline.loops.map(({ kind, count }) => (count?.kind === 'known' ? `${kind} ${count.text}` : kind));
}

function lines(pipeline: Pipeline, role: Role): readonly number[] {
  return pipeline.elements.filter((element) => element.role === role).map(({ place }) => place.line);
}

/** Whatever a framework does, it is the program that is shown: no place may lie in what is written of a framework. */
function strangePlaces(pipeline: Pipeline): readonly string[] {
  const places = [
    ...pipeline.elements.flatMap((element) => [
      element.place,
      ...element.places,
      ...element.settings.flatMap(({ place }) => (place ? [place] : [])),
      ...element.conditions.map(({ place }) => place),
    ]),
    ...pipeline.loops.map(({ place }) => place),
  ];
  return places.map(({ file }) => file).filter((file) => file.startsWith('<'));
}

const EVERY = [
  'lightning',
  'fabric',
  'transformers',
  'accelerate',
  'deepspeed',
  'ignite',
  'ultralytics',
  'mmengine',
  'torchtitan',
  'detectron2',
  'timm',
] as const;

describe.each(EVERY)('%s', (name) => {
  const pipeline = read(name, ...(name === 'torchtitan' ? ['--job.config_file', 'job.toml'] : []));

  test('is followed to its end, and shows only places in the program', () => {
    expect(pipeline.unknown).toEqual([]);
    expect(strangePlaces(pipeline)).toEqual([]);
  });

  test('goes backward and steps in a loop over steps', () => {
    for (const role of ['backward', 'optimizer-step', 'zero-grad'] as const) {
      const found = pipeline.elements.filter((element) => element.role === role);
      expect(found.length, role).toBe(1);
      expect(pipeline.loops.find(({ id }) => id === found[0]?.loop)?.kind, role).toBe('step');
    }
  });

  test('names its style', () => {
    expect(pipeline.style).toBe(name === 'deepspeed' || name === 'timm' ? 'plain' : name);
  });
});

describe('Lightning', () => {
  const pipeline = read('lightning', '--devices', '2');

  test('has the loops of its trainer, where it is asked to train', () => {
    expect(loops(pipeline)).toEqual(['epoch 20', 'step', 'evaluation']);
    expect(lines(pipeline, 'backward')).toEqual([85]);
    expect(lines(pipeline, 'loss')).toEqual([45, 52]);
  });

  test('shows the flags of the trainer with who says them', () => {
    expect(all(pipeline, 'parallel')).toEqual([
      'Strategy strategy=ddp (written) devices=2 (given --devices) num_nodes=1 (library-default)',
    ]);
    expect(all(pipeline, 'precision')).toEqual(['MixedPrecision precision=16-mixed (written)']);
    expect(all(pipeline, 'clip')).toEqual(['clip_grad_norm_ max_norm=1.0 (written)']);
    expect(all(pipeline, 'accumulation')).toEqual(['accumulate accumulate_grad_batches=2 (written)']);
    expect(all(pipeline, 'scaler').length).toBe(1);
  });

  test('takes the loaders of the data module and the optimizer of the module', () => {
    expect(all(pipeline, 'optimizer')).toEqual(['AdamW lr=0.0003 (default --lr) weight_decay=0.01 (written)']);
    const [train] = all(pipeline, 'loader');
    expect(train).toContain('batch_size=64');
    expect(train).toContain('shuffle=True');
    expect(all(pipeline, 'scheduler')).toEqual(['CosineAnnealingLR T_max=20 (written)']);
  });

  test('makes no checkpoint of its own beside the one that is asked for', () => {
    expect(all(pipeline, 'save')).toHaveLength(1);
    expect(all(pipeline, 'save')[0]).toContain('save_top_k=3 (written)');
  });
});

describe('Trainer of transformers', () => {
  const pipeline = read('transformers');

  test('takes settings of TrainingArguments, and says which nobody wrote', () => {
    expect(loops(pipeline)).toEqual(['epoch 2', 'step', 'evaluation']);
    const [optimizer] = all(pipeline, 'optimizer');
    expect(optimizer).toContain('AdamW lr=2e-05 (written) weight_decay=0.01 (written)');
    expect(optimizer).toContain('betas=(0.9, 0.999) (library-default)');
    const [loader, second] = all(pipeline, 'loader');
    expect(loader).toContain('batch_size=16 (written)');
    expect(loader).toContain('num_workers=4 (written)');
    expect(second).toContain('batch_size=64 (written)');
    expect(all(pipeline, 'clip')).toEqual(['clip_grad_norm_ max_norm=1.0 (library-default)']);
    expect(all(pipeline, 'precision')).toEqual(['autocast bf16=True (written)']);
    expect(all(pipeline, 'scheduler')).toEqual(['get_linear_schedule_with_warmup warmup_ratio=0.1 (written)']);
  });
});

test('accelerate gives back what it prepares', () => {
  const pipeline = read('accelerate');
  expect(loops(pipeline)).toEqual(['epoch 30', 'step', 'evaluation']);
  expect(pipeline.loops.every(({ kind, over }) => kind === 'epoch' || over !== undefined)).toBe(true);
  expect(all(pipeline, 'seed')).toEqual(['manual_seed seed=0 (default --seed)']);
  expect(all(pipeline, 'accumulation')).toEqual([
    'accumulate_gradients gradient_accumulation_steps=2 (default --accumulate)',
  ]);
  expect(lines(pipeline, 'backward')).toEqual([34]);
});

test('Fabric clips and saves for the program', () => {
  const pipeline = read('fabric');
  expect(all(pipeline, 'clip')).toEqual(['clip_grad_norm_ max_norm=0.5 (written)']);
  expect(all(pipeline, 'precision')).toEqual(['MixedPrecision precision=bf16-mixed (written)']);
  expect(all(pipeline, 'save')).toHaveLength(1);
});

test('DeepSpeed does what its file says', () => {
  const pipeline = read('deepspeed');
  expect(all(pipeline, 'clip')).toEqual(['clip_grad_norm_ max_norm=1.0 (setting ds_config.json:gradient_clipping)']);
  expect(all(pipeline, 'parallel').join()).toContain('stage=2 (setting ds_config.json:zero_optimization.stage)');
  expect(all(pipeline, 'optimizer')[0]).toMatch(/^AdamW lr=0.0003 /);
  expect(all(pipeline, 'loader')[0]).toContain('batch_size=32 (setting ds_config.json');
});

test('an engine of ignite calls what was attached to it', () => {
  const pipeline = read('ignite');
  expect(loops(pipeline)).toEqual(['epoch 5', 'step', 'evaluation']);
  expect(lines(pipeline, 'backward')).toEqual([34]);
});

test('Ultralytics trains by one call', () => {
  const pipeline = read('ultralytics');
  expect(loops(pipeline).slice(0, 2)).toEqual(['epoch 50', 'step']);
  expect(all(pipeline, 'optimizer')[0]).toContain('AdamW lr=0.002 (written)');
  expect(all(pipeline, 'loader')[0]).toContain('batch=32 (default --batch)');
  expect(all(pipeline, 'loader')[0]).toContain('workers=8 (library-default)');
});

test('a Runner of MMEngine builds what dictionaries say, and calls the model of the program', () => {
  const pipeline = read('mmengine');
  expect(loops(pipeline)).toEqual(['epoch 5', 'step']);
  expect(all(pipeline, 'optimizer')[0]).toMatch(/^SGD lr=0.001 .*momentum=0.9/);
  expect(lines(pipeline, 'loss')).toEqual([18]);
  expect(all(pipeline, 'clip')).toEqual([
    'clip_grad_norm_ max_norm=1.0 (setting cfg:optim_wrapper.clip_grad.max_norm)',
  ]);
});

test('torchtitan does what its TOML file says, but for what the command line says otherwise', () => {
  const pipeline = read('torchtitan', '--job.config_file', 'job.toml', '--training.steps=20');
  expect(loops(pipeline)).toEqual(['step 20']);
  expect(all(pipeline, 'optimizer')[0]).toContain('AdamW lr=0.0003 (setting job.toml:optimizer.lr)');
});

test('detectron2 tells what the program sets from what the library has', () => {
  const pipeline = read('detectron2');
  expect(loops(pipeline)).toEqual(['step 300']);
  expect(all(pipeline, 'optimizer')).toEqual([
    'SGD lr=0.00025 (setting cfg:SOLVER.BASE_LR) momentum=0.9 (library-default) weight_decay=0.0001 (library-default)',
  ]);
});

test("timm's scaler goes backward, clips and steps", () => {
  const pipeline = read('timm');
  expect(all(pipeline, 'clip')).toEqual(['clip_grad_norm_ max_norm=1.0 (written)']);
  expect(lines(pipeline, 'optimizer-step')).toEqual([18]);
});

test('flags of a trainer that are not known are unknown, and not what the library has', () => {
  const text = [
    'import lightning as L',
    'import torch',
    'from elsewhere import settings',
    'class Net(L.LightningModule):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.body = torch.nn.Linear(2, 2)',
    '    def training_step(self, batch, index):',
    '        return self.body(batch).sum()',
    '    def configure_optimizers(self):',
    '        return torch.optim.SGD(self.parameters(), lr=0.1)',
    'L.Trainer(max_epochs=3, **settings).fit(Net())',
  ].join('\n');
  const pipeline = readScript(text);
  expect(loops(pipeline)).toEqual(['epoch 3', 'step']);
  const device = pipeline.elements.find(({ role }) => role === 'device');
  expect(device?.settings.map(({ value }) => value.kind)).toEqual(['unknown', 'unknown']);
});
