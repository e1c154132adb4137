import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/cli/command.js';
import { hasFlag, listOption, textOption, wholeNumberOption } from '../../src/cli/options.js';
import { HostError } from '../../src/host/host.js';
import { answerInMemory, entryOf, type HarnessOptions } from './harness.js';

/** Prints what it was given, as JSON. */
const echo: Command = {
  name: 'echo',
  summary: 'Print what was given',
  description: 'Prints its arguments and options.',
  arguments: [
    { name: '<view>', description: 'What to draw', choices: () => ['deployment', 'image'] },
    { name: '[source...]', description: 'Where from' },
  ],
  options: [
    { flags: '-o, --output <file>', description: 'Where to' },
    { flags: '--depth <n>', description: 'How deep' },
    {
      flags: '--to <format>',
      description: 'In which form',
      choices: () => ['mermaid', 'svg'],
      defaultValue: 'mermaid',
    },
    { flags: '--run <line>', description: 'A command line', isRepeatable: true },
    { flags: '--dry-run', description: 'Only say it' },
  ],
  examples: [{ command: 'torchdock echo image', says: 'The image.' }],
  run: async (args, options, { print }) => {
    print(
      JSON.stringify({
        args,
        output: textOption(options, 'output'),
        to: textOption(options, 'to'),
        depth: wholeNumberOption(options, 'depth', 1),
        runs: listOption(options, 'run'),
        isDry: hasFlag(options, 'dryRun'),
      }),
    );
    return 0;
  },
};

const failing = (error: unknown): Command => ({
  ...echo,
  name: 'overview',
  summary: 'Fail',
  arguments: [],
  options: [],
  run: async () => {
    throw error;
  },
});

function ask(argv: readonly string[], options?: HarnessOptions) {
  return answerInMemory([entryOf(echo), entryOf(failing(new Error('boom')))], argv, options);
}

describe('arguments and options', () => {
  it('reach the command', async () => {
    const { status, stdout } = await ask([
      'echo',
      'image',
      'a',
      '-',
      '--run',
      'docker run x',
      '--run=y',
      '-o',
      'out.svg',
      '--depth',
      '2',
      '--dry-run',
      '--',
      '--b',
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      args: ['image', ['a', '-', '--b']],
      output: 'out.svg',
      to: 'mermaid',
      depth: 2,
      runs: ['docker run x', 'y'],
      isDry: true,
    });
  });

  it('are absent when they are not given', async () => {
    const { stdout } = await ask(['echo', 'image', '--no-color']);
    expect(JSON.parse(stdout)).toEqual({ args: ['image', []], to: 'mermaid', runs: [], isDry: false });
  });
});

