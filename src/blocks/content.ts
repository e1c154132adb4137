import { digestText } from '../base/digest.js';
import type { SourceText } from '../base/text.js';
import { escapeMarkdown } from './escape.js';
import type { Block } from './find-blocks.js';

/**
 * What stands in a block: the Mermaid text in a fence, and under it what the picture leaves out. The fence is longer
 * than every run of backticks inside it.
 */
export function writeBlockContent(mermaid: string, notes: readonly string[]): string {
  const longestRun = Math.max(0, ...(mermaid.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longestRun + 1));
  const picture = `${fence}mermaid\n${mermaid.trimEnd()}\n${fence}\n`;
  const list = notes.map((note) => `- ${escapeMarkdown(note)}\n`).join('');
  return list === '' ? picture : `${picture}\n${list}`;
}

/** The Mermaid text of a block's content; undefined when there is none. */
export function mermaidOf(content: string): string | undefined {
  const match = /^(`{3,})mermaid\n/.exec(content);
  if (!match) return undefined;
  const end = content.indexOf(`\n${match[1]}\n`, match[0].length - 1);
  return end < 0 ? undefined : content.slice(match[0].length, end + 1);
}

/**
 * The content of a block as it was generated: without the prefix of its list or quote, without the blank lines and
 * trailing spaces that formatters change, with `\n`. A line that lost its prefix keeps what it has.
 */
export function contentOf(source: SourceText, block: Block): string {
  const raw = source.text.slice(block.contentSpan.start, block.contentSpan.end);
  return canonicalContent(raw.replaceAll('\r\n', '\n'), block.prefix);
}

/** The content that a picture will have once it is written; `contentOf` gives the same after writing. */
export function canonicalContent(text: string, prefix = ''): string {
  const bare = prefix.trimEnd();
  const lines = text.split('\n').map((line) => {
    if (line.startsWith(prefix)) return line.slice(prefix.length).trimEnd();
    return line.trimEnd() === bare ? '' : line.trimEnd();
  });
  const first = lines.findIndex((line) => line !== '');
  if (first < 0) return '';
  const last = lines.findLastIndex((line) => line !== '');
  return `${lines.slice(first, last + 1).join('\n')}\n`;
}

/** The lines between the markers: the content with a blank line before and after, each with the block's prefix. */
export function layOutContent(content: string, prefix: string, endOfLine: string): string {
  const bare = prefix.trimEnd();
  return `\n${content}\n`
    .split('\n')
    .slice(0, -1)
    .map((line) => `${line === '' ? bare : prefix + line}${endOfLine}`)
    .join('');
}

/** What the end marker remembers; it does not depend on the version of the program that wrote it. */
export function sumOf(content: string): string {
  return digestText(content, 12);
}
