import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceProcess } from './host.js';

/** Starts a program that stays, in a process group of its own. */
export function startService(program: string, makeArgs: (directory: string) => readonly string[]): ServiceProcess {
  // mkdtemp makes it 0700.
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'torchdock-'));
  const child = spawn(program, [...makeArgs(directory)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: false,
    detached: true,
  });
  const tidy = (): void => rmSync(directory, { recursive: true, force: true });
  const endNow = (): void => {
    child.kill('SIGTERM');
    tidy();
  };
  process.once('exit', endNow);
  const ended = waitForEnd(child).then((lastWords) => {
    process.off('exit', endNow);
    tidy();
    return lastWords;
  });
  return {
    directory,
    ended,
    endBelow: (name) => endBelow(child, name),
    stop: async () => {
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(impatience);
    },
  };
}

function waitForEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
    child.once('error', (error) => resolve(error.message));
    // Not 'close': what it has started may hold its standard error for as long as a container runs.
    child.once('exit', () => {
      child.stderr?.destroy();
      resolve(said);
    });
  });
}

function endBelow(child: ChildProcess, name: string): boolean {
  const found = child.pid === undefined ? [] : listBelow(child.pid).filter((id) => nameOf(id) === name);
  for (const id of found) signal(id);
  return found.length > 0;
}

function signal(id: number): void {
  try {
    process.kill(id, 'SIGTERM');
  } catch {
    // It ended by itself meanwhile, or belongs to the user namespace of somebody else.
  }
}

/** Linux tells the children of each thread; elsewhere nobody is found. */
function listBelow(id: number): number[] {
  const children = listThreads(id).flatMap((thread) => readWords(`/proc/${id}/task/${thread}/children`, ' '));
  return children.map(Number).flatMap((child) => [child, ...listBelow(child)]);
}

function listThreads(id: number): string[] {
  try {
    return readdirSync(`/proc/${id}/task`);
  } catch {
    return [];
  }
}

/** What it calls itself: the first word of its command line. */
function nameOf(id: number): string | undefined {
  return readWords(`/proc/${id}/cmdline`, '\0')[0];
}

function readWords(path: string, separator: string): string[] {
  try {
    return readFileSync(path, 'utf8').split(separator).filter(Boolean);
  } catch {
    return [];
  }
}
