import type { LineCursor } from './line-cursor.js';

/** What a line can begin with, by CommonMark 0.31; every test looks at the text from the first non-blank character. */
export interface FenceStart {
  readonly marker: '`' | '~';
  readonly length: number;
  readonly info: string;
}

export interface ListMarker {
  /** Length of `-`, `10.`. */
  readonly width: number;
  /** Its number; undefined for a bullet. */
  readonly number?: number;
}

export function readFenceStart(cursor: LineCursor): FenceStart | undefined {
  const rest = cursor.text.slice(cursor.nextOffset);
  const [fence = ''] = /^(?:`{3,}|~{3,})/.exec(rest) ?? [];
  const marker = fence[0];
  if (marker !== '`' && marker !== '~') return undefined;
  const info = rest.slice(fence.length).trim();
  return marker === '`' && info.includes('`') ? undefined : { marker, length: fence.length, info };
}

export function isFenceEnd(cursor: LineCursor, start: FenceStart): boolean {
  let at = cursor.nextOffset;
  while (cursor.text[at] === start.marker) at += 1;
  return at - cursor.nextOffset >= start.length && isBlankFrom(cursor.text, at);
}

export function isHeading(cursor: LineCursor): boolean {
  return /^#{1,6}(?:[ \t]|$)/.test(cursor.text.slice(cursor.nextOffset, cursor.nextOffset + 8));
}

/** The line under a heading: `===` or `---`. */
export function isSetextUnderline(cursor: LineCursor): boolean {
  const marker = cursor.text[cursor.nextOffset];
  if (marker !== '=' && marker !== '-') return false;
  let at = cursor.nextOffset;
  while (cursor.text[at] === marker) at += 1;
  return isBlankFrom(cursor.text, at);
}

/** `***`, `- - -`, `___`. `known` remembers the answer along one line, so that `- - - - x` is looked at only once. */
export function isThematicBreak(cursor: LineCursor, known: { marker?: string; isBreak?: boolean }): boolean {
  const marker = cursor.text[cursor.nextOffset];
  if (marker !== '*' && marker !== '-' && marker !== '_') return false;
  if (known.marker === marker && known.isBreak === false) return false;
  let count = 0;
  let at = cursor.nextOffset;
  for (; at < cursor.text.length; at += 1) {
    const character = cursor.text[at];
    if (character === marker) count += 1;
    else if (character !== ' ' && character !== '\t') break;
  }
  const isBreak = at === cursor.text.length && count >= 3;
  if (at < cursor.text.length) {
    known.marker = marker;
    known.isBreak = false;
  }
  return isBreak;
}

export function readListMarker(cursor: LineCursor): ListMarker | undefined {
  const head = cursor.text.slice(cursor.nextOffset, cursor.nextOffset + 11);
  const match = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(head);
  if (!match) return undefined;
  return { width: match[0].length, ...(match[1] === undefined ? {} : { number: Number(match[1]) }) };
}

function isBlankFrom(text: string, offset: number): boolean {
  let at = offset;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at >= text.length;
}
