import type { MappedText, TextPiece } from '../../base/mapped-text.js';
import type { Span } from '../../base/text.js';
import { isBlank } from './split-words.js';

/** Walks over the physical lines of a text, without their line ends. */
export class LineCursor {
  constructor(
    readonly text: string,
    /** Where the next line starts. */
    public at: number,
  ) {}

  /** The next line without `\n` or `\r\n`; undefined at the end of the text. Moves on. */
  next(): Span | undefined {
    if (this.at >= this.text.length) return undefined;
    const start = this.at;
    const newline = this.text.indexOf('\n', start);
    const end = newline < 0 ? this.text.length : newline;
    this.at = newline < 0 ? this.text.length : newline + 1;
    return { start, end: end > start && this.text[end - 1] === '\r' ? end - 1 : end };
  }
}

/** A line with all that continues it. */
export interface LogicalLine {
  readonly mapped: MappedText;
  /** End of its last line. */
  readonly end: number;
}

/**
 * The next instruction of a Dockerfile as one line: physical lines joined where the escape character ends them, comments
 * and empty lines between them left out (BuildKit, `frontend/dockerfile/parser`). Undefined at the end of the text.
 */
export function nextLogicalLine(cursor: LineCursor, escape: string): LogicalLine | undefined {
  const { text } = cursor;
  let line = cursor.next();
  while (line && isSkipped(text, line)) line = cursor.next();
  if (!line) return undefined;
  const parts: string[] = [];
  const pieces: TextPiece[] = [];
  let length = 0;
  let end = line.end;
  let current: Span | undefined = { start: skipBlanks(text, line), end: line.end };
  while (current) {
    const continued: number | undefined = continuationAt(text, current, escape);
    const part = text.slice(current.start, continued ?? current.end);
    if (part !== '' || pieces.length === 0) pieces.push({ start: length, offset: current.start });
    parts.push(part);
    length += part.length;
    end = current.end;
    current = continued === undefined ? undefined : nextContent(cursor);
  }
  return { mapped: { text: parts.join(''), pieces }, end };
}

function nextContent(cursor: LineCursor): Span | undefined {
  let line = cursor.next();
  while (line && isSkipped(cursor.text, line)) line = cursor.next();
  return line;
}

/** An empty line or a comment. */
function isSkipped(text: string, line: Span): boolean {
  const at = skipBlanks(text, line);
  return at === line.end || text[at] === '#';
}

function skipBlanks(text: string, line: Span): number {
  let at = line.start;
  while (at < line.end && isBlank(text[at])) at += 1;
  return at;
}

/** Offset of the escape character that continues the line; a doubled one does not. */
function continuationAt(text: string, line: Span, escape: string): number | undefined {
  let at = line.end - 1;
  while (at >= line.start && (text[at] === ' ' || text[at] === '\t')) at -= 1;
  if (at < line.start || text[at] !== escape) return undefined;
  return at > line.start && text[at - 1] === escape ? undefined : at;
}
