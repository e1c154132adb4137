import { ParseError, parseTOML } from 'toml-eslint-parser';
import type { SourceText } from '../../base/text.js';
import type { ScannedComments } from './comment.js';

/** The comments of a TOML file; none when it is broken, for then nobody knows what is a string. */
export function scanTomlComments({ text }: SourceText): ScannedComments {
  const lastLineOf = (line: number): number => line;
  try {
    const { comments } = parseTOML(text.replace(/^\uFEFF/, ' '), { tomlVersion: '1.1' });
    return {
      comments: comments.map(({ value, range: [start, end] }) => ({ text: value.trim(), span: { start, end } })),
      lastLineOf,
    };
  } catch (error) {
    if (!(error instanceof ParseError || error instanceof RangeError)) throw error;
    return { comments: [], lastLineOf };
  }
}
