import { positionAt, type SourceText } from '../../base/text.js';
import type { Comment, ScannedComments } from './comment.js';

/** A comment, a string in whatever quotes, or a bracket: all that matters to where comments and statements end. */
const TOKEN =
  /#[^\n]*|"""(?:\\[^]|[^\\])*?(?:"""|$)|'''(?:\\[^]|[^\\])*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?|[([{]|[)\]}]|\\\r?\n/g;

/** Comments of Python: `#` in no string. A statement goes on while a bracket is open, and behind a backslash. */
export function scanPythonComments(source: SourceText): ScannedComments {
  const comments: Comment[] = [];
  /** Lines behind whose end the statement goes on. */
  const continued = new Set<number>();
  let depth = 0;
  let openedAt = 0;
  for (const { 0: token, index } of source.text.matchAll(TOKEN)) {
    const [first = ''] = token;
    const line = positionAt(source, index).line;
    if (first === '#') {
      const end = index + token.trimEnd().length;
      comments.push({ text: token.slice(1).trim(), span: { start: index, end } });
    } else if ('([{'.includes(first)) {
      if (depth === 0) openedAt = line;
      depth += 1;
    } else if (')]}'.includes(first)) {
      depth = Math.max(0, depth - 1);
      if (depth === 0) markLines(continued, openedAt, line);
    } else if (first === '\\') continued.add(line);
    else markLines(continued, line, positionAt(source, index + token.length).line);
  }
  return {
    comments,
    lastLineOf: (line) => {
      let last = line;
      while (continued.has(last)) last += 1;
      return last;
    },
  };
}

function markLines(lines: Set<number>, first: number, last: number): void {
  for (let line = first; line < last; line += 1) lines.add(line);
}
