import { cellWidth } from '../../base/cells.js';
import type { Place, SourceText } from '../../base/text.js';
import { visibleText } from './escape.js';

/** A line of a source as a terminal can show it, and what is marked in it; both measured in cells. */
export interface SourceFrame {
  readonly text: string;
  readonly markStart: number;
  /** At least 1. */
  readonly markWidth: number;
}

interface Piece {
  readonly text: string;
  readonly width: number;
  readonly isMarked: boolean;
}

const TAB_WIDTH = 4;

/** Code units looked at on each side of the mark: more than a terminal shows, however long the line is. */
const WINDOW = 300;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The first line of a place, cut to `width` cells around what it marks; undefined when the line is not in the text. */
export function frameSource(source: SourceText, place: Place, width: number): SourceFrame | undefined {
  const lineStart = source.lineStarts[place.line - 1];
  if (lineStart === undefined) return undefined;
  const nextLine = source.lineStarts[place.line] ?? source.text.length + 1;
  const lineEnd = nextLine - 1 > lineStart && source.text[nextLine - 2] === '\r' ? nextLine - 2 : nextLine - 1;
  const from = Math.min(lineStart + place.column - 1, lineEnd);
  const to = place.endLine > place.line ? lineEnd : Math.min(lineStart + place.endColumn - 1, lineEnd);
  const start = Math.max(lineStart, from - WINDOW);
  const text = source.text.slice(start, Math.min(lineEnd, from + WINDOW));
  const pieces = splitPieces(text, from - start, Math.max(to, from + 1) - start);
  return cutAround(pieces, width, start > lineStart);
}

function splitPieces(text: string, from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  let cell = 0;
  for (const { segment, index } of segmentsOf(text)) {
    const shown = segment === '\t' ? ' '.repeat(TAB_WIDTH - (cell % TAB_WIDTH)) : visibleText(segment);
    const width = cellWidth(shown);
    pieces.push({ text: shown, width, isMarked: index < to && index + segment.length > from });
    cell += width;
  }
  // A mark behind the last character stands on the end of the line.
  if (!pieces.some(({ isMarked }) => isMarked)) pieces.push({ text: ' ', width: 1, isMarked: true });
  return pieces;
}

/** Plain ASCII needs no rules of Unicode to be taken apart, and most lines are that. */
function segmentsOf(text: string): Iterable<{ readonly segment: string; readonly index: number }> {
  if (/^[ -~]*$/.test(text)) return Array.from(text, (segment, index) => ({ segment, index }));
  return graphemes.segment(text);
}

function cutAround(pieces: readonly Piece[], width: number, isCutBefore: boolean): SourceFrame {
  const mark = pieces.findIndex(({ isMarked }) => isMarked);
  const before = measure(pieces.slice(0, mark));
  const marked = measure(pieces.filter(({ isMarked }) => isMarked));
  let first = 0;
  let skipped = 0;
  const room = Math.max(1, Math.floor(width / 3), width - marked - 2);
  while (before - skipped > room && first < mark) {
    skipped += pieces[first]?.width ?? 0;
    first += 1;
  }
  const head = first > 0 || isCutBefore ? '…' : '';
  const kept = fit(pieces.slice(first), width - head.length);
  const shown = kept.map(({ text }) => text).join('');
  const isCutAfter = kept.length < pieces.length - first;
  return {
    text: `${head}${shown}${isCutAfter ? '…' : ''}`.trimEnd(),
    markStart: head.length + before - skipped,
    markWidth: Math.max(1, measure(kept.filter(({ isMarked }) => isMarked))),
  };
}

/** As many pieces as fit; one cell is kept for the sign that more follows. */
function fit(pieces: readonly Piece[], width: number): readonly Piece[] {
  if (measure(pieces) <= width) return pieces;
  let used = 0;
  const end = pieces.findIndex((piece) => (used += piece.width) > width - 1);
  return pieces.slice(0, end);
}

function measure(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { width }) => sum + width, 0);
}
