import type { SourceText } from '../../base/text.js';
import { parseShell } from '../../syntax/shell/parse-shell.js';
import { toCommandLine } from '../command-line.js';
import type { CommandLine } from '../word.js';
import type { NamedFile } from './started.js';

/** The commands of the `[program:…]` sections of a supervisord configuration (supervisord.org, "Configuration File"). */
export function readSupervisorCommands({ source, span }: NamedFile): readonly CommandLine[] {
  const lines: CommandLine[] = [];
  let isProgram = false;
  for (let start = span.start; start < span.end; ) {
    const newline = source.text.indexOf('\n', start);
    const end = newline < 0 || newline > span.end ? span.end : newline;
    const text = source.text.slice(start, end);
    if (text.startsWith('[')) isProgram = text.startsWith('[program:');
    const command = isProgram ? /^command\s*=\s*/.exec(text) : null;
    if (command) lines.push(...commandsIn(source, start + command[0].length, start + withoutComment(text)));
    start = end + 1;
  }
  return lines;
}

function withoutComment(text: string): number {
  const at = text.search(/\s;/);
  return at < 0 ? text.length : at;
}

function commandsIn(source: SourceText, start: number, end: number): CommandLine[] {
  return parseShell(source, { start, end: Math.max(start, end) }).commands.map((command) =>
    toCommandLine(source, command),
  );
}
