/**
 * Where reading stands in one line. Columns are visual: a tab reaches to the next multiple of four, and a list item
 * may use up only a part of it.
 */
export interface LineCursor {
  /** The line without its end-of-line characters. */
  readonly text: string;
  /** Offset of the line in the file. */
  readonly start: number;
  offset: number;
  column: number;
  /** First character from `offset` on that is neither space nor tab; the length of the text when there is none. */
  nextOffset: number;
  nextColumn: number;
}

const TAB_WIDTH = 4;

export function createLineCursor(text: string, start: number, offset = 0): LineCursor {
  const cursor = { text, start, offset, column: 0, nextOffset: offset, nextColumn: 0 };
  findNext(cursor);
  return cursor;
}

/** Columns of white space before the next character. */
export function indentAt(cursor: LineCursor): number {
  return cursor.nextColumn - cursor.column;
}

export function isBlankAt(cursor: LineCursor): boolean {
  return cursor.nextOffset >= cursor.text.length;
}

/** Moves over the white space before the next character, but over no more than `columns` of it. */
export function skipIndent(cursor: LineCursor, columns = Number.POSITIVE_INFINITY): void {
  if (columns >= indentAt(cursor)) {
    cursor.offset = cursor.nextOffset;
    cursor.column = cursor.nextColumn;
    return;
  }
  const target = cursor.column + columns;
  while (cursor.column < target) {
    const end = columnAfter(cursor.text, cursor.offset, cursor.column);
    if (end > target) {
      cursor.column = target;
      return;
    }
    cursor.offset += 1;
    cursor.column = end;
  }
}

/** Moves over `count` characters that are not tabs. */
export function skipCharacters(cursor: LineCursor, count: number): void {
  cursor.offset += count;
  cursor.column += count;
  findNext(cursor);
}

/** What is left of the line; the part of a tab that is not used up becomes spaces. */
export function restOf(cursor: LineCursor): string {
  const isInsideTab = cursor.text[cursor.offset] === '\t' && cursor.column % TAB_WIDTH !== 0;
  if (!isInsideTab) return cursor.text.slice(cursor.offset);
  const spaces = columnAfter(cursor.text, cursor.offset, cursor.column) - cursor.column;
  return ' '.repeat(spaces) + cursor.text.slice(cursor.offset + 1);
}

function findNext(cursor: LineCursor): void {
  let at = cursor.offset;
  let column = cursor.column;
  while (cursor.text[at] === ' ' || cursor.text[at] === '\t') {
    column = columnAfter(cursor.text, at, column);
    at += 1;
  }
  cursor.nextOffset = at;
  cursor.nextColumn = column;
}

function columnAfter(text: string, offset: number, column: number): number {
  return text[offset] === '\t' ? column + TAB_WIDTH - (column % TAB_WIDTH) : column + 1;
}
