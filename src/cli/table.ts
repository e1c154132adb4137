import type { CommandEntry } from './command.js';

/** The one list of commands, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [];
