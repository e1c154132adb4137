import { digestText } from '../base/digest.js';
import type { Host } from '../host/host.js';
import type { StudioReading } from '../workflows/studio.js';

/** What was read last, or why reading failed. */
export interface Snapshot {
  /** Counts up from 1 whenever the texts that were read, or the findings, differ. */
  readonly revision: number;
  readonly reading: StudioReading;
  readonly problem?: string;
}

const NOTHING: StudioReading = {
  sources: [],
  findings: [],
  subjects: {},
  stamp: '',
  findText: () => undefined,
  draw: async () => undefined,
};

/** A folder that is read again when files in it change. Readings never overlap; a change during one starts another. */
export class LiveFolder {
  #snapshot: Snapshot = { revision: 0, reading: NOTHING };
  #fingerprint = '';
  #running: Promise<void> | undefined;
  #isStale = false;
  #stopWatching: (() => void) | undefined;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();

  /** `read` may throw: what it says is then the problem of the snapshot. */
  constructor(private readonly read: () => Promise<StudioReading>) {}

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  get isWatching(): boolean {
    return this.#stopWatching !== undefined;
  }

  /** Calls `listener` after each new revision; returns the way to stop. */
  onRevision(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Starts to watch; gives the reason when the system refuses (too many folders, no such folder). */
  watch(host: Host, directory: string): string | undefined {
    try {
      this.#stopWatching = host.watch(directory, () => void this.refresh());
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Reads the folder; the promise ends when nothing is left to read. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#running ??= this.#readUntilFresh().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#listeners.clear();
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      this.#publish(await this.#readOnce());
    }
  }

  async #readOnce(): Promise<Omit<Snapshot, 'revision'>> {
    try {
      return { reading: await this.read() };
    } catch (error) {
      return { reading: NOTHING, problem: reasonOf(error) };
    }
  }

  #publish(next: Omit<Snapshot, 'revision'>): void {
    const texts = next.reading.sources.map(({ path, text }) => [path, text]);
    const fingerprint = digestText(
      JSON.stringify([texts, next.reading.stamp, next.reading.findings, next.problem ?? '']),
      64,
    );
    if (fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    this.#snapshot = { ...next, revision: this.#snapshot.revision + 1 };
    for (const listener of this.#listeners) listener(this.#snapshot);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
