import { lineText, positionAt, type SourceText, type Span } from '../../base/text.js';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.js';
import type { Comment, ScannedComments } from './comment.js';

/** Whole lines that begin with `#`, also between the lines of a continued instruction; none in a here document. */
export function scanDockerfileComments(source: SourceText): ScannedComments {
  const { instructions } = parseDockerfile(source);
  const texts = instructions.flatMap(({ heredocs }) => heredocs.map(({ content }) => content));
  const lastLines = new Map(
    instructions.map(({ span }) => [positionAt(source, span.start).line, positionAt(source, span.end).line]),
  );
  return {
    comments: hashLines(source, texts),
    // Inside an instruction a comment speaks of the one line after it.
    lastLineOf: (line) => lastLines.get(line) ?? line,
  };
}

/** `texts` are in the order of the file. */
function hashLines(source: SourceText, texts: readonly Span[]): readonly Comment[] {
  const comments: Comment[] = [];
  let next = 0;
  for (const [index, start] of source.lineStarts.entries()) {
    const text = lineText(source, index + 1);
    const at = /^[\s\uFEFF]*#/.exec(text)?.[0].length;
    if (at === undefined) continue;
    while ((texts[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    if (start >= (texts[next]?.start ?? Number.POSITIVE_INFINITY)) continue;
    comments.push({ text: text.slice(at).trim(), span: { start: start + at - 1, end: start + text.length } });
  }
  return comments;
}
