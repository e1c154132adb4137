import { describeSsh, runInside } from '../../workflows/shell.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { createLifeWorld, DIRECTORY, DRY_RUN, PLAN_OPTIONS, readLifeRequest } from '../life/life-options.js';
import { showEnd } from '../life/show-end.js';
import { showNotDone } from '../life/show-not-done.js';
import { hasFlag } from '../options.js';

export const shell: Command = {
  name: 'shell',
  summary: 'Open a shell in the environment, or print its SSH settings',
  description:
    'Opens bash in the running container, or sh where there is no bash; it needs no SSH. The exit status is that of the shell. With --ssh-config it prints a block for ~/.ssh/config instead, by which ssh and VS Code find the container and check its host key.',
  arguments: [DIRECTORY],
  options: [
    { flags: '--ssh-config', description: 'Print the settings for ssh and VS Code, and open nothing' },
    ...PLAN_OPTIONS,
    DRY_RUN,
  ],
  examples: [
    { command: 'torchdock shell', says: 'Look around inside.' },
    { command: 'torchdock shell --ssh-config >> ~/.ssh/config', says: 'Then, in VS Code, connect to torchdock-NAME.' },
  ],
  run: async ([directory], options, context) => {
    const wantsConfig = hasFlag(options, 'sshConfig');
    const world = createLifeWorld(context, options, {
      tell: () => undefined,
      // A shell has Ctrl-C for itself.
      interrupted: wantsConfig ? new AbortController().signal : context.takeInterrupts(),
    });
    const request = readLifeRequest(directory, options);
    if (!wantsConfig) return showEnd(await runInside({ ...request, command: [] }, world), context);
    const result = await describeSsh(request, world);
    if (result.kind !== 'ssh') return showNotDone(result, { schema: 'shell/1', isJson: false }, context);
    context.print(result.text);
    return EXIT.ok;
  },
};
