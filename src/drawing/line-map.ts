import { createSourceText, offsetAt, type Position, positionAt } from '../base/text.js';

/** A text that lost some of its parts, with the offset that each remaining character had. */
interface Remains {
  readonly text: string;
  readonly offsets: Uint32Array;
}

/**
 * Mermaid's parsers count lines in what is left after front matter, directives and comments are taken out (its
 * `preprocessDiagram`). This takes out the same and leads a position back to the text as it was written.
 */
export function originalPosition(text: string, position: Position): Position {
  const written = createSourceText('', text);
  const { text: remaining, offsets } = strip(text);
  const at = offsetAt(createSourceText('', remaining), position);
  return positionAt(written, offsets[at] ?? text.length);
}

/** What Mermaid's parsers see of a text. */
export function remainingText(text: string): string {
  return strip(text).text;
}

function strip(text: string): Remains {
  let remains: Remains = { text, offsets: Uint32Array.from({ length: text.length }, (_, index) => index) };
  remains = without(remains, /\r(?=\n)/g);
  remains = without(remains, /^([^\S\n\r]*)-{3}\s*[\n\r](.*?)[\n\r]\1-{3}\s*[\n\r]+/s);
  remains = without(remains, /%%\{[\s\S]*?(?:\}%%|$)/g);
  remains = without(remains, /^\s*%%(?!\{)[^\n]+\n?/gm);
  return without(remains, /^\s+/);
}

function without(remains: Remains, part: RegExp): Remains {
  const kept: number[] = [];
  let text = '';
  let at = 0;
  const keep = (to: number): void => {
    text += remains.text.slice(at, to);
    for (let index = at; index < to; index += 1) kept.push(remains.offsets[index] ?? 0);
  };
  const found = part.global ? remains.text.matchAll(part) : [part.exec(remains.text)];
  for (const match of found) {
    if (!match) continue;
    keep(match.index);
    at = match.index + match[0].length;
  }
  if (at === 0) return remains;
  keep(remains.text.length);
  return { text, offsets: Uint32Array.from(kept) };
}
