import { groupDigits } from '../../base/show-numbers.js';
import type { Language } from '../../views/diagram.js';
import { type Content, element, type Markup } from '../markup.js';
import { type ReportWord, rowsShown, say } from './words.js';

/** A cell of text; `value` is what rows are sorted by, and makes it a number. */
export interface Cell {
  readonly text: Content;
  readonly value?: number;
}

export interface Column<Row> {
  readonly word: ReportWord;
  readonly cell: (row: Row) => Cell;
}

/** More rows make a page slow, and nobody reads them. */
export const MOST_ROWS = 500;

/** A table under its heading; undefined without rows. */
export function writeTable<Row>(
  title: ReportWord,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  language: Language,
  note?: string,
): Markup | undefined {
  if (rows.length === 0) return undefined;
  const count = rowsShown(language, groupDigits(MOST_ROWS), groupDigits(rows.length));
  const notes = [note, rows.length > MOST_ROWS ? count : undefined].filter((part) => part !== undefined);
  const small = notes.length > 0 ? element('small', {}, ` ${notes.join(' · ')}`) : undefined;
  return element(
    'section',
    { class: 'table' },
    element('h3', {}, say(title, language), small),
    writeRows(title, rows, columns, language),
  );
}

/** A table that can be read without a script; with one its headings sort it. */
export function writeRows<Row>(
  title: ReportWord,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  language: Language,
): Markup | undefined {
  const shown = rows.slice(0, MOST_ROWS);
  const [first] = shown;
  if (first === undefined) return undefined;
  const headings = columns.map((column) => writeHeading(column, first, language));
  const body = shown.map((row) => element('tr', {}, ...columns.map(({ cell }) => writeCell(cell(row)))));
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': say(title, language) },
    element('table', {}, element('thead', {}, element('tr', {}, headings)), element('tbody', {}, body)),
  );
}

function writeHeading<Row>({ word, cell }: Column<Row>, first: Row, language: Language): Markup {
  return element('th', { scope: 'col', class: 'value' in cell(first) ? 'number' : undefined }, say(word, language));
}

function writeCell(cell: Cell): Markup {
  if (!('value' in cell)) return element('td', {}, cell.text);
  const { value } = cell;
  return element('td', { class: 'number', 'data-value': value === undefined ? undefined : String(value) }, cell.text);
}

/** A name that may be long: cut in the middle of what it shows by the page, whole when it is pointed at. */
export function nameCell(shown: string, whole: string): Cell {
  return { text: element('code', { title: whole === shown ? undefined : whole }, element('bdi', {}, shown)) };
}

/** `–` where it is not known: sorted below all that is. */
export function numberCell(value: number | undefined, show: (value: number) => string): Cell {
  return value === undefined ? { text: '–', value: -1 } : { text: show(value), value };
}
