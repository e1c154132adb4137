import type { SourceText } from '../base/text.js';
import { positionAt } from '../base/text.js';
import type { ShellAssignment } from '../syntax/shell/command.js';
import { wholeVariable } from './expansions.js';

/** Longer values are not what somebody assigns to a variable by hand; it also bounds `A=$A$A`. */
const MAX_LENGTH = 4096;

/**
 * What the variables of a script are known to hold at one point, from literal assignments before it. A variable that may
 * hold different values there (assigned in branches) is not known.
 */
export interface ScriptVariables {
  /** Takes an assignment in; call it in the order of the text. */
  assign(source: SourceText, assignment: ShellAssignment): void;
  valueOf(name: string): string | undefined;
}

/** `initial` is what is known before the first line. */
export function createScriptVariables(initial: ReadonlyMap<string, string> = new Map()): ScriptVariables {
  const candidates = new Map<string, readonly (string | undefined)[]>();
  for (const [name, value] of initial) candidates.set(name, [value]);
  const valueOf = (name: string): string | undefined => {
    const [first, ...others] = candidates.get(name) ?? [];
    return others.every((other) => other === first) ? first : undefined;
  };
  return {
    valueOf,
    assign: (source, assignment) => {
      const { name } = assignment;
      const before = candidates.get(name) ?? [];
      const added = literalValue(assignment, valueOf);
      const isAppended = source.text.startsWith('+=', assignment.span.start + name.length);
      const value = isAppended ? append(valueOf(name), added) : added;
      const isCertain = isAppended || startsItsLine(source, assignment.span.start);
      candidates.set(name, isCertain || before.length > 8 ? [value] : [...before, value]);
    },
  };
}

/** The text with every variable that is known put in; what is not known stays as it is written. */
export function expandVariables(
  text: string,
  valueOf: (name: string) => string | undefined,
): { readonly value: string; readonly isKnown: boolean } {
  let isKnown = true;
  const pattern =
    /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*|[0-9])(?::?[-=]([^${}`]{0,500}))?\})|\$.?|`/gs;
  const value = text.replace(pattern, (whole, plain?: string, braced?: string, fallback?: string) => {
    const name = plain ?? braced;
    const found = name === undefined ? undefined : (valueOf(name) ?? withoutQuotes(fallback));
    if (found === undefined || /[$`]/.test(found)) isKnown = false;
    return found ?? whole;
  });
  return value.length > MAX_LENGTH ? { value: text, isKnown: false } : { value, isKnown };
}

/** `${1:-"/data"}`: the shell takes the quotes of a default away. */
function withoutQuotes(fallback: string | undefined): string | undefined {
  return fallback?.replace(/^(["'])(.*)\1$/s, '$2');
}

function literalValue(
  { value, hasExpansion }: ShellAssignment,
  valueOf: (name: string) => string | undefined,
): string | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  if (!hasExpansion || value.startsWith('(')) return value;
  const expanded = expandVariables(value, valueOf);
  if (expanded.isKnown || !/[$`]/.test(expanded.value.replace(AMBIENT, ''))) return expanded.value;
  return COMMAND_LINE.test(expanded.value) ? expanded.value : undefined;
}

/** `torchrun --nnodes 2 --master_addr $HOST`, `--gpus all -v $DATA:/data`: worth keeping although a part is not known. */
const COMMAND_LINE = /^\s*(?:-{1,2}[A-Za-z]|[A-Za-z_][\w./-]*(?=\s))[^$`]/;

/** What a shell knows without the script; it may stand in a value and means the same wherever the value is used. */
const AMBIENT = /\$(?:\{(?:PWD|HOME|USER)\}|(?:PWD|HOME|USER)(?![A-Za-z0-9_])|\(pwd\))|`pwd`/g;

/** `ARGS+=(--rm)` on `(--gpus all)`, `OPTS+=" --rm"` on a text; unknown when either is. */
function append(before: string | undefined, added: string | undefined): string | undefined {
  if (before === undefined || added === undefined || before.length + added.length > MAX_LENGTH) return undefined;
  const isArray = before.startsWith('(') && added.startsWith('(');
  return isArray ? `${before.slice(0, -1)} ${added.slice(1)}` : before + added;
}

/** An assignment without indentation is not inside a branch or loop; one after `&&` or `||` does not start its line. */
function startsItsLine(source: SourceText, offset: number): boolean {
  const width = positionAt(source, offset).column - 1;
  const before = source.text.slice(offset - Math.min(width, 40), offset);
  return width < 40 && /^(?:(?:export|readonly|declare)\s+(?:-\w+\s+)?)?$/.test(before);
}

const SELF = String.raw`(?:\$0|\$\{0\}|\$BASH_SOURCE|\$\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\})`;
const REAL_SELF = String.raw`(?:${SELF}|\$\((?:realpath|readlink-f|readlink)(?:--)?${SELF}\))`;
const OWN_DIRECTORY = String.raw`(?:\$\(dirname(?:--)?${REAL_SELF}\)|\$\{0%/\*\}|\$\{BASH_SOURCE%/\*\}|\$\{BASH_SOURCE\[0\]%/\*\})`;
const UP = String.raw`((?:/\.\.){0,5}/?)`;
const SCRIPT_DIRECTORY = new RegExp(
  `^(?:${OWN_DIRECTORY}${UP}|\\$\\((?:realpath|readlink-f)${OWN_DIRECTORY}${UP}\\)|` +
    `\\$\\(cd(?:-P)?(?:--)?${OWN_DIRECTORY}${UP}(?:&?>/dev/null)?(?:2>&1)?(?:&&|;)pwd(?:-P)?\\))$`,
);

/**
 * The way up from the directory of the running script that an idiom such as `$(cd "$(dirname "$0")/.." && pwd)` means:
 * '' for the directory itself, `/..` for the one above it; undefined for any other text.
 */
export function wayFromScriptDirectory(text: string): string | undefined {
  if (text.length > 200 || wholeVariable(text)) return undefined;
  const match = SCRIPT_DIRECTORY.exec(text.replace(/["'\s]/g, ''));
  return match ? (match[1] ?? match[2] ?? match[3] ?? '') : undefined;
}
