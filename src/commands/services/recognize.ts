import type { Place, SourceText, Span } from '../../base/text.js';
import { createSourceText } from '../../base/text.js';
import { parseShell } from '../../syntax/shell/parse-shell.js';
import { toCommandLine } from '../command-line.js';
import type { CommandLine, CommandWord } from '../word.js';
import { expandLine, passArguments, withAssignments } from './expand.js';
import { readLauncher, readPythonCall } from './launchers.js';
import { placeOfWords } from './place-of-words.js';
import { httpServer, processService, scriptAt, underLauncher } from './process-service.js';
import { initService, isProgram, NO_SERVICE, programName } from './programs.js';
import { moduleProgram, recognizeServer } from './servers.js';
import type { NamedFile, StartContext, StartedService } from './started.js';
import { readSupervisorCommands } from './supervisor.js';
import { readShellCall, unwrapCommand } from './wrappers.js';

/** What a list of commands starts. */
export interface Recognized {
  readonly services: readonly StartedService[];
  /** The last command that is neither recognised nor known to start nothing. */
  readonly unknown?: CommandLine;
}

const NOTHING: Recognized = { services: [] };
const MAX_DEPTH = 12;
/** Enough for any container; more is a generated file, and the picture could not show them. */
const MAX_SERVICES = 100;
/** Commands that are looked at for one container, those of all scripts together. */
const MAX_COMMANDS = 20_000;

/** What is known, and what keeps scripts that call each other from going on for ever. */
interface Search extends StartContext {
  /** Scripts that are being read, by file and offset: one that calls itself is not read again. */
  readonly active: ReadonlySet<string>;
  readonly budget: { commands: number };
}

/** Looks at each command of a list in turn, and into what it calls. */
export function recognizeCommands(lines: readonly CommandLine[], context: StartContext): Recognized {
  return recognizeLines(lines, { ...context, active: new Set(), budget: { commands: MAX_COMMANDS } }, 0);
}

function recognizeLines(lines: readonly CommandLine[], search: Search, depth: number): Recognized {
  const services: StartedService[] = [];
  let unknown: CommandLine | undefined;
  for (const line of lines) {
    search.budget.commands -= 1;
    if (search.budget.commands < 0) break;
    const found = recognizeLine(line, search, depth);
    services.push(...found.services.slice(0, MAX_SERVICES - services.length));
    unknown = found.unknown ?? unknown;
  }
  return { services, ...(unknown ? { unknown } : {}) };
}

function recognizeLine(written: CommandLine, search: Search, depth: number): Recognized {
  const line = search.variable ? expandLine(written, search.variable) : written;
  const [first, ...args] = line.words;
  if (!first || first.hasExpansion || depth > MAX_DEPTH || !isProgram(first.value)) return NOTHING;
  const program = programName(first.value);
  const inner = unwrapCommand(program, args);
  if (inner) return inner.length > 0 ? recognizeLine({ ...line, words: inner }, search, depth + 1) : NOTHING;
  const shell = readShellCall(program, args);
  if (shell?.text) return recognizeText(shell.text, shell.args, search, depth + 1);
  if (shell) return shell.file ? recognizeFile(line, shell.file, shell.args, search, depth + 1) : NOTHING;
  const daemon = initService(first.value, program, args);
  if (daemon) return recognizeServerLine(line, daemon, [], search) ?? NOTHING;
  if (program === 'supervisord') return recognizeSupervisor(line, args, search, depth + 1);
  return recognizeServerLine(line, program, args, search) ?? recognizeProcess(line, program, args, search, depth);
}

function recognizeServerLine(
  line: CommandLine,
  program: string,
  args: readonly CommandWord[],
  search: Search,
): Recognized | undefined {
  const server = recognizeServer(program, args, search);
  if (!server) return undefined;
  const { role, title, port } = server;
  return {
    services: [{ role, program: title, words: line.words, place: placeOfWords(line), ...(port ? { port } : {}) }],
  };
}

/** Python, launchers, and whatever else may be a script of the repository. */
function recognizeProcess(
  line: CommandLine,
  program: string,
  args: readonly CommandWord[],
  search: Search,
  depth: number,
): Recognized {
  const launched = readLauncher(program, args);
  if (launched?.command) {
    const [first] = launched.command;
    if (!first) return NOTHING;
    const inner = recognizeLine({ ...line, words: launched.command }, search, depth + 1);
    return { ...inner, services: inner.services.map((service) => underLauncher(service, launched.facts, line)) };
  }
  if (launched) return { services: [processService(line, launched.facts, launched.script)] };
  const python = readPythonCall(program, args);
  if (python) {
    const words = python.module === undefined ? undefined : moduleProgram(python.module);
    const head = line.words[0];
    if (words && head) {
      const program = { ...line, words: [...words.map((value) => ({ ...head, value })), ...python.args] };
      const found = recognizeLine(program, search, depth + 1);
      return { ...found, services: found.services.map((service) => ({ ...service, words: line.words })) };
    }
    if (python.module === 'http.server') return { services: [httpServer(line, python.args)] };
    return python.script ? { services: [processService(line, { name: 'python' }, python.script, search)] } : NOTHING;
  }
  const [first] = line.words;
  if (!first || NO_SERVICE.has(program)) return NOTHING;
  // `uv run train.py` and `./train.py` start Python by the name of the file.
  if (program.endsWith('.py'))
    return { services: [processService(line, { name: 'python' }, scriptAt(first, args), search)] };
  return recognizeFile(line, first, args, search, depth + 1);
}

