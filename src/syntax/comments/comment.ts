import { lineText, positionAt, type SourceText, type Span } from '../../base/text.js';

/** A comment as the rules of its language see it: never a part of a string or of a here document. */
export interface Comment {
  /** Without its marks, trimmed. */
  readonly text: string;
  readonly span: Span;
}

/** What a language says of its comments. */
export interface ScannedComments {
  readonly comments: readonly Comment[];
  /** Last line of what begins on a line, both one-based: an instruction, a command with the lines that continue it. */
  lastLineOf(line: number): number;
}

export type ScanComments = (source: SourceText) => ScannedComments;

/** A comment and the lines, one-based and inclusive, that it speaks of: those after it, or its own behind other text. */
export interface AppliedComment extends Comment {
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Comments with what they speak of. Several above one another speak of the same; empty lines do not part them from it. */
export function applyComments(
  source: SourceText,
  { comments, lastLineOf }: ScannedComments,
): readonly AppliedComment[] {
  const alone = new Set(comments.filter((comment) => standsAlone(source, comment)));
  const next = nextTextLines(source, new Set([...alone].flatMap(({ span }) => linesOf(source, span))));
  return comments.map((comment) => {
    const own = positionAt(source, comment.span.start).line;
    if (!alone.has(comment)) return { ...comment, firstLine: own, lastLine: own };
    const after = positionAt(source, comment.span.end).line + 1;
    const firstLine = next[after] ?? after;
    return { ...comment, firstLine, lastLine: Math.max(firstLine, lastLineOf(firstLine)) };
  });
}

/** For each one-based line the first one from there on that is neither empty nor among `comments`. */
function nextTextLines(source: SourceText, comments: ReadonlySet<number>): readonly number[] {
  const next: number[] = [];
  let found = source.lineStarts.length;
  for (let line = source.lineStarts.length; line > 0; line -= 1) {
    if (!comments.has(line) && lineText(source, line).trim() !== '') found = line;
    next[line] = found;
  }
  return next;
}

function standsAlone(source: SourceText, { span }: Comment): boolean {
  const start = source.lineStarts[positionAt(source, span.start).line - 1] ?? 0;
  // Marks of a Markdown quote or list before a comment are no text.
  return /^[\s\uFEFF>*+-]*$/.test(source.text.slice(start, span.start));
}

function linesOf(source: SourceText, span: Span): readonly number[] {
  const first = positionAt(source, span.start).line;
  const last = positionAt(source, span.end).line;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
