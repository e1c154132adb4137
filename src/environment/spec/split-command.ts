import { createSourceText } from '../../base/text.js';
import { parseShell } from '../../syntax/shell/parse-shell.js';

/**
 * The words of a command line, as a shell would split them; undefined when a shell would do more than that: pipes, several
 * commands, redirections, variables, patterns.
 */
export function splitCommand(line: string): readonly string[] | undefined {
  const source = createSourceText('', line);
  const { commands, problems } = parseShell(source);
  const [command] = commands;
  if (!command || commands.length > 1 || problems.length > 0) return undefined;
  const { words, assignments, redirects, span } = command;
  const around = line.slice(0, span.start) + line.slice(span.end);
  if (assignments.length > 0 || redirects.length > 0 || around.trim() !== '') return undefined;
  const isPlain = words.every(
    ({ hasExpansion, span: own, value }) => !hasExpansion && !isPattern(line.slice(own.start, own.end), value),
  );
  return isPlain ? words.map(({ value }) => value) : undefined;
}

/** `*.py`, `{1,2}` and `~/x` without quotes: the shell would put something else in their place. */
function isPattern(written: string, value: string): boolean {
  return written === value && /[*?[\]{}]|^~/.test(value);
}
