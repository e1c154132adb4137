import { describe, expect, test } from 'vitest';
import { elementOf, readScript, showSettings } from '../read-script.js';
import { follow, trainingScript } from './follow.js';

const DEFAULTS = ['lr = 0.1, default --lr', 'weight_decay = 0.01, default --wd'];
const GIVEN = ['lr = 0.5, given --lr', 'weight_decay = 0.01, default --wd'];

const PARSER = `parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--wd', type=float, default=0.01)
args = parser.parse_args()`;

interface Style {
  readonly name: string;
  readonly script: string;
  readonly dashed?: boolean;
}

const CONFIG = `from dataclasses import dataclass
@dataclass
class Recipe:
    lr: float = 0.1
    wd: float = 0.01`;

const STYLES: readonly Style[] = [
  {
    name: 'attributes of args',
    script: trainingScript('import argparse', 'def main(args):', 'args.lr', 'args.wd', `${PARSER}\nmain(args)`),
  },
  {
    name: 'vars(args)',
    script: trainingScript('import argparse', 'def main(o):', "o['lr']", "o['wd']", `${PARSER}\nmain(vars(args))`),
  },
  {
    name: '**vars(args)',
    script: trainingScript('import argparse', 'def main(lr, wd):', 'lr', 'wd', `${PARSER}\nmain(**vars(args))`),
  },
  {
    name: 'args.__dict__',
    script: trainingScript('import argparse', 'def main(lr, wd):', 'lr', 'wd', `${PARSER}\nmain(**args.__dict__)`),
  },
  {
    name: 'parameters',
    script: trainingScript(
      'import argparse',
      'def main(rate, decay=1):',
      'rate',
      'decay',
      `${PARSER}\nmain(args.lr, decay=args.wd)`,
    ),
  },
  {
    name: 'attributes of an object',
    script: trainingScript(
      'import argparse',
      'def main(trainer):',
      'trainer.lr',
      'trainer.wd',
      `class Trainer:
    def __init__(self, lr, wd):
        self.lr = lr
        self.wd = wd
${PARSER}
main(Trainer(args.lr, args.wd))`,
    ),
  },
  {
    name: 'click',
    script: trainingScript(
      'import click',
      `@click.command()
@click.option('--lr', default=0.1, show_default=True)
@click.option('--wd', type=float, default=0.01, help='decay')
def main(lr, wd):`,
      'lr',
      'wd',
      "if __name__ == '__main__':\n    main()",
    ),
  },
  {
    name: 'typer',
    script: trainingScript(
      'import typer',
      "def main(lr: float = 0.1, wd: float = typer.Option(0.01, '--wd')):",
      'lr',
      'wd',
      'typer.run(main)',
    ),
  },
  { name: 'fire', script: trainingScript('import fire', 'def main(lr=0.1, wd=0.01):', 'lr', 'wd', 'fire.Fire(main)') },
  {
    name: 'tyro',
    script: trainingScript(`import tyro\n${CONFIG}`, 'def main(cfg):', 'cfg.lr', 'cfg.wd', 'main(tyro.cli(Recipe))'),
  },
  {
    name: 'simple-parsing',
    script: trainingScript(
      `import simple_parsing\n${CONFIG}`,
      'def main(cfg):',
      'cfg.lr',
      'cfg.wd',
      'main(simple_parsing.parse(Recipe))',
    ),
  },
  {
    name: 'draccus',
    script: trainingScript(
      `import draccus\n${CONFIG}`,
      '@draccus.wrap()\ndef main(cfg: Recipe):',
      'cfg.lr',
      'cfg.wd',
      'main()',
    ),
  },
  {
    name: 'jsonargparse',
    script: trainingScript(
      'import jsonargparse',
      'def main(lr: float = 0.1, wd: float = 0.01):',
      'lr',
      'wd',
      'jsonargparse.CLI(main)',
    ),
  },
  {
    name: 'absl',
    script: trainingScript(
      `from absl import app, flags
FLAGS = flags.FLAGS
flags.DEFINE_float('lr', 0.1, 'rate')
DECAY = flags.DEFINE_float('wd', 0.01, 'decay')`,
      'def main(argv):',
      'FLAGS.lr',
      'DECAY.value',
      'app.run(main)',
    ),
  },
];

