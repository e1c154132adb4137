import type { WriterEntry } from './writer.js';

/** The one list of writers for diagrams. */
export const WRITERS: readonly WriterEntry[] = [];
