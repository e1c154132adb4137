import { createSourceText } from '../../base/text.js';
import { parseShell } from '../../syntax/shell/parse-shell.js';

/** The words of `--args "--amp --lr 0.2"`, as a shell would pass them on. */
export function splitArguments(text: string): readonly string[] {
  const [command] = parseShell(createSourceText('--args', `script ${text}`)).commands;
  return command?.words.slice(1).map(({ value }) => value) ?? [];
}
