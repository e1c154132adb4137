import type { ShellEnd } from '../../workflows/shell.js';
import { type CommandContext, EXIT, type ExitStatus, passStatus } from '../command.js';
import { quoteIfNeeded } from '../completion/escape.js';
import { showNotDone } from './show-not-done.js';

/** The status of what ran inside, or why nothing did. */
export function showEnd(end: ShellEnd, context: CommandContext): ExitStatus {
  switch (end.kind) {
    case 'ended':
      return passStatus(end.status);
    case 'rehearsed':
      context.print(end.command.map(quoteIfNeeded).join(' '));
      return EXIT.ok;
    case 'refused':
    case 'interrupted':
      return showNotDone(end, { schema: 'exec/1', isJson: false }, context);
  }
}
