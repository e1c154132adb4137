import { positionAt, type SourceText } from '../../base/text.js';
import { parseMarkdown } from '../markdown/parse-markdown.js';
import type { ScannedComments } from './comment.js';

/** Comments of a page; one before a fenced block speaks of the whole block. */
export function scanMarkdownComments(source: SourceText): ScannedComments {
  const { comments, fences } = parseMarkdown(source);
  const lastLines = new Map(
    fences.map(({ span }) => [positionAt(source, span.start).line, positionAt(source, span.end).line]),
  );
  return { comments, lastLineOf: (line) => lastLines.get(line) ?? line };
}
