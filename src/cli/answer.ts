import { closestWord } from '../base/suggest.js';
import type { Command, CommandContext, CommandEntry, ExitStatus } from './command.js';
import { EXIT } from './command.js';
import { parseArguments } from './parse-arguments.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/** Options that mean the same before and after the command's name. */
const COLOR_FLAGS: ReadonlySet<string> = new Set(['--color', '--no-color']);

/** What is run when no command is named. */
const DEFAULT_COMMAND = 'overview';

/** A command line without its command: what was wanted, and the words left for it. */
interface Wanted {
  readonly name: string;
  readonly words: readonly string[];
}

/**
 * One command line from words to exit status: 1. the wanted command is found in the table, 2. only its module is loaded,
 * 3. its words are parsed, 4. it runs or its help is shown. A mistyped line is thrown as `UsageError`.
 */
export async function answer(argv: readonly string[], context: CommandContext): Promise<ExitStatus> {
  const words = argv.filter((word, index) => !COLOR_FLAGS.has(word) || argv.slice(0, index).includes('--'));
  const [first = DEFAULT_COMMAND, ...rest] = words;
  if (first === '--version' || first === '-V') return show(VERSION, context);
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) return showTopHelp(context);
  if (first === 'help') return showCommandHelp(rest[0] ?? '', context);
  const wanted: Wanted = first.startsWith('-') ? { name: DEFAULT_COMMAND, words } : { name: first, words: rest };
  return runCommand(wanted, context);
}

async function runCommand({ name, words }: Wanted, context: CommandContext): Promise<ExitStatus> {
  const command = await loadCommand(name, context.commands);
  const parsed = parseArguments(command, words);
  if (parsed.kind === 'help') return showHelpOf(command, context);
  return command.run(parsed.args, parsed.options, context);
}

async function showCommandHelp(name: string, context: CommandContext): Promise<ExitStatus> {
  return showHelpOf(await loadCommand(name, context.commands), context);
}

// What lays out help is loaded by those who ask for it.

async function showTopHelp({ commands, host, print }: CommandContext): Promise<ExitStatus> {
  const { renderTopHelp } = await import('./help/top-help.js');
  print(renderTopHelp(commands, host.terminal));
  return EXIT.ok;
}

async function showHelpOf(command: Command, { host, print }: CommandContext): Promise<ExitStatus> {
  const { renderCommandHelp } = await import('./help/command-help.js');
  print(renderCommandHelp(command, host.terminal));
  return EXIT.ok;
}

async function loadCommand(name: string, commands: readonly CommandEntry[]): Promise<Command> {
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry) return entry.load();
  const near = closestWord(
    name,
    commands.map((candidate) => candidate.name),
  );
  const hint = near
    ? `Did you mean ${near}?`
    : /[/.]/.test(name)
      ? `To look at a folder: torchdock overview ${name}`
      : undefined;
  throw new UsageError(`'${name}' is not a command`, hint);
}

function show(text: string, context: CommandContext): ExitStatus {
  context.print(text);
  return EXIT.ok;
}