function recognizeText(text: CommandWord, args: readonly CommandWord[], search: Search, depth: number): Recognized {
  const inside = createSourceText(text.place.file, text.value);
  return recognizeScript(inside, { start: 0, end: inside.text.length }, args, search, depth, text.place);
}

/** A script whose text is known is looked into; of any other file only the name is known. */
function recognizeFile(
  line: CommandLine,
  file: CommandWord,
  args: readonly CommandWord[],
  search: Search,
  depth: number,
): Recognized {
  const opened: NamedFile | undefined = file.hasExpansion ? undefined : search.openFile?.(file.value);
  if (opened && isPython(opened))
    return { services: [processService(line, { name: 'python' }, scriptAt(file, args), search)] };
  if (opened && !isShellScript(opened)) return { services: [], unknown: line };
  if (opened) {
    const key = `${opened.source.path}:${opened.span.start}:${file.value}`;
    if (search.active.has(key)) return NOTHING;
    search.budget.commands -= (opened.span.end - opened.span.start) >> 8;
    const inner = { ...search, active: new Set([...search.active, key]) };
    const found = recognizeScript(opened.source, opened.span, args, inner, depth, opened.place);
    return found.services.length > 0 ? found : { services: [], unknown: line };
  }
  // An entry point script that cannot be read nearly always ends in `exec "$@"`: what it is given is believed.
  const isEntryPoint = /\.(?:ba)?sh$|entry-?point|^\/init$/.test(file.value);
  const passed = isEntryPoint && args.length > 0 ? recognizeLine({ ...line, words: args }, search, depth + 1) : NOTHING;
  return passed.services.length > 0 ? passed : { services: [], unknown: line };
}

function interpreterOf({ source, span }: NamedFile): string | undefined {
  const start = source.text.slice(span.start, Math.min(span.end, span.start + 200));
  return /^\s*#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(?:\S*\/)?([\w.-]+)/.exec(start)?.[1];
}

function isPython(file: NamedFile): boolean {
  return interpreterOf(file)?.startsWith('python') === true || file.path?.endsWith('.py') === true;
}

function isShellScript(file: NamedFile): boolean {
  return /^(?:ba|da|a|z|k)?sh$|^execlineb$|^with-contenv$/.test(interpreterOf(file) ?? 'sh');
}

/** Reads a script from top to bottom, with the variables that it sets. `place` stands for all when given. */
function recognizeScript(
  source: SourceText,
  span: Span,
  args: readonly CommandWord[],
  search: Search,
  depth: number,
  place?: Place,
): Recognized {
  const { commands, assignments } = parseShell(source, span);
  const variable = withAssignments(assignments, search.variable ?? (() => undefined));
  let passed = args;
  const lines = commands.map((command) => {
    const line = passArguments(toCommandLine(source, command), passed);
    if (line.words[0]?.value === 'shift') passed = passed.slice(Number(line.words[1]?.value ?? 1) || 1);
    return place ? { ...line, place, words: line.words.map((word) => ({ ...word, place })) } : line;
  });
  return recognizeLines(lines, { ...search, variable }, depth);
}

function recognizeSupervisor(
  line: CommandLine,
  args: readonly CommandWord[],
  search: Search,
  depth: number,
): Recognized {
  const at = args.findIndex(({ value }) => value === '-c' || value === '--configuration');
  const named = at < 0 ? undefined : args[at + 1]?.value;
  const candidates = named ? [named] : supervisorFiles(search);
  const programs = candidates
    .map((path) => search.openFile?.(path))
    .flatMap((file) => (file ? readSupervisorCommands(file) : []));
  const found = recognizeLines(programs, search, depth);
  return found.services.length > 0 ? { services: found.services } : { services: [], unknown: line };
}

/** The configuration that the Debian package reads: its own, which includes a folder. */
function supervisorFiles(search: Search): readonly string[] {
  const included = search.listFolder?.('/etc/supervisor/conf.d') ?? [];
  return ['/etc/supervisor/supervisord.conf', '/etc/supervisord.conf', ...included];
}
