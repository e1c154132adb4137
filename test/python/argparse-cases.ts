/** Parsers, and command lines for each: what real `argparse` makes of them is what ours makes. Accepted lines only. */
export interface ParserCase {
  readonly name: string;
  /** Python that makes `parser`. */
  readonly parser: string;
  readonly lines: readonly string[];
  /** What is called to read: `parse_args` when left out. */
  readonly reads?: 'parse_known_args';
}

const TRAIN = `
parser = argparse.ArgumentParser('train', add_help=True)
parser.add_argument('data', metavar='DIR', nargs='?', default='imagenet')
parser.add_argument('-b', '--batch-size', default=256, type=int)
parser.add_argument('-j', '--workers', default='4', type=int)
parser.add_argument('--lr', '--learning-rate', default=0.1, type=float, dest='lr')
parser.add_argument('--wd', '--weight-decay', default=1e-4, type=float, dest='weight_decay')
parser.add_argument('-e', '--evaluate', dest='evaluate', action='store_true')
parser.add_argument('--no-amp', action='store_false', dest='amp')
parser.add_argument('-v', '--verbose', action='count', default=0)
parser.add_argument('--betas', type=float, nargs=2, default=(0.9, 0.999))
parser.add_argument('--arch', choices=['resnet18', 'resnet50'], default='resnet18')
parser.add_argument('--resume', default='', type=str)
parser.add_argument('--seed', type=int)
`;

const LISTS = `
parser = argparse.ArgumentParser()
parser.add_argument('files', nargs='+')
parser.add_argument('--steps', nargs='*', type=int)
parser.add_argument('--tag', action='append')
parser.add_argument('--more', action='extend', nargs='+', default=['x'])
parser.add_argument('--a', dest='consts', action='append_const', const=1)
parser.add_argument('--b', dest='consts', action='append_const', const=2)
parser.add_argument('--mode', action='store_const', const='fast', default='slow')
parser.add_argument('--gpu', nargs='?', const='all', default='none')
parser.add_argument('--ema', action=argparse.BooleanOptionalAction, default=True)
`;

const GROUPS = `
base = argparse.ArgumentParser(add_help=False)
base.add_argument('--seed', type=int, default=0)
base.add_argument('--deep', type=lambda text: [int(part) for part in text.split(',')], default='1,2')
parser = argparse.ArgumentParser(parents=[base], argument_default=None, fromfile_prefix_chars=None)
group = parser.add_argument_group('optimizer')
group.add_argument('--opt', default='sgd')
group.add_argument('--opt-eps', type=float, default=None)
either = parser.add_mutually_exclusive_group()
either.add_argument('--fast', action='store_true')
either.add_argument('--slow', action='store_true')
parser.add_argument('--hidden', default=argparse.SUPPRESS, type=int)
parser.add_argument('--flag', type=lambda x: x.lower() in ('yes', 'true'), default=False)
parser.set_defaults(opt='adam', extra=3)
`;

const COMMANDS = `
parser = argparse.ArgumentParser()
parser.add_argument('--root', default='/data')
commands = parser.add_subparsers(dest='command')
train = commands.add_parser('train', aliases=['t'])
train.add_argument('config')
train.add_argument('--lr', type=float, default=0.1)
train.set_defaults(run='train it')
test = commands.add_parser('test')
test.add_argument('weights', nargs='*')
`;

const OWN = `
class Pairs(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        found = dict(getattr(namespace, self.dest) or {})
        for item in values:
            key, value = item.split('=', 1)
            found[key] = value
        setattr(namespace, self.dest, found)
parser = argparse.ArgumentParser(allow_abbrev=False)
parser.add_argument('source')
parser.add_argument('target', nargs='?', type=int, default='7')
parser.add_argument('rest', nargs=argparse.REMAINDER)
parser.add_argument('--set', nargs='+', action=Pairs, default={'a': 1})
parser.add_argument('-x', type=int)
parser.add_argument('-y', action='store_true')
parser.add_argument('-z', action='store_true')
`;

const NUMBERS = `
parser = argparse.ArgumentParser()
parser.add_argument('low', type=float)
parser.add_argument('high', type=float, nargs='?')
parser.add_argument('--shift', type=int, nargs=2)
parser.add_argument('-n', '--name', required=True)
`;

export const PARSER_CASES: readonly ParserCase[] = [
  {
    name: 'a script that trains',
    parser: TRAIN,
    lines: [
      '',
      '/data',
      '--lr 0.5',
      '--lr=0.5 /data',
      '/data --learning-rate 1e-3 -b 32',
      '-b32 -j8',
      '-b=32',
      '-b 32 -e',
      '-eb 32',
      '-vvv',
      '-v -v --verbose',
      '--batch 64',
      '--work 2 --weight 0',
      '--no-amp -e',
      '--betas 0.8 0.9 /data',
      '/data --betas .8 .9 --arch resnet50',
      '--seed 1 --seed 2',
      '--resume= --seed 0',
      '-- /data',
      '--resume a=b',
      '--wd -1',
      '--lr inf',
      '--batch-size 1_000',
    ],
  },
  {
    name: 'lists of values',
    parser: LISTS,
    lines: [
      'a',
      'a b c',
      'a --steps 1 2 3',
      'a --steps',
      '--steps 1 2 -- a b',
      'a --tag x --tag y --tag=z',
      'a --more 1 2 --more 3',
      'a --a --b --a',
      'a --mode',
      'a --gpu',
      'a --gpu 1',
      '--gpu=0 a --no-ema',
      'a --ema b',
      'a b --ema --tag t',
    ],
  },
  {
    name: 'groups, parents and defaults',
    parser: GROUPS,
    lines: [
      '',
      '--opt lamb --opt-eps 1e-8',
      '--deep 3,4,5',
      '--fast',
      '--slow --seed 7',
      '--hidden 3',
      '--flag yes',
      '--flag=no',
    ],
  },
  {
    name: 'commands',
    parser: COMMANDS,
    lines: ['', 'train c.yaml', 'train c.yaml --lr 1', '--root /x train --lr 1 c.yaml', 't c.yaml', 'test', 'test a b'],
  },
  {
    name: 'actions of its own',
    parser: OWN,
    lines: ['a', 'a 1', 'a 1 b --x c', '--set k=v l=w -- a', '-x 1 -yz a', '-yzx5 a', '-x-5 a 3', '-yx 4 a'],
  },
  {
    name: 'numbers below zero',
    parser: NUMBERS,
    lines: ['-1 -n x', '-1 -2.5 -n -x', '1 --shift -1 -2 -nfoo', '-.5 --name=y', '0 -n=5'],
  },
  {
    name: 'only what is known',
    parser: TRAIN,
    reads: 'parse_known_args',
    lines: ['--foo 1 --lr 2', '/data more --bar', '--lr=1 --optimizer.lr=3 x', '-q -e', '-eq'],
  },
];
