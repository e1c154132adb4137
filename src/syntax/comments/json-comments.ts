import { visit } from 'jsonc-parser';
import type { SourceText } from '../../base/text.js';
import type { Comment, ScannedComments } from './comment.js';

/** `//` and block comments of JSON as editors write it. */
export function scanJsonComments(source: SourceText): ScannedComments {
  const comments: Comment[] = [];
  const text = source.text.replace(/^\uFEFF/, ' ');
  const onComment = (start: number, length: number): void => {
    const end = Math.min(start + length, text.length);
    comments.push({ text: contentOf(text.slice(start, end)), span: { start, end } });
  };
  try {
    visit(text, { onComment }, { allowTrailingComma: true });
  } catch (error) {
    // Nested too deep: what was found so far counts.
    if (!(error instanceof RangeError)) throw error;
  }
  return { comments, lastLineOf: (line) => line };
}

function contentOf(comment: string): string {
  return comment.startsWith('//') ? comment.slice(2).trim() : comment.slice(2).replace(/\*\/$/, '').trim();
}
