import type { Command, OptionSpec } from '../command.js';

/** What can be typed after a command, for the three shells alike. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Words that the arguments choose from, in one list; empty when they are files. */
  readonly choices: readonly string[];
  /** True when an argument is a file or folder. */
  readonly takesFiles: boolean;
}

export interface OptionWords {
  /** `--output`; `-o` when there is a short one. */
  readonly long: string;
  readonly short?: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** True when the value is a file or folder. */
  readonly takesFile: boolean;
  readonly choices: readonly string[];
}

const GLOBAL_OPTIONS: readonly OptionWords[] = [
  {
    long: '--help',
    short: '-h',
    description: 'Help of this command',
    takesValue: false,
    takesFile: false,
    choices: [],
  },
  { long: '--no-color', description: 'No colours', takesValue: false, takesFile: false, choices: [] },
];

export function describeWords(command: Command): CommandWords {
  const choices = command.arguments.flatMap((spec) => spec.choices?.() ?? []);
  return {
    name: command.name,
    summary: command.summary,
    options: [...command.options.map(describeOption), ...GLOBAL_OPTIONS],
    choices,
    takesFiles: command.arguments.some((spec) => !spec.choices),
  };
}

function describeOption(spec: OptionSpec): OptionWords {
  const short = /^-\w\b/.exec(spec.flags)?.[0];
  return {
    long: /--[a-z0-9-]+/.exec(spec.flags)?.[0] ?? spec.flags,
    ...(short === undefined ? {} : { short }),
    description: spec.description,
    takesValue: /[<[]/.test(spec.flags),
    takesFile: /[<[](?:file|path|folder|directory)/.test(spec.flags),
    choices: spec.choices?.() ?? [],
  };
}

/** Flags of an option as they are typed. */
export function flagsOf({ long, short }: OptionWords): readonly string[] {
  return short === undefined ? [long] : [short, long];
}
