import { startDrawing } from '../../drawing/start-drawing.js';
import type { Host } from '../../host/host.js';
import type { Diagram } from '../../views/diagram.js';
import { writeMermaid } from '../../writers/mermaid/write-mermaid.js';
import { WRITERS } from '../../writers/table.js';

/** Formats in which a diagram can be written, as help and validation know them. */
export function diagramFormats(): readonly string[] {
  return WRITERS.map(({ format }) => format);
}

/** The format that an output file's extension asks for; undefined when no writer claims it. */
export function formatOfFile(path: string): string | undefined {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return WRITERS.find(({ extensions }) => extensions.includes(extension))?.format;
}

/** A diagram in one format; the drawing worker is started only for formats that draw. */
export async function writeDiagram(host: Host, diagram: Diagram, format: string): Promise<string | Uint8Array> {
  const writer = await WRITERS.find((entry) => entry.format === format)?.load();
  if (!writer) throw new Error(`no writer for ${format}`);
  const drawing = lazily(() => startDrawing(host));
  try {
    return await writer.write(diagram, {
      writeMermaid,
      renderSvg: (text) => drawing.get().renderSvg(text),
      renderPng: async (svg) => (await drawing.get().renderPng(svg)).png,
    });
  } finally {
    drawing.made()?.close();
  }
}

function lazily<T>(make: () => T): { get(): T; made(): T | undefined } {
  let value: T | undefined;
  return { get: () => (value ??= make()), made: () => value };
}
