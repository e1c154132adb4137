import { lineText, type SourceText } from '../../base/text.js';
import { findLiteralSpans } from '../shell/literal-spans.js';
import type { Comment, ScannedComments } from './comment.js';
import { lastContinuedLine } from './line-comments.js';

/** Comments of a shell script: `#` where a word could begin, in no word and no here document. */
export function scanShellComments(source: SourceText): ScannedComments {
  const literals = findLiteralSpans(source.text);
  const comments: Comment[] = [];
  let next = 0;
  for (const [index, start] of source.lineStarts.entries()) {
    const text = lineText(source, index + 1);
    for (const { index: at } of text.matchAll(/(?<![^\s;&|()])#/g)) {
      const offset = start + at;
      while ((literals[next]?.end ?? Number.POSITIVE_INFINITY) <= offset) next += 1;
      if (offset >= (literals[next]?.start ?? Number.POSITIVE_INFINITY)) continue;
      comments.push({ text: text.slice(at + 1).trim(), span: { start: offset, end: start + text.length } });
      break;
    }
  }
  return { comments, lastLineOf: (line) => lastContinuedLine(source, line) };
}
