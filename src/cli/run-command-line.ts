import { visibleLines } from '../findings/render/escape.js';
import { type Host, HostError } from '../host/host.js';
import { createNodeHost } from '../host/node-host.js';
import { answer } from './answer.js';
import type { CommandContext } from './command.js';
import { EXIT } from './command.js';
import { reportFailure } from './report-failure.js';
import { COMMANDS } from './table.js';

/** Runs one command line in the real world. The only place where the program talks to its process. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const host = findHost();
  if (!host) return EXIT.environment;
  const interrupts = createInterrupts();
  const context = createContext(withColorChoice(host, argv), interrupts);
  guardProcess(argv, context, interrupts);
  try {
    return await answer(argv, context);
  } catch (error) {
    return reportFailure(error, argv, context);
  }
}

/** Undefined, and said so, when there is not even a folder to work in: it was removed. */
function findHost(): Host | undefined {
  try {
    return createNodeHost();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    process.stderr.write('torchdock: the working directory does not exist any more\n');
    return undefined;
  }
}

interface Interrupts {
  take(): AbortSignal;
  /** What a signal of the system does. */
  handle(): void;
}

/** The first interrupt ends the program, or fires the signal of the command that took them over; the next one ends it. */
function createInterrupts(): Interrupts {
  let taken: AbortController | undefined;
  return {
    take: () => {
      taken ??= new AbortController();
      return taken.signal;
    },
    handle: () => {
      if (taken && !taken.signal.aborted) taken.abort();
      else endProcess(EXIT.interrupted);
    },
  };
}

function createContext(host: Host, interrupts: Interrupts): CommandContext {
  return {
    host,
    commands: COMMANDS,
    print: (text) => void process.stdout.write(withNewline(text)),
    paint: (text) => void process.stderr.write(text),
    printBytes: (bytes) => void process.stdout.write(bytes),
    takeInterrupts: () => interrupts.take(),
    say: (text) => void process.stderr.write(withNewline(visibleLines(text, host.terminal.hasColor))),
  };
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** `--color` and `--no-color` win over what the terminal is; the last one counts. */
function withColorChoice(host: Host, argv: readonly string[]): Host {
  const end = argv.indexOf('--');
  const chosen = argv
    .slice(0, end < 0 ? argv.length : end)
    .findLast((word) => word === '--color' || word === '--no-color');
  return chosen ? { ...host, terminal: { ...host.terminal, hasColor: chosen === '--color' } } : host;
}

/**
 * Closed pipes (`| head`) are no error, a full disk behind stdout is one of the environment, Ctrl-C ends with its own status,
 * and a fault in a callback is reported like any other.
 */
function guardProcess(argv: readonly string[], context: CommandContext, interrupts: Interrupts): void {
  const isClosedPipe = ({ code }: NodeJS.ErrnoException): boolean =>
    code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isClosedPipe(error)) return;
    endProcess(reportFailure(new HostError('standard output', error.code ?? 'EUNKNOWN', error.message), argv, context));
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosedPipe(error)) endProcess(EXIT.environment);
  });
  process.on('SIGINT', () => interrupts.handle());
  process.on('SIGTERM', () => interrupts.handle());
  process.once('uncaughtException', (error) => endProcess(reportFailure(error, argv, context)));
}

function endProcess(status: number): void {
  // oxlint-disable-next-line no-process-exit -- a signal or a fault in a callback leaves nobody to return the status to
  process.exit(status);
}
