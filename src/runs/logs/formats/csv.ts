import type { LogBook } from '../log-book.js';
import type { LogFormat } from '../log-format.js';
import { numberOf } from '../read-numeral.js';
import { isOfEvaluation, readRow, roleOf } from '../read-row.js';

const SEPARATORS = [',', '\t', ';'] as const;

interface Table {
  readonly separator: string;
  readonly names: readonly string[];
  readonly dialect: 'lightning-csv' | 'yolo-csv' | 'csv';
}

/**
 * Tables with a head, by comma, tab or semicolon. Lightning's CSVLogger leaves most cells of a row blank and repeats the
 * step; YOLO pads its cells with blanks and counts epochs; both are known by their columns.
 */
export const csvFormat: LogFormat = {
  name: 'csv',
  kind: 'generic',
  open(book) {
    let table: Table | undefined;
    let isOver = false;
    return {
      read(line) {
        if (isOver) return false;
        if (!table) {
          table = readHead(line);
          isOver = table === undefined;
          book.dialect = table?.dialect;
          return table !== undefined;
        }
        const cells = readCells(line, table.separator);
        return cells.length === table.names.length && addRow(book, table, cells);
      },
    };
  },
};

function readHead(line: string): Table | undefined {
  for (const separator of SEPARATORS) {
    const names = readCells(line, separator);
    const isHead = names.length > 1 && names.every((name) => name.length < 120 && numberOf(name) === undefined);
    if (isHead && names.some((name) => ['step', 'epoch'].includes(roleOf(name).kind))) {
      return { separator, names, dialect: dialectOf(names) };
    }
  }
  return undefined;
}

function dialectOf(names: readonly string[]): Table['dialect'] {
  if (names.includes('train/box_loss') || names.some((name) => name.startsWith('metrics/mAP'))) return 'yolo-csv';
  return names.includes('epoch') && names.includes('step') ? 'lightning-csv' : 'csv';
}

function addRow(book: LogBook, table: Table, texts: readonly string[]): boolean {
  const cells: [string, number][] = [];
  for (const [index, text] of texts.entries()) {
    const value = text === '' ? undefined : numberOf(text);
    const name = table.names[index];
    if (value !== undefined && name !== undefined && name !== '') cells.push([name, value]);
    else if (text !== '' && isPlaceName(name)) return false;
  }
  if (table.dialect === 'yolo-csv') return addEpoch(book, cells);
  const { record, memoryBytes, hasPlace } = readRow(cells);
  if (!hasPlace) return false;
  book.noteMemory(memoryBytes);
  book.add(record.step === undefined ? { ...record, step: record.epoch } : record);
  return true;
}

/** A text where the step should be: a head that is written again, or no row at all. */
function isPlaceName(name: string | undefined): boolean {
  return name !== undefined && ['step', 'epoch'].includes(roleOf(name).kind);
}

/** One row an epoch; Ultralytics' `time` is seconds since the start. */
function addEpoch(book: LogBook, cells: readonly (readonly [string, number])[]): boolean {
  const epoch = cells.find(([name]) => name === 'epoch')?.[1];
  if (epoch === undefined) return false;
  const seconds = cells.find(([name]) => name === 'time')?.[1];
  const values = cells
    .filter(([name]) => name !== 'epoch' && name !== 'time')
    .map(([name, value]) => ({ name, value }));
  const isEval = values.every(({ name }) => isOfEvaluation(name));
  book.add({ phase: isEval ? 'eval' : 'train', step: epoch, epoch, seconds, values });
  return true;
}

/** Cells without the blanks around them; quotes as RFC 4180 has them, but no line ends inside. */
function readCells(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? '';
    if (letter === '"' && isQuoted && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  cells.push(cell.trim());
  return cells;
}
