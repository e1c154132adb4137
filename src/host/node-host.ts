import { spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, type Stats, statSync, watch } from 'node:fs';
import { startHelper } from './helper-process.js';
import type { DirectoryEntry, FileStatus, Host, ProcessResult, Terminal } from './host.js';
import { HostError } from './host.js';
import { LARGEST_READ_BYTES, readRegularFile, tooLarge } from './read-regular-file.js';
import { writeWhole } from './write-whole.js';

/** The real world, through Node. */
export function createNodeHost(): Host {
  return {
    workingDirectory: guarded('the working directory', () => process.cwd()),
    environment: process.env,
    terminal: readTerminal(),
    readFile: (path, mostBytes) => guarded(path, () => readRegularFile(path, mostBytes)),
    readDirectory: (path) => guarded(path, () => readdirSync(path, { withFileTypes: true }).map(toEntry)),
    status: readStatus,
    realPath: (path) => (existsSync(path) ? guarded(path, () => realpathSync(path)) : path),
    writeFile: (path, content) => guarded(path, () => writeWhole(path, content)),
    readStandardInput,
    run: runProgram,
    startHelper,
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

function asHostError(path: string, error: unknown): HostError {
  if (error instanceof HostError) return error;
  const { code = 'EUNKNOWN', message } = error as NodeJS.ErrnoException;
  return new HostError(path, code, message);
}

function readTerminal(): Terminal {
  const { env, stdout } = process;
  const isInteractive = stdout.isTTY === true;
  return {
    isInteractive,
    columns: isInteractive ? stdout.columns || 80 : Number(env['COLUMNS']) || 80,
    hasColor: isInteractive && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
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
  return { kind, sizeBytes: found.size, modifiedMs: found.mtimeMs, identity: `${found.dev}:${found.ino}` };
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
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of process.stdin) {
      chunks.push(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > LARGEST_READ_BYTES) throw tooLarge('standard input');
    }
  } catch (error) {
    throw asHostError('standard input', error);
  }
  return Buffer.concat(chunks);
}

function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly timeoutMs?: number } = {},
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      shell: false,
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', (error) => resolve({ status: undefined, ...output, stderr: error.message }));
    child.on('close', (status) => resolve({ status: status ?? undefined, ...output }));
  });
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
