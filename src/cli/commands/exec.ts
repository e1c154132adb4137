import { runInside } from '../../workflows/shell.js';
import type { Command } from '../command.js';
import { createLifeWorld, DIRECTORY, DRY_RUN, ENGINE_OPTION, readDirectory, readEngine } from '../life/life-options.js';
import { showEnd } from '../life/show-end.js';
import { UsageError } from '../usage-error.js';

export const exec: Command = {
  name: 'exec',
  summary: 'Run a command in the environment',
  description:
    "Runs a command in the running container, as its user and in its workspace, and passes on its input, its output and its exit status: a status that is not 0 is the command's own. The words behind -- are given as they are; for pipes and variables of the container, run sh -c.",
  arguments: [DIRECTORY],
  passesOn: { name: '<command...>', description: 'The command with its arguments' },
  options: [ENGINE_OPTION, DRY_RUN],
  examples: [
    { command: 'torchdock exec -- python train.py --epochs 1', says: 'Train, and get its status.' },
    { command: 'torchdock exec -- nvidia-smi', says: 'The GPUs as the container sees them.' },
    { command: "torchdock exec -- sh -c 'pip list | grep torch'", says: 'A pipe inside.' },
  ],
  run: async ([directory, command], options, context) => {
    if (typeof command !== 'object' || command.length === 0)
      throw new UsageError(
        'there is no command to run',
        `It stands behind --: torchdock exec -- ${typeof directory === 'string' ? directory : 'nvidia-smi'}`,
      );
    const interrupted = context.takeInterrupts();
    const world = createLifeWorld(context, options, { tell: () => undefined, interrupted });
    const request = { directory: readDirectory(directory), engine: readEngine(options), command };
    return showEnd(await runInside(request, world), context);
  },
};
