import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What users run; built before the tests. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface ProgramOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Width that the program takes for its own; 80 when absent. */
  readonly columns?: number;
}

export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program as a user would, without a terminal, and waits for it. */
export function runProgram(args: readonly string[], options: ProgramOptions = {}): ProgramResult {
  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, TORCHDOCK_DEBUG: _debug, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd,
    input: options.input ?? '',
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
    // A program that hangs is a failure, not a wait.
    timeout: 50_000,
    killSignal: 'SIGKILL',
    env: { ...environment, COLUMNS: String(options.columns ?? 80), ...options.environment },
  });
  return { status, stdout, stderr };
}
