import type { InsideProfileRequest } from '../../workflows/profile-inside.js';
import { bringUp } from '../../workflows/up.js';
import type { Command, OptionValues } from '../command.js';
import { EXIT } from '../command.js';
import {
  createLifeWorld,
  DIRECTORY,
  DRY_RUN,
  PLAN_OPTIONS,
  readEngine,
  readLifeRequest,
} from '../life/life-options.js';
import { profileUp } from '../life/profile-up.js';
import { showNotDone } from '../life/show-not-done.js';
import { showUp, toUpDocument } from '../life/show-up.js';
import { tellLife } from '../life/tell-life.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';
import { UsageError } from '../usage-error.js';

export const up: Command = {
  name: 'up',
  summary: 'Start the environment: Jupyter, SSH, GPU, volumes, limits',
  description:
    'Builds the image when it is needed, makes the container and waits until its services answer. A second up changes nothing; after a change of torchdock.yaml it says what is different and makes the container anew, with the same volumes and, where they are free, the same ports. Ports are published on 127.0.0.1; one that is taken is replaced by the next free one. The token of Jupyter is made once and kept in .torchdock/jupyter-token, a file that only you can read; it is printed at a terminal, and in a log only with --show-token. Only what carries the labels of this folder is ever changed.',
  arguments: [DIRECTORY],
  passesOn: {
    name: '[command...]',
    description: 'With --profile: what trains (default: the command of the spec, or the one that the files start)',
  },
  options: [
    ...PLAN_OPTIONS,
    { flags: '--pull', description: 'Ask the registry for a newer base image of the same name' },
    { flags: '--profile', description: 'Then train a few steps with the profiler; traces go into .torchdock/traces' },
    { flags: '--show-token', description: 'Print the token of Jupyter even where stdout is no terminal' },
    DRY_RUN,
    { flags: '--json', description: 'Print one document up/1' },
  ],
  examples: [
    { command: 'torchdock up', says: 'The environment of this folder, and where to find it.' },
    { command: 'torchdock up --accelerator cpu', says: 'Without CUDA, whatever the machine has.' },
    { command: 'torchdock up --frozen --json', says: 'For a program: what the lock says, or not at all.' },
    { command: 'torchdock up --dry-run', says: 'The commands, without touching anything.' },
    { command: 'torchdock up --profile -- python train.py --epochs 1', says: 'A trace of a few steps of it.' },
  ],
  run: async (words, options, context) => {
    const [directory, command] = words;
    const profiles = readProfile(command, options);
    const isJson = hasFlag(options, 'json');
    const interrupted = context.takeInterrupts();
    const world = createLifeWorld(context, options, { tell: tellLife(context, options), interrupted });
    const request = { ...readLifeRequest(directory, options), pulls: hasFlag(options, 'pull') };
    const result = await bringUp(request, world);
    if (result.kind !== 'up') return showNotDone(result, { schema: 'up/1', isJson }, context);
    if (world.isRehearsal) {
      printFindings(result.findings, 'text', result.sources, { ...context, print: context.say });
      return profiles ? profileUp(result, profiles, world, context) : EXIT.ok;
    }
    const isAsked = hasFlag(options, 'showToken');
    if (isJson) context.print(toUpDocument(result, { showsToken: isAsked }, context));
    else showUp(result, { showsToken: isAsked || context.host.terminal.isInteractive }, context);
    return profiles ? profileUp(result, profiles, world, context) : EXIT.ok;
  },
};

function readProfile(
  command: string | readonly string[] | undefined,
  options: OptionValues,
): InsideProfileRequest | undefined {
  const words = typeof command === 'object' ? command : [];
  const isWanted = hasFlag(options, 'profile');
  if (!isWanted && words.length > 0)
    throw new UsageError("a command behind '--' belongs to '--profile'", 'torchdock exec runs one in the environment.');
  if (isWanted && hasFlag(options, 'json'))
    throw new UsageError(
      "'--profile' hands the terminal to the training, and '--json' prints one document; choose one",
    );
  return isWanted ? { engine: readEngine(options), command: words } : undefined;
}
