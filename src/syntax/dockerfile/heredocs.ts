import type { MappedText } from '../../base/mapped-text.js';
import { spanInFile } from '../../base/mapped-text.js';
import type { DockerfileHeredoc } from './dockerfile.js';
import type { LineCursor } from './logical-lines.js';
import { nextRawWord } from './split-words.js';

/** Here documents that a line opens; the cursor, which stands after that line, is moved behind their texts. */
export function readHeredocs(mapped: MappedText, cursor: LineCursor, escape: string): DockerfileHeredoc[] {
  const heredocs: DockerfileHeredoc[] = [];
  let word = nextRawWord(mapped.text, 0, escape);
  while (word) {
    const [operator, tabs = ''] = /^\d*<<(-?)(?=[^<])/.exec(word.raw) ?? [];
    const raw = operator === undefined ? '' : word.raw.slice(operator.length);
    const name = raw.replace(/["'\\]/g, '');
    if (name !== '' && !raw.includes('<')) {
      const body = readBody(cursor, name, tabs !== '');
      heredocs.push({ name, isExpanded: name === raw, ...body, operatorSpan: spanInFile(mapped, word) });
    }
    word = nextRawWord(mapped.text, word.end, escape);
  }
  return heredocs;
}

function readBody(
  cursor: LineCursor,
  name: string,
  stripsTabs: boolean,
): Pick<DockerfileHeredoc, 'content' | 'isTerminated'> {
  const start = cursor.at;
  for (let line = cursor.next(); line; line = cursor.next()) {
    const from = stripsTabs ? skipTabs(cursor.text, line.start) : line.start;
    if (line.end - from === name.length && cursor.text.startsWith(name, from))
      return { content: { start, end: line.start }, isTerminated: true };
  }
  return { content: { start, end: cursor.text.length }, isTerminated: false };
}

function skipTabs(text: string, from: number): number {
  let at = from;
  while (text[at] === '\t') at += 1;
  return at;
}
