import type { Place, SourceText } from '../base/text.js';
import { placeOf } from '../base/text.js';
import type { Located } from '../graph/node.js';
import type { ShellCommand } from '../syntax/shell/command.js';
import type { CommandLine } from './word.js';

/** A command of a shell text as a command line with places; `source` is the file that its spans point into. */
export function toCommandLine(source: SourceText, command: ShellCommand): CommandLine {
  return {
    words: command.words.map(({ value, hasExpansion, span }) => ({
      value,
      hasExpansion,
      place: placeOf(source, span),
    })),
    environment: command.assignments.map(({ name, value }) => ({ name, value })),
    place: placeOf(source, command.span),
  };
}

/**
 * A list of words that no shell sees (exec form, a YAML list) as a command line; `$VAR` in it is text.
 * Undefined when the list is empty.
 */
export function execCommandLine(words: readonly Located<string>[], place: Place): CommandLine | undefined {
  if (words.length === 0) return undefined;
  return { words: words.map(({ value, place }) => ({ value, hasExpansion: false, place })), place };
}
