import type { ByteSource } from '../base/byte-source.js';

/** What a directory holds, one entry each, without following links. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'other';
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
  /** Device and inode: two paths with the same identity are the same file. */
  readonly identity: string;
  /** Undefined where the system has no such numbers. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Whether nobody but its owner may read or write it; undefined where that is not known. */
  readonly isPrivate?: boolean;
}

/** An open file; reading it may fail as reading a file does. */
export interface RangeFile extends ByteSource {
  close(): void;
}

export interface Terminal {
  readonly isInteractive: boolean;
  /** Columns of the terminal; 80 when it is not one. */
  readonly columns: number;
  readonly hasColor: boolean;
  /** Whether somebody can type: stdin is a terminal. */
  readonly isInputInteractive?: boolean;
  /** Whether stderr is a terminal too, so that a display on it may redraw itself. */
  readonly isTalkInteractive?: boolean;
}

export interface ProcessResult {
  /** Exit status, or undefined when the program could not be started. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StreamOptions {
  readonly onOutput: (text: string, stream: 'stdout' | 'stderr') => void;
  readonly interrupted?: AbortSignal;
  readonly input?: string;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface HostUser {
  readonly uid: number;
  readonly gid: number;
  readonly homeDirectory: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most the first mebibyte. */
  readonly body: string;
}

/** What is asked of addresses that the user's own settings name; nothing else is ever contacted. */
export interface Network {
  /** Whether a server could listen there now. */
  isFree(address: string, port: number): Promise<boolean>;
  /** One HTTP GET without redirects; undefined when nothing answers in time. */
  get(
    url: string,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs: number },
  ): Promise<HttpAnswer | undefined>;
  /** The first line that a server says by itself (`SSH-2.0-…`); undefined when it says none in time. */
  readBanner(address: string, port: number, timeoutMs: number): Promise<string | undefined>;
}

/** A helper process that answers messages one by one and can be ended at any time. */
export interface HelperProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when it has ended for whatever reason. */
  onEnd(listener: (reason: string) => void): void;
  stop(): void;
}

export interface ServiceEnd {
  /** What it said last, or why it could not be started. */
  readonly words: string;
  /** Undefined when it was never started, or ended by a signal. */
  readonly status: number | undefined;
}

export interface ServiceOptions {
  /** What it reads; it then runs in its own folder. Nothing, otherwise. */
  readonly input?: Uint8Array;
}

/** A program that serves this process for a while. Ctrl-C in the terminal does not reach it, so that tidying up still can. */
export interface ServiceProcess {
  /** A folder for its socket, that only this user can enter; gone when the program has ended. */
  readonly directory: string;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<ServiceEnd>;
  /** What it has said since this was asked last, also after its end. */
  readOutput(): string;
  /** Ends what the processes of this name have started that it has started, at any depth. */
  endBelow(name: string): void;
  /** Asks it to end and waits for that. It ends with this process in any case but a kill. */
  stop(): Promise<void>;
  /** Lets it finish by itself what it is at, with no one to wait for it; its folder then stays. */
  release(): void;
}

/**
 * The only door to the outside world: files, processes, clock, terminal. The core takes what it needs as data;
 * workflows get a `Host`, so their tests give them one made of memory.
 *
 * Paths are absolute. Reading is synchronous: sources are many and small, and one pass over them is faster so.
 * What cannot be read throws `HostError`; nothing else is thrown.
 */
export interface Host {
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** A regular file; with `mostBytes`, no more than its beginning. */
  readFile(path: string, mostBytes?: number): Uint8Array;
  /** Opens a regular file of any size, of which only what is asked for is read. Close it. */
  openRange(path: string): RangeFile;
  readDirectory(path: string): readonly DirectoryEntry[];
  /** Follows links; undefined when nothing is there. */
  status(path: string): FileStatus | undefined;
  /** The path with every link resolved; the path itself when nothing is there. */
  realPath(path: string): string;
  /** Writes a temporary file beside the target and renames it, so that nobody ever sees half a file; keeps its mode. */
  writeFile(path: string, content: string | Uint8Array): void;
  /** Makes a folder and those above it; no error when it is there. */
  makeDirectory(path: string): void;
  readStandardInput(): Promise<Uint8Array>;
  /** The same piece by piece, of any size. */
  streamStandardInput(): AsyncIterable<Uint8Array>;
  /** One line that a person types; undefined where nobody sits at the input, or when it ends without an answer. */
  ask(question: string): Promise<string | undefined>;
  /** Who runs this; undefined where the system has no such numbers. */
  readonly user: HostUser | undefined;
  /** What this machine has to give, where containers run on it directly and not in a virtual machine. */
  readonly machine?: { readonly memoryBytes: number; readonly cpus: number } | undefined;
  /** Gives back memory that is not used any more; between large inputs, not within one. */
  releaseMemory(): void;
  randomBytes(count: number): Uint8Array;
  /** Like `writeFile`, readable by its owner alone (0600), its folder too where that is made (0700). */
  writePrivateFile(path: string, content: string, owner?: { readonly uid: number; readonly gid: number }): void;
  /** Like `writePrivateFile`, but false and nothing done when something is there: of several at once, one wins. */
  createPrivateFile(path: string, content: string, owner?: { readonly uid: number; readonly gid: number }): boolean;
  /** No error when it is gone already. */
  removeFile(path: string): void;
  /** Bytes free for this user on the file system that holds a path. */
  freeBytes(path: string): number;
  /** Runs a program without a shell and waits for it. */
  run(program: string, args: readonly string[], options?: { readonly timeoutMs?: number }): Promise<ProcessResult>;
  /** Runs a program without a shell, telling its output as it comes; ended when `interrupted` fires. */
  stream(program: string, args: readonly string[], options: StreamOptions): Promise<ProcessResult>;
  /** Hands the terminal to a program until it ends; its status, or undefined when it could not be started. */
  handOver(program: string, args: readonly string[]): Promise<number | undefined>;
  readonly network: Network;
  /** Waits, no longer than until `interrupted` fires. */
  sleep(durationMs: number, interrupted?: AbortSignal): Promise<void>;
  /** Milliseconds of a clock that never goes back; only differences mean something. */
  monotonicMs(): number;
  /** Starts a module of torchdock itself (`name` without extension, beside the running one) as a helper process. */
  startHelper(name: string): HelperProcess;
  /** Starts a program that stays; its arguments are made from the path of its folder. */
  startService(
    program: string,
    makeArgs: (directory: string) => readonly string[],
    options?: ServiceOptions,
  ): ServiceProcess;
  /** Calls `listener` (with no more often than needed) after files below `directory` changed; returns the way to stop. */
  watch(directory: string, listener: () => void): () => void;
}

/** The outside world said no: `code` is the system's word (`ENOENT`, `EACCES`, …). */
export class HostError extends Error {
  constructor(
    readonly path: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'HostError';
  }
}
