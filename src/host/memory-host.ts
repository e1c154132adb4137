import { bytesSource } from '../base/byte-source.js';
import { baseNameOf, directoryOf, normalizePath } from '../base/paths.js';
import type { DirectoryEntry, Host } from './host.js';
import { HostError } from './host.js';

/** A world made of a record of files (absolute path → content), for tests and for previews. Nothing outside is touched. */
export interface MemoryHost extends Host {
  readonly files: Map<string, Uint8Array>;
}

export function createMemoryHost(
  files: Readonly<Record<string, string | Uint8Array>>,
  workingDirectory = '/work',
): MemoryHost {
  const encoder = new TextEncoder();
  const stored = new Map<string, Uint8Array>();
  const put = (path: string, content: string | Uint8Array): void =>
    void stored.set(normalizePath(path), typeof content === 'string' ? encoder.encode(content) : content);
  for (const [path, content] of Object.entries(files)) put(path, content);
  const readStored = (path: string): Uint8Array => {
    const content = stored.get(normalizePath(path));
    if (!content) throw new HostError(path, 'ENOENT', `no such file: ${path}`);
    return content;
  };
  const isDirectory = (path: string): boolean =>
    path === '/' || [...stored.keys()].some((name) => name.startsWith(`${normalizePath(path)}/`));
  return {
    files: stored,
    workingDirectory,
    environment: {},
    terminal: { isInteractive: false, columns: 80, hasColor: false },
    readFile: (path, mostBytes) => readStored(path).subarray(0, mostBytes),
    openRange: (path) => ({ ...bytesSource(readStored(path)), close: () => undefined }),
    readDirectory: (path) => listDirectory(stored, normalizePath(path)),
    status: (path) => {
      const content = stored.get(normalizePath(path));
      if (content) return { kind: 'file', sizeBytes: content.length, modifiedMs: 0, identity: normalizePath(path) };
      return isDirectory(path)
        ? { kind: 'directory', sizeBytes: 0, modifiedMs: 0, identity: normalizePath(path) }
        : undefined;
    },
    realPath: normalizePath,
    writeFile: put,
    // A folder is there when a file is in it.
    makeDirectory: () => undefined,
    readStandardInput: async () => new Uint8Array(),
    streamStandardInput: async function* () {},
    ask: async () => undefined,
    user: { uid: 1000, gid: 1000, homeDirectory: '/home/person' },
    releaseMemory: () => {},
    // The same bytes each time: what is random in the world is known in a test.
    randomBytes: (count) => Uint8Array.from({ length: count }, (_, index) => (index * 37 + 11) % 256),
    writePrivateFile: (path, content) => put(path, content),
    createPrivateFile: (path, content) => {
      if (stored.has(normalizePath(path))) return false;
      put(path, content);
      return true;
    },
    removeFile: (path) => void stored.delete(normalizePath(path)),
    freeBytes: () => 2 ** 40,
    stream: async () => ({ status: undefined, stdout: '', stderr: 'a memory host runs no programs' }),
    handOver: async () => undefined,
    network: { isFree: async () => true, get: async () => undefined, readBanner: async () => undefined },
    sleep: async () => undefined,
    monotonicMs: () => 0,
    run: async () => ({ status: undefined, stdout: '', stderr: 'a memory host runs no programs' }),
    startHelper: (name) => {
      throw new HostError(name, 'ENOSYS', 'a memory host starts no helpers');
    },
    startService: (program) => {
      throw new HostError(program, 'ENOSYS', 'a memory host starts no services');
    },
    watch: () => () => undefined,
  };
}

function listDirectory(stored: ReadonlyMap<string, Uint8Array>, path: string): DirectoryEntry[] {
  const entries = new Map<string, DirectoryEntry['kind']>();
  for (const name of stored.keys()) {
    for (let child = name, kind: DirectoryEntry['kind'] = 'file'; child !== '/' && child !== '.'; kind = 'directory') {
      const parent = directoryOf(child);
      if (parent === path) entries.set(baseNameOf(child), kind);
      child = parent;
    }
  }
  if (entries.size === 0) throw new HostError(path, 'ENOENT', `no such directory: ${path}`);
  return [...entries].map(([name, kind]) => ({ name, kind }));
}
