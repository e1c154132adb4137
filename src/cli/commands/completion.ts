import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import type { CompletionShell } from '../completion/script.js';
import { COMPLETION_SHELLS, renderCompletion } from '../completion/script.js';

export const completion: Command = {
  name: 'completion',
  summary: 'Print the script that completes commands in your shell',
  description:
    'Prints a script for bash, zsh or fish that completes commands, options and their values when you press Tab. The script is made from the same tables as this help and needs torchdock only when it is printed.',
  arguments: [{ name: '<shell>', description: 'The shell that you use', choices: () => COMPLETION_SHELLS }],
  options: [],
  examples: [
    { command: 'source <(torchdock completion bash)', says: 'In this bash, now; in ~/.bashrc, for every new one.' },
    {
      command: 'torchdock completion zsh > "${fpath[1]}/_torchdock"',
      says: 'For every new zsh.',
    },
    {
      command: 'torchdock completion fish > ~/.config/fish/completions/torchdock.fish',
      says: 'For every new fish.',
    },
  ],
  run: async ([shell], _options, { commands, print }) => {
    const loaded = await Promise.all(commands.map((entry) => entry.load()));
    print(renderCompletion(shell as CompletionShell, loaded));
    return EXIT.ok;
  },
};
