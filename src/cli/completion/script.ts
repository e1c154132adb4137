import type { Command } from '../command.js';
import { renderBash } from './bash.js';
import { renderFish } from './fish.js';
import type { CommandWords } from './words.js';
import { describeWords } from './words.js';
import { renderZsh } from './zsh.js';

export type CompletionShell = 'bash' | 'zsh' | 'fish';

const SCRIPTS: Readonly<Record<CompletionShell, (commands: readonly CommandWords[]) => string>> = {
  bash: renderBash,
  zsh: renderZsh,
  fish: renderFish,
};

export const COMPLETION_SHELLS = Object.keys(SCRIPTS) as readonly CompletionShell[];

/** The completion script of a shell, made from the tables. */
export function renderCompletion(shell: CompletionShell, commands: readonly Command[]): string {
  return SCRIPTS[shell](commands.map(describeWords));
}
