import { setTimeout as wait } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ExecuteResult } from '../engine.js';
import { createDemultiplexer } from './demultiplex.js';
import { assertName } from './names.js';
import { asEngineError } from './refusal.js';

export interface ExecuteOptions {
  readonly user?: string;
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** More than this of one stream is not kept: what is asked inside answers in lines. */
const MOST_CHARACTERS = 8_000_000;

/** As timeout(1) says it. */
const TIMED_OUT = 124;

/**
 * Says its process id before it becomes the program: engines have no call that ends what was started in a container, so
 * what takes too long is killed from inside, with all that it has started.
 */
const TELLING_ID = ['sh', '-c', 'echo $$; exec "$@"', 'sh'];
const KILL = ['sh', '-c', 'kill -9 -"$1" 2>/dev/null || kill -9 "$1"', 'sh'];

/**
 * Runs a program in a running container and waits for it; with `timeoutMs`, no longer than that: then the status is 124.
 * Measured with Podman 4.3.1: 70 ms through the API, 200 by its command line; the price is a sleeping conmon that Podman
 * keeps for five minutes after each program, as Docker keeps what a program came to.
 */
export async function executeInside(
  docker: Docker,
  name: string,
  argv: readonly string[],
  options: ExecuteOptions = {},
): Promise<ExecuteResult> {
  const { timeoutMs } = options;
  try {
    if (timeoutMs === undefined) return await runInside(docker, name, argv, options);
    return await runWithin(docker, name, argv, { ...options, timeoutMs });
  } catch (error) {
    throw asEngineError(error);
  }
}

async function runWithin(
  docker: Docker,
  name: string,
  argv: readonly string[],
  options: ExecuteOptions & { readonly timeoutMs: number },
): Promise<ExecuteResult> {
  const collected = { stdout: '', stderr: '' };
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), options.timeoutMs);
  try {
    const result = await runInside(docker, name, [...TELLING_ID, ...argv], options, collected, deadline.signal);
    return { ...result, stdout: withoutFirstLine(result.stdout) };
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
    const id = /^\d+/.exec(collected.stdout)?.[0];
    if (id) await runInside(docker, name, [...KILL, id], options.user === undefined ? {} : { user: options.user });
    const note = `it did not end within ${options.timeoutMs / 1000} s\n`;
    return {
      status: TIMED_OUT,
      stdout: withoutFirstLine(collected.stdout),
      stderr: collected.stderr + note,
      isTimedOut: true,
    };
  } finally {
    clearTimeout(timer);
  }
}

function withoutFirstLine(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}

async function runInside(
  docker: Docker,
  name: string,
  argv: readonly string[],
  { user, input }: ExecuteOptions,
  collected = { stdout: '', stderr: '' },
  signal?: AbortSignal,
): Promise<ExecuteResult> {
  const run = await docker.getContainer(assertName(name)).exec({
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    Cmd: [...argv],
    ...(user === undefined ? {} : { User: user }),
  });
  const stream = await run.start(input === undefined ? {} : { hijack: true, stdin: true });
  const stop = (): void => void stream.destroy(new Error('it takes too long'));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  if (input !== undefined) stream.end(input);
  const demultiplexer = createDemultiplexer((text, from) => {
    if (collected[from].length < MOST_CHARACTERS) collected[from] += text;
  });
  for await (const chunk of stream) demultiplexer.write(chunk as Buffer);
  demultiplexer.end();
  signal?.removeEventListener('abort', stop);
  return { status: await readStatus(run), ...collected };
}

/** The status is there a moment after the output has ended. */
async function readStatus(run: Docker.Exec): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const { Running: isRunning, ExitCode: status } = await run.inspect();
    if (!isRunning || attempt === 20) return status ?? 0;
    await wait(25);
  }
}
