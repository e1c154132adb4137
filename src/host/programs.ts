import { spawn } from 'node:child_process';
import { childEnvironment } from './child-environment.js';
import type { ProcessResult, StreamOptions } from './host.js';

/** Runs a program without a shell and waits for it. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly timeoutMs?: number } = {},
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      shell: false,
      env: childEnvironment(),
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', (error) => resolve({ status: undefined, ...output, stderr: error.message }));
    child.on('close', (status) => resolve({ status: status ?? undefined, ...output }));
  });
}

/** Runs a program and tells its output as it comes. */
export function streamProgram(
  program: string,
  args: readonly string[],
  { onOutput, interrupted, input, environment }: StreamOptions,
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      env: childEnvironment(environment),
    });
    const stop = (): void => void child.kill('SIGTERM');
    interrupted?.addEventListener('abort', stop, { once: true });
    if (interrupted?.aborted) stop();
    const output = { stdout: '', stderr: '' };
    const tell = (stream: 'stdout' | 'stderr') => (text: string) => {
      output[stream] += text;
      onOutput(text, stream);
    };
    child.stdout.setEncoding('utf8').on('data', tell('stdout'));
    child.stderr.setEncoding('utf8').on('data', tell('stderr'));
    // A program that does not read its input closes it: that is its right.
    child.stdin.on('error', () => undefined).end(input ?? '');
    const end = (result: ProcessResult): void => {
      interrupted?.removeEventListener('abort', stop);
      resolve(result);
    };
    child.on('error', (error) => end({ status: undefined, ...output, stderr: error.message }));
    child.on('close', (status) => end({ status: status ?? undefined, ...output }));
  });
}

/** Hands the terminal to a program; Ctrl-C is then its own affair. */
export function handOverTerminal(program: string, args: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve) => {
    const ignore = (): void => undefined;
    process.on('SIGINT', ignore);
    const child = spawn(program, [...args], { stdio: 'inherit', shell: false, env: childEnvironment() });
    const end = (status: number | undefined): void => {
      process.off('SIGINT', ignore);
      resolve(status);
    };
    child.on('error', () => end(undefined));
    child.on('close', (status, signal) => end(status ?? (signal ? 130 : undefined)));
  });
}
