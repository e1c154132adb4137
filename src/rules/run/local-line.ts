import { baseNameOf } from '../../base/paths.js';
import type { SourceText } from '../../base/text.js';
import type { CodeLine } from '../../runs/report/rank-report.js';

/** A line as it stands here, and what stands there. */
export interface LocalLine {
  readonly line: CodeLine;
  readonly source: string;
}

const MOST_LETTERS = 100;

/**
 * The line of a trace, which names the file of the machine that ran it (`/home/x/train.py`), in the texts that were read here.
 * Undefined unless one text alone has that name, such a line with something on it, and the function that the trace names.
 */
export function findLocalLine(line: CodeLine, sources: readonly SourceText[]): LocalLine | undefined {
  const path = line.file.replaceAll('\\', '/');
  const fitting = sources.filter((source) => baseNameOf(source.path) === baseNameOf(path) && fits(line, source));
  const longest = Math.max(0, ...fitting.map((source) => sharedFolders(source.path, path)));
  const [found, other] = fitting.filter((source) => sharedFolders(source.path, path) === longest);
  if (found === undefined || other !== undefined) return undefined;
  return { line: { ...line, file: found.path }, source: textOfLine(found, line.line).slice(0, MOST_LETTERS) };
}

function fits({ line, function: name }: CodeLine, source: SourceText): boolean {
  const text = textOfLine(source, line);
  if (text === '' || text.startsWith('#')) return false;
  // `<module>`, `<lambda>`, `<listcomp>` are no names.
  return name === undefined || !/^\w+$/u.test(name) || source.text.includes(`def ${name}(`);
}

function textOfLine({ text, lineStarts }: SourceText, line: number): string {
  const start = lineStarts[line - 1];
  return start === undefined ? '' : text.slice(start, lineStarts[line] ?? text.length).trim();
}

/** Names that two paths have in common, from the end. */
function sharedFolders(one: string, other: string): number {
  const [a, b] = [one.split('/').toReversed(), other.split('/').toReversed()];
  const differs = a.findIndex((part, at) => part !== b[at]);
  return differs < 0 ? a.length : differs;
}
