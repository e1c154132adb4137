import type { ReaderEntry } from './reader.js';

/** The one list of readers. A file may be read by several; the order does not matter. */
export const READERS: readonly ReaderEntry[] = [];
