import type { MappedText } from '../../base/mapped-text.js';
import { spanInFile } from '../../base/mapped-text.js';
import type { Span } from '../../base/text.js';
import type { DockerfileWord } from './dockerfile.js';
import { isBlank } from './split-words.js';

/**
 * The words of a JSON array of strings at the start of a text; undefined when it is none (then a shell takes it).
 * What follows the array is not looked at, as in BuildKit.
 */
export function readExecForm(mapped: MappedText): DockerfileWord[] | undefined {
  const { text } = mapped;
  if (text[0] !== '[') return undefined;
  const words: DockerfileWord[] = [];
  let at = skipBlanks(text, 1);
  if (text[at] === ']') return words;
  for (;;) {
    const string = readString(text, at);
    if (!string) return undefined;
    words.push({ value: string.value, span: spanInFile(mapped, string.span) });
    at = skipBlanks(text, string.span.end);
    if (text[at] === ']') return words;
    if (text[at] !== ',') return undefined;
    at = skipBlanks(text, at + 1);
  }
}

function readString(text: string, start: number): { readonly value: string; readonly span: Span } | undefined {
  if (text[start] !== '"') return undefined;
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  if (at >= text.length) return undefined;
  try {
    return { value: JSON.parse(text.slice(start, at + 1)) as string, span: { start, end: at + 1 } };
  } catch {
    return undefined;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at += 1;
  return at;
}
