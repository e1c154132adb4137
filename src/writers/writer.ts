import type { Diagram } from '../views/diagram.js';

/** What some writers need from outside; given by the workflow. */
export interface WriterContext {
  /** The Mermaid writer, for those that draw its text: writers do not import each other. */
  writeMermaid(diagram: Diagram): string;
  /** Mermaid text → SVG text, by Mermaid itself (see `drawing/`). */
  renderSvg(mermaid: string): Promise<string>;
  /** SVG text → PNG bytes. */
  renderPng(svg: string): Promise<Uint8Array>;
}

export interface Writer {
  readonly format: string;
  write(diagram: Diagram, context: WriterContext): Promise<string | Uint8Array>;
}

export interface WriterEntry {
  readonly format: string;
  readonly summary: string;
  /** Extension by which `-o FILE` chooses it. */
  readonly extensions: readonly string[];
  readonly load: () => Promise<Writer>;
}
