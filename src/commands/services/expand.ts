import type { CommandLine, CommandWord } from '../word.js';

/** `NAME=value` as a shell text sets it. */
interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly hasExpansion: boolean;
}

/**
 * Variables that a shell text sets, before those that are set already. One that is set to different values (in the branches
 * of an `if`) is not known.
 */
export function withAssignments(assignments: readonly Assignment[], variable: Variable): Variable {
  const own = new Map<string, string | undefined>();
  const lookUp = (name: string): string | undefined => (own.has(name) ? own.get(name) : variable(name));
  for (const { name, value, hasExpansion } of assignments) {
    const expanded = hasExpansion ? expandText(value, lookUp) : { text: value, isKnown: true };
    const known = expanded.isKnown ? expanded.text : undefined;
    own.set(name, own.has(name) && own.get(name) !== known ? undefined : known);
  }
  return lookUp;
}

type Variable = (name: string) => string | undefined;

/** `$NAME`, `${NAME}`, `${NAME:-text}`, `${NAME-"text"}`; everything else that a shell expands is left alone. */
const SIMPLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-(?:"([^${}"`\\]*)"|([^${}"'`\\]*)))?\})/g;

/** The text with the variables that are known; `isKnown` is false when something is left that a shell would expand. */
function expandText(text: string, variable: Variable): { readonly text: string; readonly isKnown: boolean } {
  let isKnown = true;
  const expanded = text.replace(SIMPLE, (whole, plain?: string, braced = '', quoted?: string, fallback?: string) => {
    const value = variable(plain ?? braced) ?? quoted ?? fallback;
    if (value === undefined) isKnown = false;
    return value ?? whole;
  });
  const left = text.replace(SIMPLE, '');
  return { text: expanded, isKnown: isKnown && !/[$`]/.test(left) };
}

/** A command line as the shell passes it on, as far as its variables are known. */
export function expandLine(line: CommandLine, variable: Variable): CommandLine {
  if (!line.words.some((word) => word.hasExpansion)) return line;
  return { ...line, words: line.words.map((word) => (word.hasExpansion ? expandWord(word, variable) : word)) };
}

function expandWord(word: CommandWord, variable: Variable): CommandWord {
  const { text, isKnown } = expandText(word.value, variable);
  return { ...word, value: text, hasExpansion: !isKnown };
}

/** `"$@"` in a script stands for the arguments it was called with. */
export function passArguments(line: CommandLine, args: readonly CommandWord[]): CommandLine {
  if (!line.words.some(({ value }) => isArguments(value))) return line;
  return { ...line, words: line.words.flatMap((word) => (isArguments(word.value) ? args : [word])) };
}

function isArguments(value: string): boolean {
  return value === '$@' || value === '${@}' || value === '$*';
}
