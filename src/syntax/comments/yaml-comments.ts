import { Lexer } from 'yaml';
import type { SourceText } from '../../base/text.js';
import type { Comment, ScannedComments } from './comment.js';

/** What the lexer of `yaml` adds to the text: document, end of flow, scalar. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);
const SCALAR = '\u001f';

/** As long as `parseYaml` reads. */
const MAXIMUM_LENGTH = 2_000_000;

/** Comments by the lexer of YAML itself, so that `#` in a block scalar or in quotes is none. */
export function scanYamlComments({ text }: SourceText): ScannedComments {
  const comments: Comment[] = [];
  let at = 0;
  let before = '';
  for (const token of text.length > MAXIMUM_LENGTH ? [] : new Lexer().lex(text)) {
    if (!MARKS.has(token)) {
      // The lexer gives the text piece by piece; should it ever not, nothing is guessed.
      if (!text.startsWith(token, at)) break;
      if (token.startsWith('#') && before !== SCALAR)
        comments.push({ text: token.slice(1).trim(), span: { start: at, end: at + token.trimEnd().length } });
      at += token.length;
    }
    before = token;
  }
  return { comments, lastLineOf: (line) => line };
}
