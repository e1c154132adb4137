import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, realpathSync, rmSync, type Stats, statfsSync, statSync, watch } from 'node:fs';
import { availableParallelism, homedir, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { askPerson } from './ask-person.js';
import { startHelper } from './helper-process.js';
import type { DirectoryEntry, FileStatus, Host, HostUser, RangeFile, Terminal } from './host.js';
import { HostError } from './host.js';
import { nodeNetwork } from './network.js';
import { openRangeFile } from './open-range.js';
import { handOverTerminal, runProgram, streamProgram } from './programs.js';
import { LARGEST_READ_BYTES, readRegularFile, tooLarge } from './read-regular-file.js';
import { releaseMemory } from './release-memory.js';
import { startService } from './service-process.js';
import { createPrivate, makeFolder, writePrivate, writeWhole } from './write-whole.js';

/** The real world, through Node. */
export function createNodeHost(): Host {
  return {
    workingDirectory: guarded('the working directory', () => process.cwd()),
    environment: process.env,
    terminal: readTerminal(),
    readFile: (path, mostBytes) => guarded(path, () => readRegularFile(path, mostBytes)),
    openRange: (path) => guardedRange(path),
    readDirectory: (path) => guarded(path, () => readdirSync(path, { withFileTypes: true }).map(toEntry)),
    status: readStatus,
    realPath: (path) => (existsSync(path) ? guarded(path, () => realpathSync(path)) : path),
    writeFile: (path, content) => guarded(path, () => writeWhole(path, content)),
    makeDirectory: (path) => guarded(path, () => makeFolder(path)),
    readStandardInput,
    streamStandardInput,
    ask: askPerson,
    user: readUser(),
    machine: readMachine(),
    releaseMemory,
    randomBytes: (count) => randomBytes(count),
    writePrivateFile: (path, content, owner) => guarded(path, () => writePrivate(path, content, owner)),
    createPrivateFile: (path, content, owner) => guarded(path, () => createPrivate(path, content, owner)),
    removeFile: (path) => guarded(path, () => rmSync(path, { force: true })),
    freeBytes: (path) => guarded(path, () => freeBytes(path)),
    run: runProgram,
    stream: streamProgram,
    handOver: handOverTerminal,
    network: nodeNetwork,
    sleep,
    monotonicMs: () => performance.now(),
    startHelper,
    startService: (program, makeArgs, options) => guarded(program, () => startService(program, makeArgs, options)),
    watch: watchDirectory,
  };
}

function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asHostError(path, error);
  }
}

function guardedRange(path: string): RangeFile {
  const file = guarded(path, () => openRangeFile(path));
  return { ...file, read: (offset, length) => guarded(path, () => file.read(offset, length)) };
}

function asHostError(path: string, error: unknown): HostError {
  if (error instanceof HostError) return error;
  const { code = 'EUNKNOWN', message } = error as NodeJS.ErrnoException;
  return new HostError(path, code, message);
}

function readTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  const isInteractive = stdout.isTTY === true;
  return {
    isInteractive,
    columns: isInteractive ? stdout.columns || 80 : Number(env['COLUMNS']) || 80,
    hasColor: isInteractive && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    isInputInteractive: isatty(0),
    isTalkInteractive: stderr.isTTY === true && env['TERM'] !== 'dumb',
  };
}

function toEntry(entry: import('node:fs').Dirent): DirectoryEntry {
  const kind = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'directory' : entry.isFile() ? 'file' : 'other';
  return { name: entry.name, kind };
}

function readStatus(path: string): FileStatus | undefined {
  const found = statOrNothing(path);
  if (!found) return undefined;
  const kind = found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'other';
  return {
    kind,
    sizeBytes: found.size,
    modifiedMs: found.mtimeMs,
    identity: `${found.dev}:${found.ino}`,
    ...(process.getuid ? { owner: { uid: found.uid, gid: found.gid } } : {}),
    isPrivate: (found.mode & 0o077) === 0,
  };
}

/** Undefined when nothing can be there either: a parent is a file, links go in a circle, the name is too long or no name. */
function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of streamStandardInput()) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > LARGEST_READ_BYTES) throw tooLarge('standard input');
  }
  return Buffer.concat(chunks);
}

async function* streamStandardInput(): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of process.stdin) yield chunk as Buffer;
  } catch (error) {
    throw asHostError('standard input', error);
  }
}

function readUser(): HostUser | undefined {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  return uid === undefined || gid === undefined ? undefined : { uid, gid, homeDirectory: homedir() };
}

/** Elsewhere than on Linux containers run in a virtual machine, which has less. */
function readMachine(): Host['machine'] {
  return process.platform === 'linux' ? { memoryBytes: totalmem(), cpus: availableParallelism() } : undefined;
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

async function sleep(durationMs: number, interrupted?: AbortSignal): Promise<void> {
  await setTimeoutPromise(durationMs, undefined, interrupted ? { signal: interrupted } : {}).catch(() => undefined);
}

function watchDirectory(directory: string, listener: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(directory, { recursive: true, persistent: true }, (_event, name) => {
    if (name && /(^|\/)(\.git|node_modules)(\/|$)|\.tmp$/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(listener, 100);
  });
  watcher.on('error', () => undefined);
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
