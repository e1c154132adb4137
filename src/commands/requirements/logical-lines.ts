import type { SourceText, Span } from '../../base/text.js';

/** One statement of a requirements file: lines that end in `\` joined, comments gone. */
export interface LogicalLine {
  readonly text: string;
  /** From its first to its last character in the file. */
  readonly span: Span;
}

/** Splits a requirements file as pip does: a comment begins at `#` at the start of a line or behind a space. */
export function logicalLines(source: SourceText): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let pieces: string[] = [];
  let span: { start: number; end: number } | undefined;
  const finish = (): void => {
    const text = pieces.join('').trim();
    if (span && text !== '') lines.push({ text, span });
    pieces = [];
    span = undefined;
  };
  for (const [index, start] of source.lineStarts.entries()) {
    const line = source.text.slice(start, source.lineStarts[index + 1] ?? source.text.length).replace(/\r?\n$/, '');
    const isContinued = line.endsWith('\\') && !line.trimStart().startsWith('#');
    const content = withoutComment(isContinued ? line.slice(0, -1) : line);
    const visible = content.replace(/^\uFEFF/, ' ');
    const trimmed = visible.trimEnd();
    if (trimmed !== '') {
      const first = start + trimmed.length - trimmed.trimStart().length;
      span = { start: span?.start ?? first, end: start + trimmed.length };
    }
    pieces.push(visible);
    if (!isContinued) finish();
  }
  finish();
  return lines;
}

function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1))
    if (at === 0 || /\s/.test(line[at - 1] ?? '')) return line.slice(0, at);
  return line;
}