describe('a mistyped line', () => {
  it.each([
    [['ehco'], "torchdock: 'ehco' is not a command\nDid you mean echo?\nSee torchdock --help.\n"],
    [['zzzzzz'], "torchdock: 'zzzzzz' is not a command\nSee torchdock --help.\n"],
    [
      ['./here'],
      "torchdock: './here' is not a command\nTo look at a folder: torchdock overview ./here\nSee torchdock --help.\n",
    ],
    [['help', 'ehco'], "torchdock: 'ehco' is not a command\nDid you mean echo?\nSee torchdock --help.\n"],
    [
      ['echo', 'image', '--otput', 'x'],
      "torchdock: unknown option '--otput'\nDid you mean --output?\nSee torchdock echo --help.\n",
    ],
    [
      ['echo', 'imge'],
      "torchdock: the view cannot be 'imge'; choose deployment or image\nDid you mean image?\nSee torchdock echo --help.\n",
    ],
    [
      ['echo', 'image', '--to', 'gif'],
      "torchdock: --to cannot be 'gif'; choose mermaid or svg\nSee torchdock echo --help.\n",
    ],
    [['echo'], "torchdock: missing required argument 'view'\nSee torchdock echo --help.\n"],
    [['echo', 'image', '-o'], "torchdock: option '-o, --output <file>' argument missing\nSee torchdock echo --help.\n"],
    [
      ['echo', 'image', '--depth', '0'],
      "torchdock: option '--depth' wants a whole number of at least 1, not '0'\nSee torchdock echo --help.\n",
    ],
    [
      ['echo', 'image', '--depth', '1e3'],
      "torchdock: option '--depth' wants a whole number of at least 1, not '1e3'\nSee torchdock echo --help.\n",
    ],
    [
      ['overview', 'a'],
      'torchdock: too many arguments. Expected 0 arguments but got 1\nSee torchdock overview --help.\n',
    ],
    [['\u001b[31mred'], "torchdock: '␛[31mred' is not a command\nSee torchdock --help.\n"],
  ])('%j gives status 2 and says what to type', async (argv, message) => {
    const { status, stdout, stderr } = await ask(argv);
    expect(stderr).toBe(message);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

describe('loading', () => {
  it('takes only the module of the wanted command', async () => {
    const loaded: string[] = [];
    const commands = ['overview', 'echo', 'third'].map((name) =>
      entryOf({ ...echo, name, arguments: [] }, () => loaded.push(name)),
    );
    await answerInMemory(commands, ['echo']);
    expect(loaded).toEqual(['echo']);
    await answerInMemory(commands, []);
    await answerInMemory(commands, ['--dry-run']);
    expect(loaded).toEqual(['echo', 'overview', 'overview']);
    await answerInMemory(commands, ['--help']);
    await answerInMemory(commands, ['--version']);
    expect(loaded).toHaveLength(3);
  });
});

describe('failures', () => {
  it('of the outside world give status 3 with path and reason', async () => {
    const commands = [entryOf(failing(new HostError('/data/a.yaml', 'EACCES', 'EACCES: permission denied, open')))];
    expect(await answerInMemory(commands, [])).toEqual({
      status: 3,
      stdout: '',
      stderr: 'torchdock: /data/a.yaml: permission denied (EACCES)\n',
    });
    const unusual = [entryOf(failing(new HostError('worker', 'EWEIRD', 'it went away')))];
    expect((await answerInMemory(unusual, [])).stderr).toBe('torchdock: worker: it went away\n');
  });

  it('of our own give status 70, and the stack only when asked', async () => {
    const { status, stderr } = await ask([]);
    expect(status).toBe(70);
    expect(stderr).toMatch(/^torchdock: internal error: boom\nThis is a fault of torchdock/);
    expect(stderr).not.toMatch(/at .*answer\.test/);
    const debug = await ask(['overview'], { environment: { TORCHDOCK_DEBUG: '1' } });
    expect(debug.stderr).toMatch(/Error: boom\n\s+at /);
    expect((await answerInMemory([entryOf(failing('a text'))], [])).stderr).toContain('internal error: a text');
  });
});

describe('help', () => {
  it('is the same by flag and by word', async () => {
    const flag = await ask(['echo', '--help']);
    expect(flag.status).toBe(0);
    expect(flag.stderr).toBe('');
    expect(await ask(['help', 'echo'])).toEqual(flag);
    expect(await ask(['echo', 'image', '-h'])).toEqual(flag);
    const top = await ask(['--help']);
    expect(await ask(['help'])).toEqual(top);
    expect(await ask(['-h'])).toEqual(top);
  });

  it('fits the terminal', async () => {
    for (const columns of [60, 80, 100, 140]) {
      const { stdout } = await ask(['echo', '--help'], { terminal: { columns } });
      const longest = Math.max(...stdout.split('\n').map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(Math.min(columns, 100));
    }
  });

  it('is coloured only on a terminal that has colours', async () => {
    expect((await ask(['--help'])).stdout).not.toContain('\u001b');
    expect((await ask(['--help'], { terminal: { hasColor: true } })).stdout).toContain('\u001b');
  });
});
