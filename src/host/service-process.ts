import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceProcess } from './host.js';
import { noteService, SERVICE_PREFIX, sweepServices } from './sweep-services.js';

/** Starts a program that stays, in a process group of its own. */
export function startService(program: string, makeArgs: (directory: string) => readonly string[]): ServiceProcess {
  const place = placeForSockets();
  sweepServices(place);
  // mkdtemp makes it 0700.
  const directory = mkdtempSync(join(place, SERVICE_PREFIX));
  // Until there is a program, the folder is this process's.
  noteService(directory, process.pid);
  const child = spawnLogged(program, makeArgs(directory), join(directory, 'log'));
  noteService(directory, child.pid);
  const tidy = (): void => rmSync(directory, { recursive: true, force: true });
  const endNow = (): void => {
    child.kill('SIGTERM');
    tidy();
  };
  process.once('exit', endNow);
  const ended = waitForEnd(child, join(directory, 'log')).then((lastWords) => {
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
    release: () => {
      process.off('exit', endNow);
      child.unref();
    },
  };
}

/** What it says goes to a file: it may outlive this process, and then nobody would read a pipe. */
function spawnLogged(program: string, args: readonly string[], logPath: string): ChildProcess {
  const log = openSync(logPath, 'w', 0o600);
  try {
    return spawn(program, [...args], { stdio: ['ignore', 'ignore', log], shell: false, detached: true });
  } finally {
    closeSync(log);
  }
}

/** The path of a socket has 107 characters at most; a temporary folder deep in somebody's home would break that. */
function placeForSockets(): string {
  const usual = realpathSync(tmpdir());
  return usual.length <= 70 ? usual : '/tmp';
}

function waitForEnd(child: ChildProcess, logPath: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(readWords(logPath, '\0').join('')));
  });
}

/** Killed and not asked: the first process of a container takes no other wish from outside. */
function endBelow(child: ChildProcess, name: string): void {
  const starters = child.pid === undefined ? [] : listBelow(child.pid).filter((id) => nameOf(id) === name);
  for (const id of starters.flatMap(listChildren)) {
    // As another user of a user namespace it cannot be reached; then whoever started it is asked to.
    if (!signal(id, 'SIGKILL')) for (const starter of starters) signal(starter, 'SIGTERM');
  }
}

function signal(id: number, word: NodeJS.Signals): boolean {
  try {
    return process.kill(id, word);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}

function listBelow(id: number): number[] {
  return listChildren(id).flatMap((child) => [child, ...listBelow(child)]);
}

/** Linux tells the children of each thread; elsewhere nobody is found. */
function listChildren(id: number): number[] {
  return listThreads(id)
    .flatMap((thread) => readWords(`/proc/${id}/task/${thread}/children`, ' '))
    .map(Number);
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
