import type { Host } from '../host/host.js';

/** The contract with scripts: what a status means. */
export const EXIT = {
  ok: 0,
  /** Findings, refused, or out of date. */
  findings: 1,
  usage: 2,
  /** No engine, no file. */
  environment: 3,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT] | PassedStatus;

/** The status of a program that was run for the person: the one thing that scripts cannot tell from our own. */
export type PassedStatus = number & { readonly isPassed: true };

export function passStatus(status: number): PassedStatus {
  return status as PassedStatus;
}

/** What a command may use of the world. Results go to `print` (stdout), talk goes to `say` (stderr). */
export interface CommandContext {
  readonly host: Host;
  /** The table, for the commands that speak about commands. */
  readonly commands: readonly CommandEntry[];
  /** Writes to stdout; a final newline is added when it is missing. */
  print(text: string): void;
  printBytes(bytes: Uint8Array): void;
  /** Writes to stderr; a final newline is added when it is missing. */
  say(text: string): void;
  /** Writes to stderr as it is, for a display that redraws itself; the words of others must be made visible before. */
  paint(text: string): void;
  /**
   * From now on the first Ctrl-C does not end the program but fires this signal, so that what is half made can be taken
   * back; a second one ends it at once. The command then returns `EXIT.interrupted`.
   */
  takeInterrupts(): AbortSignal;
}

export interface ArgumentSpec {
  /** As commander writes it: `<view>`, `[source...]`. */
  readonly name: string;
  readonly description: string;
  readonly choices?: () => readonly string[];
}

export interface OptionSpec {
  /** As commander writes it: `-o, --output <file>`, `--json`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: () => readonly string[];
  readonly defaultValue?: string;
  /** True when it may be given several times; its value is then a list. */
  readonly isRepeatable?: boolean;
}

export interface Example {
  readonly command: string;
  readonly says: string;
}

/** Values of the options by their long name in camel case; a flag that was not given is absent. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One command, one file in `commands/`. Help, completion, validation and docs are read from it. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** One paragraph under the usage line. */
  readonly description: string;
  readonly arguments: readonly ArgumentSpec[];
  /** Words behind `--`, for somebody else: not looked at, and given as one list after the arguments. */
  readonly passesOn?: ArgumentSpec;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** `args` holds one entry an argument spec: text, a list for a variadic one, or undefined. */
  run(
    args: readonly (string | readonly string[] | undefined)[],
    options: OptionValues,
    context: CommandContext,
  ): Promise<ExitStatus>;
}

/** What a person wants when they look for a command: the chapters of the first help page. */
export type CommandGroup = 'look' | 'fit' | 'keep' | 'help';

export interface CommandEntry {
  readonly name: string;
  readonly group: CommandGroup;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
