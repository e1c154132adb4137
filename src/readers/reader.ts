import type { SourceText } from '../base/text.js';
import type { Fragment } from '../graph/fragment.js';

/** What a reader may ask about other files of the same root (compose `extends`, `env_file`, a manifest beside it). */
export interface ReadContext {
  /** Text of a file by its path relative to the root; undefined when it is absent, unreadable or outside the root. */
  open(path: string): SourceText | undefined;
}

/**
 * Understands one kind of source. Pure: same source and context, same fragment. Never throws on a user's input:
 * what cannot be understood becomes a finding with its place, and the rest is still read.
 */
export interface Reader {
  readonly kind: string;
  read(source: SourceText, context: ReadContext): Fragment;
}

/** A row of `readers/table.ts`: enough to decide whether to load the reader. */
export interface ReaderEntry {
  readonly kind: string;
  /** What people call such a file. */
  readonly title: string;
  /** File names it looks for, for help and documentation. */
  readonly files: readonly string[];
  /** Cheap test by name alone; when it is true, `accepts` sees the text. */
  readonly matches: (path: string) => boolean;
  /** Test by content, for names that say little (`*.yaml`, `*.sh`, `*.md`); absent means the name is enough. */
  readonly accepts?: (text: string) => boolean;
  /** Larger files are skipped with a finding; absent means the limit for all sources. */
  readonly largestBytes?: number;
  readonly load: () => Promise<Reader>;
}
