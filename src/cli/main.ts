#!/usr/bin/env node
import { EXIT } from './command.js';
import { VERSION } from './version.js';

/** The program. `--version` answers before anything else is loaded. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  const { runCommandLine } = await import('./run-command-line.js');
  return runCommandLine(argv);
}

process.exitCode = await main(process.argv.slice(2));
