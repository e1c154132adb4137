import { bringUp } from '../../workflows/up.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, DRY_RUN, PLAN_OPTIONS, readLifeRequest } from '../life/life-options.js';
import { showNotDone } from '../life/show-not-done.js';
import { showUp, toUpDocument } from '../life/show-up.js';
import { tellLife } from '../life/tell-life.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';

export const up: Command = {
  name: 'up',
  summary: 'Start the environment: Jupyter, SSH, GPU, volumes, limits',
  description:
    'Builds the image when it is needed, makes the container and waits until its services answer. A second up changes nothing; after a change of torchdock.yaml it says what is different and makes the container anew, with the same volumes and, where they are free, the same ports. Ports are published on 127.0.0.1; one that is taken is replaced by the next free one. The token of Jupyter is made once and kept in .torchdock/jupyter-token, a file that only you can read; it is printed at a terminal, and in a log only with --show-token. Only what carries the labels of this folder is ever changed.',
  arguments: [DIRECTORY],
  options: [
    ...PLAN_OPTIONS,
    { flags: '--pull', description: 'Ask the registry for a newer base image of the same name' },
    { flags: '--show-token', description: 'Print the token of Jupyter even where stdout is no terminal' },
    DRY_RUN,
    { flags: '--json', description: 'Print one document up/1' },
  ],
  examples: [
    { command: 'torchdock up', says: 'The environment of this folder, and where to find it.' },
    { command: 'torchdock up --accelerator cpu', says: 'Without CUDA, whatever the machine has.' },
    { command: 'torchdock up --frozen --json', says: 'For a program: what the lock says, or not at all.' },
    { command: 'torchdock up --dry-run', says: 'The commands, without touching anything.' },
  ],
  run: async ([directory], options, context) => {
    const isJson = hasFlag(options, 'json');
    const interrupted = context.takeInterrupts();
    const world = createLifeWorld(context, options, { tell: tellLife(context, options), interrupted });
    const request = { ...readLifeRequest(directory, options), pulls: hasFlag(options, 'pull') };
    const result = await bringUp(request, world);
    if (result.kind !== 'up') return showNotDone(result, { schema: 'up/1', isJson }, context);
    if (world.isRehearsal) {
      printFindings(result.findings, 'text', result.sources, { ...context, print: context.say });
      return EXIT.ok;
    }
    const isAsked = hasFlag(options, 'showToken');
    if (isJson) context.print(toUpDocument(result, { showsToken: isAsked }, context));
    else showUp(result, { showsToken: isAsked || context.host.terminal.isInteractive }, context);
    return EXIT.ok;
  },
};
