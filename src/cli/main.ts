#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { EXIT } from './command.js';
import { VERSION } from './version.js';

/**
 * Work in one function, in bytes of its code, before the engine makes optimised code of it: six times its own measure. Nearly every
 * command is over in less than a second, and a third of its processor time went into code that was hardly used. Long ones get there.
 */
const OPTIMISED_AFTER = 400_000;

/** The program. `--version` answers before anything else is loaded. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.once('error', reportOutput).write(`${VERSION}\n`);
    return EXIT.ok;
  }
  setFlagsFromString(`--interrupt-budget=${OPTIMISED_AFTER}`);
  if (willDraw(argv)) {
    const { prepareHelper } = await import('../host/helper-process.js');
    prepareHelper('drawing-worker');
  }
  const { runCommandLine } = await import('./run-command-line.js');
  return runCommandLine(argv);
}

/** Whether the worker that holds Mermaid will be wanted: it loads while the rest of the program does. */
function willDraw([command = '', ...words]: readonly string[]): boolean {
  if (words.includes('--help') || words.includes('-h')) return false;
  if (command === 'render' || command === 'validate') return true;
  return command === 'draw' && words.some((word) => /(?:^|[.=])(?:svg|png)$/i.test(word));
}

/** As `guardProcess` in `run-command-line.ts` does for all but this one line. */
function reportOutput({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  process.exitCode = EXIT.environment;
  process.stderr.write(`torchdock: standard output: ${message}\n`);
}

const status = await main(process.argv.slice(2));
process.exitCode ??= status;
