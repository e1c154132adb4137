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
    format: 'svg',
    summary: 'a picture, drawn without a browser',
    extensions: ['svg'],
    load: async () => (await import('./svg/write-svg.js')).svgWriter,
  },
  {
    format: 'png',
    summary: 'a picture in pixels, with the fonts of this machine',
    extensions: ['png'],
    load: async () => (await import('./png/write-png.js')).pngWriter,
  },
  {
    format: 'json',
    summary: 'one JSON document, diagram/1',
    extensions: ['json'],
    load: async () => (await import('./json/write-json.js')).jsonWriter,
  },
];
