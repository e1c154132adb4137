import type { WriterEntry } from './writer.js';

/** The one list of writers for diagrams. */
export const WRITERS: readonly WriterEntry[] = [
  {
    format: 'mermaid',
    summary: 'Mermaid text',
    extensions: ['mmd', 'mermaid'],
    load: async () => (await import('./mermaid/write-mermaid.js')).mermaidWriter,
  },
  {
    format: 'json',
    summary: 'one JSON document, diagram/1',
    extensions: ['json'],
    load: async () => (await import('./json/write-json.js')).jsonWriter,
  },
];
