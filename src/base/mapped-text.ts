import type { SourceText, Span } from './text.js';

/** From `start` in the text on, characters come from `offset` in the file on, one by one, until the next piece. */
export interface TextPiece {
  readonly start: number;
  readonly offset: number;
}

/**
 * A text put together from parts of a file (lines without their continuation marks, code without its indentation)
 * that still knows where each character stands. Pieces are in the order of `start`; the first starts at 0.
 */
export interface MappedText {
  readonly text: string;
  readonly pieces: readonly TextPiece[];
}

/** A part of a file as it stands. */
export function sliceSource(source: SourceText, span: Span): MappedText {
  return { text: source.text.slice(span.start, span.end), pieces: [{ start: 0, offset: span.start }] };
}

/** A part of a mapped text; the spans in it still point into the file. */
export function sliceMapped(mapped: MappedText, start: number, end = mapped.text.length): MappedText {
  const first = pieceAt(mapped, start);
  const pieces: TextPiece[] = [{ start: 0, offset: offsetInFile(mapped, start) }];
  for (let index = first + 1; index < mapped.pieces.length; index += 1) {
    const piece = mapped.pieces[index];
    if (!piece || piece.start >= end) break;
    pieces.push({ start: piece.start - start, offset: piece.offset });
  }
  return { text: mapped.text.slice(start, end), pieces };
}

/** Where a span of the mapped text stands in the file. It covers what lies between when the text was put together. */
export function spanInFile(mapped: MappedText, span: Span): Span {
  const start = offsetInFile(mapped, span.start);
  const end = span.end > span.start ? offsetInFile(mapped, span.end - 1) + 1 : start;
  return { start, end: Math.max(start, end) };
}

function offsetInFile(mapped: MappedText, at: number): number {
  const piece = mapped.pieces[pieceAt(mapped, at)];
  return piece ? piece.offset + (at - piece.start) : at;
}

/** Index of the last piece that starts at or before `at`. */
function pieceAt(mapped: MappedText, at: number): number {
  let low = 0;
  let high = mapped.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((mapped.pieces[middle]?.start ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
