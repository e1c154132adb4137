import { lineText, type SourceText } from '../../base/text.js';
import type { Comment, ScannedComments } from './comment.js';

/** pip: a comment begins at `#` at the start of a line or behind a blank, whatever quotes stand there. */
export function scanRequirementsComments(source: SourceText): ScannedComments {
  return scanLines(source, (text) => /(?:^|\s)#/.exec(text.replace(/^\uFEFF/, ' ')));
}

/** make: lines that begin with `#`, also in a recipe, where the shell takes them for comments; none inside `define`. */
export function scanMakefileComments(source: SourceText): ScannedComments {
  let isDefinition = false;
  let isContinued = false;
  return scanLines(source, (text) => {
    const wasContinued = isContinued;
    isContinued = text.endsWith('\\');
    if (/^ *(?:export +|override +)?define\b/.test(text)) isDefinition = true;
    if (/^ *endef\b/.test(text)) isDefinition = false;
    return wasContinued || isDefinition ? null : /^\s*#/.exec(text);
  });
}

function scanLines(source: SourceText, find: (line: string) => RegExpExecArray | null): ScannedComments {
  const comments: Comment[] = [];
  for (const [index, start] of source.lineStarts.entries()) {
    const text = lineText(source, index + 1);
    const found = find(text);
    if (!found) continue;
    const at = found.index + found[0].length - 1;
    comments.push({ text: text.slice(at + 1).trim(), span: { start: start + at, end: start + text.length } });
  }
  return { comments, lastLineOf: (line) => lastContinuedLine(source, line) };
}

/** The last of the lines that a backslash at the end joins to one. */
export function lastContinuedLine(source: SourceText, line: number): number {
  let last = line;
  while (last < source.lineStarts.length && lineText(source, last).endsWith('\\')) last += 1;
  return last;
}
