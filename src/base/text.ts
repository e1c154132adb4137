/** A half-open range of UTF-16 code-unit offsets, `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text with a name, and the offset at which each of its lines starts. */
export interface SourceText {
  /** Path relative to the root that was asked for, with `/`; `-` is stdin and `--run` a command line. */
  readonly path: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** One-based line and column (columns count UTF-16 code units), as editors and SARIF show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where something stands in a file. One-based; the end is exclusive. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function createSourceText(path: string, text: string): SourceText {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { path, text, lineStarts };
}

/** Position of an offset; offsets outside the text are clamped to it. */
export function positionAt(source: SourceText, offset: number): Position {
  const at = Math.max(0, Math.min(offset, source.text.length));
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (source.lineStarts[low] ?? 0) + 1 };
}

/** Offset of a one-based position; clamped to the text. */
export function offsetAt(source: SourceText, position: Position): number {
  const start = source.lineStarts[position.line - 1];
  if (start === undefined) return position.line < 1 ? 0 : source.text.length;
  return Math.min(start + Math.max(0, position.column - 1), source.text.length);
}

export function placeOf(source: SourceText, span: Span): Place {
  const start = positionAt(source, span.start);
  const end = positionAt(source, Math.max(span.start, span.end));
  return { file: source.path, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** A whole line (one-based) without its end-of-line characters. */
export function lineText(source: SourceText, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return '';
  const next = source.lineStarts[line];
  return source.text.slice(start, next === undefined ? source.text.length : next).replace(/\r?\n$/, '');
}

/** The beginning of a file, for things that belong to the file as a whole. */
export function fileStart(file: string): Place {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
