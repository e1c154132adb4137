import type { Finding } from '../../findings/finding.js';
import type { LogReport } from '../report/log-report.js';
import { decodeText } from './decode-text.js';
import { isDocument, type OpenLog, openLog } from './open-log.js';
import { reportOfLog } from './report-log.js';

export interface LogOptions {
  /** For a log that no format knows: `step {step} loss {loss} time {seconds}s`, see `read-pattern.ts`. */
  readonly pattern?: string | undefined;
}

export interface LogReading {
  /** Undefined when nothing of a log was found; then a finding says why. */
  readonly report: LogReport | undefined;
  readonly findings: readonly Finding[];
}

/** Takes a log in pieces, so that one of any size needs little memory. */
export interface LogStream {
  push(bytes: Uint8Array): void;
  finish(): LogReading;
}

/** Reads a log, a table of metrics or a JSON document, whatever its name; never throws. */
export function readLog(path: string, bytes: Uint8Array, options: LogOptions = {}): LogReading {
  const stream = startLog(path, options);
  stream.push(bytes);
  return stream.finish();
}

/** How much is looked at before it is known whether the file is one JSON document or lines. */
const HEAD_LENGTH = 64 * 2 ** 10;

/**
 *     bytes → text → lines (or the objects of a JSON document) → each to the first format that understands it
 *           → a book for each format → the best one becomes the report
 */
export function startLog(path: string, options: LogOptions = {}): LogStream {
  let head = '';
  let log: OpenLog | undefined;
  const begin = (): OpenLog => {
    log = openLog(isDocument(head), options.pattern);
    log.push(head);
    head = '';
    return log;
  };
  const decoding = decodeText((text) => {
    if (log) return log.push(text);
    head += text;
    if (isEnough(head)) begin();
  });
  return {
    push: (bytes) => decoding.push(bytes),
    finish() {
      decoding.finish();
      return reportOfLog(path, (log ?? begin()).finish(), options.pattern);
    },
  };
}

/** A line and more than its first letter: `{` alone may begin a document or an object on a line. Blank text says nothing. */
function isEnough(head: string): boolean {
  if (head.length >= HEAD_LENGTH) return true;
  const first = head.search(/\S/);
  return first !== -1 && head.indexOf('\n', first) !== -1 && /\S/.test(head.slice(first + 1));
}
