import type { Host } from '../host/host.js';
import { createNodeHost } from '../host/node-host.js';
import { answer } from './answer.js';
import type { CommandContext } from './command.js';
import { EXIT } from './command.js';
import { reportFailure } from './report-failure.js';
import { COMMANDS } from './table.js';

/** Runs one command line in the real world. The only place where the program talks to its process. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const context = createContext(withColorChoice(createNodeHost(), argv));
  guardProcess(argv, context);
  try {
    return await answer(argv, context);
  } catch (error) {
    return reportFailure(error, argv, context);
  }
}

function createContext(host: Host): CommandContext {
  return {
    host,
    commands: COMMANDS,
    print: (text) => void process.stdout.write(withNewline(text)),
    printBytes: (bytes) => void process.stdout.write(bytes),
    say: (text) => void process.stderr.write(withNewline(text)),
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

/** Closed pipes (`| head`) are no error, Ctrl-C ends with its own status, and a fault in a callback is reported like any other. */
function guardProcess(argv: readonly string[], context: CommandContext): void {
  const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  };
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  process.once('SIGINT', () => endProcess(EXIT.interrupted));
  process.once('SIGTERM', () => endProcess(EXIT.interrupted));
  process.once('uncaughtException', (error) => endProcess(reportFailure(error, argv, context)));
}

function endProcess(status: number): void {
  // oxlint-disable-next-line no-process-exit -- a signal or a fault in a callback leaves nobody to return the status to
  process.exit(status);
}
