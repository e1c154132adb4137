import { Argument, Command as CommanderCommand, CommanderError, Option } from 'commander';
import { closestWord } from '../base/suggest.js';
import type { ArgumentSpec, Command, OptionSpec, OptionValues } from './command.js';
import { listChoices, UsageError } from './usage-error.js';

export type ParsedArguments =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      readonly args: readonly (string | readonly string[] | undefined)[];
      readonly options: OptionValues;
    };

/** Reads the words after the command's name. What does not fit is a `UsageError`. */
export function parseArguments(command: Command, allWords: readonly string[]): ParsedArguments {
  const end = command.passesOn ? allWords.indexOf('--') : -1;
  const words = end < 0 ? allWords : allWords.slice(0, end);
  const passedOn = command.passesOn ? [end < 0 ? [] : allWords.slice(end + 1)] : [];
  const parser = createParser(command);
  try {
    parser.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'help' };
    throw toUsageError(error.message);
  }
  const args = command.arguments.map((_, index) => parser.processedArgs[index] as string | string[] | undefined);
  const options = parser.opts<OptionValues>();
  command.arguments.forEach((spec, index) => checkChoices(`the ${argumentTitle(spec)}`, spec, args[index]));
  for (const spec of command.options) checkChoices(longFlag(spec), spec, options[optionKey(spec)]);
  return { kind: 'run', args: [...args, ...passedOn], options };
}

function createParser(command: Command): CommanderCommand {
  const parser = new CommanderCommand(command.name)
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .allowExcessArguments(false)
    .helpOption('-h, --help')
    .action(() => undefined);
  for (const { name, description } of command.arguments) parser.addArgument(new Argument(name, description));
  for (const spec of command.options) parser.addOption(createOption(spec));
  return parser;
}

function createOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.defaultValue !== undefined) option.default(spec.defaultValue);
  if (spec.isRepeatable)
    option.argParser((value: string, before: unknown) => (Array.isArray(before) ? [...before, value] : [value]));
  return option;
}

function toUsageError(message: string): UsageError {
  const [problem = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').replace(/^\((.*)\)$/, '$1');
  return new UsageError(problem.replace(/\.$/, ''), hint || undefined);
}

function checkChoices(
  title: string,
  spec: Pick<ArgumentSpec, 'choices'>,
  value: string | boolean | readonly string[] | undefined,
): void {
  const choices = spec.choices?.();
  if (!choices || value === undefined || typeof value === 'boolean') return;
  for (const word of typeof value === 'string' ? [value] : value) {
    if (choices.includes(word)) continue;
    const near = closestWord(word, choices);
    throw new UsageError(
      `${title} cannot be '${word}'; choose ${listChoices(choices)}`,
      near === undefined ? undefined : `Did you mean ${near}?`,
    );
  }
}

function argumentTitle(spec: ArgumentSpec): string {
  return spec.name.replace(/[<>[\].]/g, '');
}

/** `-o, --output <file>` → `--output`. */
function longFlag(spec: Pick<OptionSpec, 'flags'>): string {
  return /--[a-z0-9-]+/.exec(spec.flags)?.[0] ?? spec.flags;
}

function optionKey(spec: OptionSpec): string {
  return new Option(spec.flags).attributeName();
}
