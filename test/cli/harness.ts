import { answer } from '../../src/cli/answer.js';
import type { Command, CommandContext, CommandEntry } from '../../src/cli/command.js';
import { reportFailure } from '../../src/cli/report-failure.js';
import type { Terminal } from '../../src/host/host.js';
import { createMemoryHost } from '../../src/host/memory-host.js';

export interface Answered {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HarnessOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly terminal?: Partial<Terminal>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command line in memory, with a table of its own: what `runCommandLine` does, without a process. */
export async function answerInMemory(
  commands: readonly CommandEntry[],
  argv: readonly string[],
  options: HarnessOptions = {},
): Promise<Answered> {
  const output = { stdout: '', stderr: '' };
  const host = createMemoryHost(options.files ?? {});
  const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
  const context: CommandContext = {
    host: {
      ...host,
      environment: options.environment ?? {},
      terminal: { ...host.terminal, ...options.terminal },
    },
    commands,
    print: (text) => void (output.stdout += line(text)),
    paint: (text) => void (output.stderr += text),
    printBytes: (bytes) => void (output.stdout += new TextDecoder().decode(bytes)),
    say: (text) => void (output.stderr += line(text)),
    takeInterrupts: () => new AbortController().signal,
  };
  const status = await answer(argv, context).catch((error: unknown) => reportFailure(error, argv, context));
  return { status, ...output };
}

/** A row of the table for a command that is made for a test. */
export function entryOf(command: Command, onLoad: () => void = () => undefined): CommandEntry {
  return {
    name: command.name,
    group: 'look',
    summary: command.summary,
    load: async () => {
      onLoad();
      return command;
    },
  };
}
