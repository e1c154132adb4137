import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from './child-environment.js';
import type { ServiceEnd, ServiceOptions, ServiceProcess } from './host.js';
import { type OutputFile, openOutputFile } from './output-file.js';
import { noteService, SERVICE_PREFIX, sweepServices } from './sweep-services.js';

/** Starts a program that stays, in a process group of its own. */
export function startService(
  program: string,
  makeArgs: (directory: string) => readonly string[],
  options: ServiceOptions = {},
): ServiceProcess {
  const place = placeForSockets();
  sweepServices(place);
  // mkdtemp makes it 0700.
  const directory = mkdtempSync(join(place, SERVICE_PREFIX));
  // Until there is a program, the folder is this process's.
  noteService(directory, process.pid);
  const output = openOutputFile(join(directory, 'log'));
  const child = spawnInto(output, program, makeArgs(directory), { ...options, directory });
  noteService(directory, child.pid);
  const tidy = (): void => rmSync(directory, { recursive: true, force: true });
  const endNow = (): void => {
    child.kill('SIGTERM');
    tidy();
  };
  process.once('exit', endNow);
  const ended = waitForEnd(child, output).then((end) => {
    process.off('exit', endNow);
    output.close();
    tidy();
    return end;
  });
  return {
    directory,
    ended,
    readOutput: output.readNew,
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

function spawnInto(
  { file }: OutputFile,
  program: string,
  args: readonly string[],
  { input, directory }: ServiceOptions & { readonly directory: string },
): ChildProcess {
  const options = { env: childEnvironment(), shell: false, detached: true };
  if (input === undefined) return spawn(program, [...args], { ...options, stdio: ['ignore', file, file] });
  const inputPath = join(directory, 'input');
  writeFileSync(inputPath, input, { mode: 0o600 });
  const inputFile = openSync(inputPath, 'r');
  try {
    // There names of files mean none of the folder in which somebody has called torchdock.
    return spawn(program, [...args], { ...options, stdio: [inputFile, file, file], cwd: directory });
  } finally {
    closeSync(inputFile);
  }
}

/** The path of a socket has 107 characters at most; a temporary folder deep in somebody's home would break that. */
function placeForSockets(): string {
  const usual = realpathSync(tmpdir());
  return usual.length <= 70 ? usual : '/tmp';
}

function waitForEnd(child: ChildProcess, output: OutputFile): Promise<ServiceEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ words: error.message, status: undefined }));
    child.once('exit', (status) => resolve({ words: output.readLast(), status: status ?? undefined }));
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
