import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { PYTHON, requireTool } from '../setup/tools.js';
import { PARSER_CASES, type ParserCase } from './argparse-cases.js';
import { runText } from './in-memory.js';

const SHOW = `
def show(value):
    known, rest = value if isinstance(value, tuple) else (value, None)
    return repr(sorted(vars(known).items())) + ' ' + repr(rest)
`;

/** The same text for both: argparse that refuses a line ends Python, and that is told. */
function realText({ parser, lines, reads }: ParserCase): string {
  return `
import argparse, sys, io, contextlib
${SHOW}
for line in ${JSON.stringify(lines)}:
    ${parser.trim().replaceAll('\n', '\n    ')}
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            print(show(parser.${reads ?? 'parse_args'}(line.split())))
    except SystemExit:
        print('refused')
`;
}

function ourLine({ parser, reads }: ParserCase, line: string): string {
  const ran = runText(`import argparse\n${SHOW}\n${parser}\nprint(show(parser.${reads ?? 'parse_args'}()))\n`, {
    programArguments: ['main.py', ...line.split(' ').filter((word) => word !== '')],
  });
  const refused = ran.problems.find(({ reason }) => reason.startsWith('argparse:'));
  return refused ? 'refused' : ran.printed.trimEnd() || `? ${ran.problems.map(({ reason }) => reason).join('; ')}`;
}

describe('what a command line gives is what real argparse makes of it', () => {
  test.for(PARSER_CASES)('$name', (parserCase, context) => {
    requireTool(context, PYTHON);
    const real = execFileSync('python3', ['-c', realText(parserCase)], { encoding: 'utf8' });
    const expected = real.trimEnd().split('\n');
    const ours = parserCase.lines.map((line) => ourLine(parserCase, line));
    const pair = (values: readonly string[]): readonly string[] =>
      parserCase.lines.map((line, at) => `${line} → ${values[at]}`);
    expect(pair(ours)).toEqual(pair(expected));
  });
});

describe('a command line that argparse refuses', () => {
  const PARSER = `
import argparse
parser = argparse.ArgumentParser()
parser.add_argument('data')
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--arch', choices=['a', 'b'], default='a')
args = parser.parse_args()
print('goes on', args)
`;
  const reasons = (line: string): readonly string[] => {
    const ran = runText(PARSER, { programArguments: ['main.py', ...line.split(' ')] });
    expect(ran.printed + ran.problems.map(({ kind }) => kind).join()).not.toContain('unsupported');
    return ran.problems.map(({ reason }) => reason);
  };

  test.for([
    ['x --lr fast', "argument --lr: invalid value: 'fast'"],
    ['x --arch c', "argument --arch: invalid choice: 'c'"],
    ['x --nothing', 'unrecognized arguments: --nothing'],
    ['x --lr', 'argument --lr: an argument is missing'],
    ['x y', 'unrecognized arguments: y'],
  ])('%s: it goes on, and says so', ([line = '', reason]) => {
    expect(reasons(line)).toContain(`argparse: ${reason}`);
  });

  test('what must be given and is not is not known', () => {
    const ran = runText(`${PARSER}\nlr, data = args.lr, args.data`, { programArguments: ['main.py'] });
    expect(ran.show('lr')).toBe('0.1');
    expect(ran.show('data')).toBe('? data must be given on the command line is not known');
  });

  test('without a command line the defaults hold', () => {
    const ran = runText(`${PARSER}\nlr, data = args.lr, args.data`);
    expect(ran.show('lr')).toBe('0.1');
    expect(ran.show('data')).toBe('? data must be given on the command line is not known');
  });
});
