import { type ChildProcess, spawn } from 'node:child_process';
import { PROGRAM } from '../setup/program.js';

export interface RunOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Handed the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

export interface RunResult {
  /** Undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A build of the real image takes minutes; what hangs longer is ended, and the test says so. */
const PATIENCE_MS = 9 * 60_000;

/** Runs the built program without a terminal, and leaves this process free to serve it. */
export function runTorchdock(args: readonly string[], { cwd, environment, onStart }: RunOptions): Promise<RunResult> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, COLUMNS: '80', NO_COLOR: '1', ...environment },
  });
  onStart?.(child);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Not 'close': after a kill something that it started may hold its output.
    child.once('exit', (status, signal) => {
      setImmediate(() => resolve({ status: status ?? undefined, signal: signal ?? undefined, ...said }));
    });
  });
}