describe('switches become settings, by default and as given', () => {
  test.for(STYLES)('$name', ({ script }) => {
    const byDefault = follow({ 'train.py': script });
    expect(byDefault.settings).toEqual(DEFAULTS);
    expect(byDefault.problems).toEqual([]);
    const given = follow({ 'train.py': script }, '--lr=0.5');
    expect(given.settings).toEqual(GIVEN);
    expect(given.options.map((item) => item.replace(/ \(.*/, ''))).toEqual(
      expect.arrayContaining(['--lr = 0.5 given', '--wd = 0.01']),
    );
    for (const option of given.options) expect(option).toMatch(/\(train\.py:\d+\)$/);
  });
});

describe('files of settings', () => {
  const SETTINGS: Readonly<Record<string, string>> = {
    'c.yaml': 'seed: 1\noptim:\n  lr: 0.1\n  wd: 1.0e-2\n',
    'c.json': '{"seed": 1, "optim": {\n"lr": 0.1, "wd": 1e-2}}',
    'c.toml': 'seed = 1\n[optim]\nlr = 0.1\nwd = 1e-2\n',
  };
  const readers: readonly (readonly [string, string, string])[] = [
    ['c.yaml', 'import yaml', "yaml.safe_load(open('c.yaml'))"],
    ['c.json', 'import json', "json.load(open('c.json'))"],
    ['c.toml', 'import tomllib', "tomllib.load(open('c.toml', 'rb'))"],
    ['c.yaml', 'from omegaconf import OmegaConf', "OmegaConf.load('c.yaml')"],
    ['c.yaml', 'import yaml\nfrom easydict import EasyDict', "EasyDict(yaml.safe_load(open('c.yaml')))"],
  ];
  test.for(readers)('%s by %s', ([file, imports, reads]) => {
    const script = trainingScript(
      imports,
      'def main(cfg):',
      "cfg['optim']['lr']",
      "cfg['optim']['wd']",
      `main(${reads})`,
    );
    const { settings, options } = follow({ ...SETTINGS, 'train.py': script });
    expect(settings).toEqual(['lr = 0.1, setting optim.lr', 'weight_decay = 0.01, setting optim.wd']);
    const line = file === 'c.json' ? 2 : 3;
    expect(options).toContain(`optim.lr = 0.1 (${file}:${line})`);
    expect(options).toContain(`seed = 1 (${file}:1)`);
  });

  test('the command line goes before the file with OmegaConf', () => {
    const script = trainingScript(
      'from omegaconf import OmegaConf',
      'def main(cfg):',
      'cfg.optim.lr',
      'cfg.optim.wd',
      "main(OmegaConf.merge(OmegaConf.load('c.yaml'), OmegaConf.from_cli()))",
    );
    const { settings } = follow({ ...SETTINGS, 'train.py': script }, 'optim.lr=0.5');
    expect(settings).toEqual(['lr = 0.5, given optim.lr', 'weight_decay = 0.01, setting optim.wd']);
  });

  test('constants, classes of constants and the environment', () => {
    const script = trainingScript(
      'import os\nLR = 1e-3',
      'def main():',
      'LR',
      "float(os.environ.get('DECAY', 0.01))",
      'main()',
    );
    const { settings, options } = follow({ 'train.py': script });
    expect(settings).toEqual([
      'lr = 0.001, setting LR',
      "weight_decay = float(os.environ.get('DECAY', 0.01)), setting DECAY",
    ]);
    expect(options).toEqual(['DECAY = 0.01 (train.py:6)', 'LR = 0.001 (train.py:3)']);
    const nested = trainingScript(
      'class Config:\n    lr = 0.1\n    class optim:\n        wd = 0.01',
      'def main(cfg):',
      'cfg.lr',
      'Config.lr',
      'main(Config())',
    );
    expect(follow({ 'train.py': nested }).settings).toEqual(['lr = 0.1, setting lr', 'weight_decay = 0.1, setting lr']);
  });
});

describe('hydra', () => {
  const FILES: Readonly<Record<string, string>> = {
    'conf/config.yaml': 'defaults:\n  - optim: sgd\n  - _self_\nbase: 0.1\nseed: 3\n',
    'conf/optim/sgd.yaml': '_target_: torch.optim.SGD\nlr: ${base}\nweight_decay: 0.01\n',
    'conf/optim/adam.yaml': '_target_: torch.optim.Adam\nlr: 0.002\nweight_decay: 0.0\n',
  };
  const HEAD = "@hydra.main(version_base=None, config_path='conf', config_name='config')\ndef main(cfg):";
  const plain = trainingScript('import hydra', HEAD, 'cfg.optim.lr', 'cfg.optim.weight_decay', 'main()');

  test('files of groups are put together, and what stands for another value is that', () => {
    const { settings, options, problems } = follow({ ...FILES, 'train.py': plain });
    expect(problems).toEqual([]);
    expect(settings).toEqual(['lr = 0.1, setting optim.lr', 'weight_decay = 0.01, setting optim.weight_decay']);
    expect(options).toContain('optim.weight_decay = 0.01 (conf/optim/sgd.yaml:3)');
    expect(options).toContain('seed = 3 (conf/config.yaml:5)');
  });

  test('the command line overrides values and chooses files', () => {
    expect(follow({ ...FILES, 'train.py': plain }, 'base=0.3 optim.weight_decay=0.5').settings).toEqual([
      'lr = 0.3, setting optim.lr',
      'weight_decay = 0.5, given optim.weight_decay',
    ]);
    expect(follow({ ...FILES, 'train.py': plain }, 'optim=adam').settings).toEqual([
      'lr = 0.002, setting optim.lr',
      'weight_decay = 0.0, setting optim.weight_decay',
    ]);
  });

  test('a file that is not there is not known, and what stands elsewhere is', () => {
    const { 'conf/optim/sgd.yaml': _, ...rest } = FILES;
    const half = trainingScript('import hydra', HEAD, 'cfg.base', 'cfg.optim.weight_decay', 'main()');
    const followed = follow({ ...rest, 'train.py': half });
    expect(followed.settings).toEqual([
      'lr = 0.1, setting base',
      'weight_decay = cfg.optim.weight_decay, setting optim',
    ]);
    expect(followed.problems).toEqual(['hydra: the configuration optim/sgd is not found']);
    expect(follow({ 'train.py': plain }).settings[0]).toBe('lr = cfg.optim.lr, written');
  });

  test('instantiate makes what _target_ names', () => {
    const script = `import hydra, torch
from hydra.utils import instantiate
${HEAD}
    model = torch.nn.Linear(2, 2)
    optimizer = instantiate(cfg.optim, params=model.parameters())
main()
`;
    expect(follow({ ...FILES, 'train.py': script }, 'optim=adam').settings).toEqual(
      expect.arrayContaining(['lr = 0.002, setting optim.lr', 'weight_decay = 0.0, setting optim.weight_decay']),
    );
  });
});

test('what must be given is not known, and no end', () => {
  const script = trainingScript(
    'import click',
    "@click.command()\n@click.option('--lr', required=True, type=float)\n@click.option('--wd', default=0.01)\ndef main(lr, wd):",
    'lr',
    'wd',
    'main()',
  );
  expect(follow({ 'train.py': script }).settings).toEqual([
    'lr = lr, default --lr',
    'weight_decay = 0.01, default --wd',
  ]);
  expect(follow({ 'train.py': script }, '--lr fast').problems).toContain(
    "click: --lr is given as 'fast', which does not fit",
  );
});

describe('a configurator that is executed', () => {
  const FILES: Readonly<Record<string, string>> = {
    'train.py': trainingScript(
      "lr = 0.1\nwd = 0.01\nnames = [k for k, v in globals().items() if not k.startswith('_') and isinstance(v, (int, float))]\nexec(open('configurator.py').read())\nconfig = {k: globals()[k] for k in names}",
      'if True:',
      'lr',
      'wd',
      'print(config)',
    ),
    'configurator.py': `import sys
from ast import literal_eval
for arg in sys.argv[1:]:
    if '=' not in arg:
        exec(open(arg).read())
    else:
        key, val = arg.split('=')
        key = key[2:]
        if key in globals():
            try:
                attempt = literal_eval(val)
            except (SyntaxError, ValueError):
                attempt = val
            assert type(attempt) == type(globals()[key])
            globals()[key] = attempt
        else:
            raise ValueError(f'Unknown config key: {key}')
`,
    'config/small.py': 'wd = 0.2\n',
  };
  test.for([
    ['', 'lr = 0.1, setting lr', 'weight_decay = 0.01, setting wd'],
    ['--lr=0.5', 'lr = 0.5, given lr', 'weight_decay = 0.01, setting wd'],
    ['config/small.py --lr=1e-3', 'lr = 0.001, given lr', 'weight_decay = 0.2, setting wd'],
  ])('%s', ([line = '', ...settings]) => {
    const followed = follow(FILES, line);
    expect(followed.problems).toEqual([]);
    expect(followed.settings).toEqual(settings);
    expect(followed.options).toEqual(expect.arrayContaining([expect.stringMatching(/^lr = .*\(train\.py:2\)$/)]));
  });
});

test('arguments that nobody said are not known where they are asked for by number', () => {
  const script = trainingScript(
    'import sys',
    "def main():\n    if len(sys.argv) < 2:\n        sys.exit('usage: train.py LR')",
    'float(sys.argv[1])',
    '0.5 if sys.argv[2:] else 0.01',
    'main()',
  );
  expect(follow({ 'train.py': script }).settings).toEqual([
    'lr = float(sys.argv[1]), written',
    'weight_decay = 0.01, written',
  ]);
  expect(follow({ 'train.py': script }, '0.2 x').settings).toEqual([
    'lr = 0.2, written',
    'weight_decay = 0.5, written',
  ]);
});

describe('parsers of dataclasses', () => {
  const SCRIPT = `import torch
from dataclasses import dataclass, field
from typing import List, Optional
from transformers import HfArgumentParser, TrainingArguments
@dataclass
class ModelArguments:
    model_name: str = field(metadata={'help': 'which'})
    lr: float = field(default=0.1, metadata={'help': 'rate'})
    layers: Optional[List[int]] = None
    use_ema: bool = False
@dataclass
class DataArguments:
    wd: float = 0.01
model_args, data_args, training_args = HfArgumentParser((ModelArguments, DataArguments, TrainingArguments)).parse_args_into_dataclasses()
model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=model_args.lr, weight_decay=data_args.wd)
`;
  test('several at once, one of them of a library', () => {
    const line = '--model_name gpt --lr 0.5 --layers 1 2 --use_ema --learning_rate 1e-3';
    const { settings, options, problems } = follow({ 'train.py': SCRIPT }, line);
    expect(problems).toEqual([]);
    expect(settings).toEqual(GIVEN);
    expect(options).toEqual(
      expect.arrayContaining([
        '--model_name = gpt given (train.py:7)',
        '--layers = [1, 2] given (train.py:9)',
        '--use_ema = True given (train.py:10)',
        '--wd = 0.01 (train.py:13)',
      ]),
    );
  });

  test('what must be given is not looked into', () => {
    const { settings, options, problems } = follow({ 'train.py': SCRIPT });
    expect(problems).toEqual([]);
    expect(settings).toEqual(DEFAULTS);
    expect(options).toContain('--model_name = ? (train.py:7)');
  });
});

describe('commands of click', () => {
  const SCRIPT = `import click, torch
@click.group()
@click.option('--wd', default=0.01)
@click.pass_context
def cli(ctx, wd):
    ctx.ensure_object(dict)
    ctx.obj['wd'] = wd
@cli.command('train')
@click.option('--lr', '-l', type=click.FloatRange(0, 1), default=0.1)
@click.argument('files', nargs=-1, type=click.Path(exists=True))
@click.pass_obj
def run(obj, lr, files):
    model = torch.nn.Linear(2, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=obj['wd'])
if __name__ == '__main__':
    cli()
`;
  test('the one that is named runs', () => {
    const { settings, options } = follow({ 'train.py': SCRIPT }, '--wd 0.2 train -l0.5 a b');
    expect(settings).toEqual(['lr = 0.5, given --lr', 'weight_decay = 0.2, given --wd']);
    expect(options).toContain('files = (a, b) given (train.py:10)');
  });

  test('when there is but one, it is that', () => {
    expect(follow({ 'train.py': SCRIPT }).settings[0]).toBe('lr = 0.1, default --lr');
  });
});

test('what the script overrides is written, and what it computes of a switch still hangs on it', () => {
  const script = trainingScript(
    'import argparse, yaml',
    'def main(args, cfg):',
    'args.lr',
    "cfg['wd']",
    `${PARSER}
cfg = yaml.safe_load(open('c.yaml'))
cfg['wd'] = 0.3
args.lr = args.lr * 10
main(args, cfg)`,
  );
  const files = { 'train.py': script, 'c.yaml': 'wd: 0.1\n' };
  expect(follow(files).settings).toEqual(['lr = 1.0, default --lr', 'weight_decay = 0.3, written']);
});

describe('a word of the command that a shell puts a value into', () => {
  const script = [
    'import argparse, torch',
    'from torch import nn',
    'p = argparse.ArgumentParser()',
    "p.add_argument('--lr', type=float, default=0.1)",
    "p.add_argument('--data', default='data')",
    "p.add_argument('--opt', default='$HOME')",
    'args = p.parse_args()',
    'model = nn.Linear(4, 2)',
    'optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)',
    'loader = torch.utils.data.DataLoader(torch.load(args.data), batch_size=len(args.opt))',
    'for batch in loader:',
    '    model(batch).sum().backward()',
    '    optimizer.step()',
  ].join('\n');

  test('is not known, and not its text', () => {
    const pipeline = readScript(script, ['--lr', '$LR', '--data=${DATA}/train']);
    const optimizer = elementOf(pipeline, 'optimizer').settings.find(({ name }) => name === 'lr');
    expect(optimizer?.value).toMatchObject({
      kind: 'unknown',
      reason: 'the variable in $LR of the command is not known',
    });
    expect(pipeline.elements.find(({ role }) => role === 'resume')?.file?.path.kind).toBe('unknown');
    expect(pipeline.unknown).toEqual([]);
  });

  test('is its text where nobody gave it', () => {
    const pipeline = readScript(script, ['--lr', '0.3']);
    expect(showSettings(elementOf(pipeline, 'loader:train').settings)).toContain('batch_size=5');
  });
});
