import { baseNameOf } from '../base/paths.js';
import { createSourceText } from '../base/text.js';
import { parseShell } from '../syntax/shell/parse-shell.js';
import { toCommandLine } from './command-line.js';
import { readCondaInstall } from './installs/conda-packages.js';
import type { Installs, Variable } from './installs/installs.js';
import { NO_INSTALLS } from './installs/installs.js';
import { readPythonInstall } from './installs/python-packages.js';
import { readSystemInstall } from './installs/system-packages.js';
import { readShellCall, unwrapCommand } from './services/wrappers.js';
import type { CommandLine, CommandWord } from './word.js';

const MAX_DEPTH = 8;

/**
 * What a command line installs with apt, apk, dnf, pip, uv, poetry, conda or npm, through the programs that only run
 * another one (`sudo`, `env`, `conda run`, `bash -c "…"`). `variable` gives the environment (`PIP_INDEX_URL`).
 */
export function readInstalls(line: CommandLine, variable: Variable = () => undefined, depth = 0): Installs {
  const [first, ...args] = line.words;
  if (!first || depth > MAX_DEPTH) return NO_INSTALLS;
  const program = baseNameOf(first.value);
  const inner = unwrapCommand(program, args);
  if (inner) return readInstalls(withWords(line, args, inner), variable, depth + 1);
  const text = readShellCall(program, args)?.text;
  if (text) return joinInstalls(linesIn(text).map((found) => readInstalls(found, variable, depth + 1)));
  return (
    readSystemInstall(program, args) ??
    readCondaInstall(program, args) ??
    readPythonInstall(line, program, variable) ??
    NO_INSTALLS
  );
}

/** `env PIP_INDEX_URL=x pip …`: what stands between wrapper and program is environment too. */
function withWords(line: CommandLine, args: readonly CommandWord[], words: readonly CommandWord[]): CommandLine {
  const between = args.slice(0, args.length - words.length).flatMap(({ value }) => {
    const [, name, text = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(value) ?? [];
    return name === undefined ? [] : [{ name, value: text }];
  });
  return { ...line, words, environment: [...between, ...(line.environment ?? [])] };
}

function linesIn(text: CommandWord): CommandLine[] {
  const source = createSourceText(text.place.file, text.value);
  return parseShell(source).commands.map((command) => {
    const line = toCommandLine(source, command);
    return { ...line, place: text.place, words: line.words.map((word) => ({ ...word, place: text.place })) };
  });
}

/** Several commands as one; the last index that is configured holds. */
export function joinInstalls(list: readonly Installs[]): Installs {
  const configured = list.findLast((item) => item.configuredIndexUrl !== undefined)?.configuredIndexUrl;
  return {
    packages: list.flatMap((item) => item.packages),
    manifests: list.flatMap((item) => item.manifests),
    ...(configured === undefined ? {} : { configuredIndexUrl: configured }),
  };
}
