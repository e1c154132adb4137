import { visibleLines } from '../../findings/render/escape.js';
import { readLogs } from '../../workflows/logs.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, ENGINE_OPTION, readDirectory, readEngine } from '../life/life-options.js';
import { showNotDone } from '../life/show-not-done.js';
import { hasFlag, wholeNumberOption } from '../options.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const COLOR = /\u001b\[[\d;]*m/g;

export const logs: Command = {
  name: 'logs',
  summary: 'Show what the environment writes',
  description:
    'Prints what Jupyter, sshd and the command of the container wrote, also after it has ended. What would steer your terminal is made visible, and the token of Jupyter is left out.',
  arguments: [DIRECTORY],
  options: [
    { flags: '-f, --follow', description: 'Go on until Ctrl-C, or until the container ends' },
    { flags: '-n, --tail <lines>', description: 'Only so many of the last lines' },
    ENGINE_OPTION,
  ],
  examples: [
    { command: 'torchdock logs --tail 50', says: 'The last lines.' },
    { command: 'torchdock logs -f', says: 'Follow a training.' },
  ],
  run: async ([directory], options, context) => {
    const { hasColor } = context.host.terminal;
    const follows = hasFlag(options, 'follow');
    const world = createLifeWorld(context, options, {
      tell: () => undefined,
      interrupted: follows ? context.takeInterrupts() : new AbortController().signal,
    });
    const request = {
      directory: readDirectory(directory),
      engine: readEngine(options),
      tail: wholeNumberOption(options, 'tail'),
      follows,
    };
    const show = (line: string): void =>
      context.print(`${visibleLines(hasColor ? line : line.replace(COLOR, ''), hasColor)}\n`);
    const result = await readLogs(request, show, world);
    if (result.kind === 'read') return EXIT.ok;
    return result.kind === 'interrupted'
      ? EXIT.interrupted
      : showNotDone(result, { schema: 'logs/1', isJson: false }, context);
  },
};
