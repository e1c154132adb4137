import type { MappedText } from '../../base/mapped-text.js';
import { spanInFile } from '../../base/mapped-text.js';
import type { DockerfileWord } from './dockerfile.js';

/** A word of a mapped text; `start` and `end` are offsets in that text. */
export interface RawWord {
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/** The next word at or after an offset. Quotes and escapes keep blanks inside it and stay in it. */
export function nextRawWord(text: string, from: number, escape: string): RawWord | undefined {
  let start = from;
  while (start < text.length && isBlank(text[start])) start += 1;
  if (start >= text.length) return undefined;
  let at = start;
  let quote = '';
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === escape && quote !== "'") at += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (isBlank(character)) break;
  }
  const end = Math.min(at, text.length);
  return { raw: text.slice(start, end), start, end };
}

/** Words between blanks, quotes kept as they are written: `ENV A="b c"` has the word `A="b c"`. */
export function splitQuotedWords(mapped: MappedText, escape: string): DockerfileWord[] {
  const words: DockerfileWord[] = [];
  let word = nextRawWord(mapped.text, 0, escape);
  while (word) {
    words.push({ value: word.raw, span: spanInFile(mapped, word) });
    word = nextRawWord(mapped.text, word.end, escape);
  }
  return words;
}

/** Words between blanks; quotes mean nothing (`FROM`, `COPY`, `EXPOSE`). */
export function splitPlainWords(mapped: MappedText): DockerfileWord[] {
  return [...mapped.text.matchAll(/[^ \t\n\r\f\v]+/g)].map(({ 0: value, index }) => ({
    value,
    span: spanInFile(mapped, { start: index, end: index + value.length }),
  }));
}

/** What the builder takes for a blank; the many spaces of Unicode are text to it. */
export function isBlank(character: string | undefined): boolean {
  return character !== undefined && ' \t\n\r\f\v'.includes(character);
}
