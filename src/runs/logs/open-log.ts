import { openObjects, parseObject } from './formats/json.js';
import { patternFormat } from './formats/pattern.js';
import { LOG_FORMATS } from './formats/table.js';
import { scanObjects } from './json-objects.js';
import { LogBook } from './log-book.js';
import type { LogFormat, LogLineReader } from './log-format.js';
import { parsePattern } from './read-pattern.js';
import { type LogLine, splitLines } from './split-lines.js';

/** What one format made of a log. */
export interface FormatBook {
  readonly name: string;
  readonly kind: LogFormat['kind'];
  readonly book: LogBook;
}

/** What was read, before it is known which format the log has. */
export interface LogBooks {
  readonly books: readonly FormatBook[];
  /** Lines that are not blank; objects of a JSON document. */
  readonly read: number;
  readonly longLines: number;
  readonly hasNul: boolean;
  /** The first line that no format understood. */
  readonly firstUnknown: string | undefined;
}

export interface OpenLog {
  push(text: string): void;
  finish(): LogBooks;
}

/** One JSON document, as against lines of which some are JSON: a list of objects, or an object over several lines. */
export function isDocument(head: string): boolean {
  const text = head.replace(/^[\s\ufeff]+/, '');
  if (/^\[\s*\{/.test(text)) return true;
  if (!/^\{\s*["}]/.test(text)) return false;
  const object = parseObject(text.split('\n', 1)[0] ?? '');
  return object === undefined || 'log_history' in object;
}

export function openLog(isOneDocument: boolean, pattern: string | undefined): OpenLog {
  return isOneDocument ? openJson() : openLines(pattern);
}

function openJson(): OpenLog {
  const book = new LogBook();
  const addObject = openObjects(book);
  let read = 0;
  let hasNul = false;
  let isTrainerState = false;
  let tail = '';
  const scan = scanObjects((text) => {
    const object = parseObject(text);
    if (!object || 'log_history' in object) return;
    read += 1;
    if (addObject(object, isTrainerState)) book.understood += 1;
  });
  return {
    push(text) {
      hasNul ||= text.includes('\0');
      // The key stands before its entries, perhaps in two pieces.
      const joined = `${tail}${text}`;
      isTrainerState ||= joined.includes('"log_history"');
      tail = joined.slice(-16);
      scan.push(text);
    },
    finish: () => ({
      books: [{ name: 'json', kind: 'generic', book }],
      read,
      longLines: 0,
      hasNul,
      firstUnknown: undefined,
    }),
  };
}

/** Longer ones are no line of a log; only an object on a line may be. */
const LONGEST_TEXT = 16 * 2 ** 10;

interface OpenFormat extends FormatBook {
  readonly reader: LogLineReader;
  readonly isLoose: boolean;
}

function openLines(pattern: string | undefined): OpenLog {
  const formats = formatsFor(pattern).map(openFormat);
  let latest: OpenFormat | undefined;
  let read = 0;
  let longLines = 0;
  let hasNul = false;
  let firstUnknown: string | undefined;
  const lines = splitLines((line) => {
    read += 1;
    const isLong = line.isCut || (line.text.length > LONGEST_TEXT && !line.text.startsWith('{'));
    if (isLong) longLines += 1;
    const format = isLong ? undefined : takeLine(formats, latest, line);
    if (format) latest = format.isLoose ? latest : format;
    else firstUnknown ??= line.text.slice(0, 200);
  });
  return {
    push(text) {
      hasNul ||= text.includes('\0');
      lines.push(text);
    },
    finish() {
      lines.finish();
      for (const { reader } of formats) reader.finish?.();
      return { books: formats, read, longLines, hasNul, firstUnknown };
    },
  };
}

/** A pattern of the user goes before all that torchdock knows. */
function formatsFor(pattern: string | undefined): readonly LogFormat[] {
  const parsed = pattern === undefined ? undefined : parsePattern(pattern);
  return parsed?.kind === 'pattern' ? [patternFormat(parsed.pattern), ...LOG_FORMATS] : LOG_FORMATS;
}

function openFormat(format: LogFormat): OpenFormat {
  const book = new LogBook();
  return { name: format.name, kind: format.kind, isLoose: format.isLoose === true, book, reader: format.open(book) };
}

/** Logs repeat themselves, so the format that understood a line before is asked first. */
function takeLine(
  formats: readonly OpenFormat[],
  latest: OpenFormat | undefined,
  line: LogLine,
): OpenFormat | undefined {
  if (latest && readWith(latest, line)) return latest;
  return formats.find((format) => format !== latest && readWith(format, line));
}

function readWith({ book, reader }: OpenFormat, line: LogLine): boolean {
  book.open(line);
  if (!reader.read(line.text)) return false;
  book.understood += 1;
  return true;
}
