import { parse } from 'py-ast';
import type { SourceText, Span } from '../../base/text.js';
import { type FunctionBody, findBodies } from './find-bodies.js';
import { allowOpenPatterns } from './open-patterns.js';
import type { PythonNode, PythonStatement } from './python-syntax.js';
import { quickenLexer } from './quicken-lexer.js';

quickenLexer();
allowOpenPatterns();

export interface PythonFile {
  readonly source: SourceText;
  readonly body: readonly PythonStatement[];
  /** Parts that are not Python; the rest of the file is in `body`. */
  readonly broken: readonly BrokenPart[];
}

export interface BrokenPart {
  readonly span: Span;
  readonly reason: string;
}

/** Times that a broken file is parsed in parts before the rest of it is given up: keeps hostile files linear. */
const MOST_ATTEMPTS = 60;

/**
 * Parses a file. py-ast throws at the first error and recovers nothing, so a broken file is cut at the lines where a
 * statement starts in the first column, and only the pieces that do not parse are lost.
 */
export function parsePython(source: SourceText): PythonFile {
  const text = plainText(source.text);
  const first = attempt(text);
  if (first.kind === 'parsed') return { source, body: first.body, broken: [] };
  const pieces = cutAtStatements(text);
  const file: Salvage = { source, text, pieces, body: [], broken: [], attempts: 0 };
  salvage(file, 0, pieces.length - 1, first);
  return { source, body: file.body, broken: file.broken };
}

/** Bodies that were left out, by the node of the function. */
const leftOut = new WeakMap<object, { readonly text: string; readonly body: FunctionBody }>();

/**
 * As `parsePython`, but the bodies of functions are parsed when `bodyOf` asks for them: of a library few functions are ever called,
 * and the time to parse is most of the time to load it. Mistakes in bodies that nobody asks for are not found.
 */
export function parsePythonLazily(source: SourceText): PythonFile {
  const text = plainText(source.text);
  const bodies = text.length === source.text.length ? findBodies(text) : undefined;
  if (!bodies || bodies.length === 0) return parsePython(source);
  const result = attempt(leaveOut(text, bodies));
  if (result.kind === 'failed') return parsePython(source);
  const byLine = new Map(bodies.map((body) => [body.line + 1, body]));
  rememberBodies(result.body, (first) => byLine.get(first), text);
  return { source, body: result.body, broken: [] };
}

/** The statements of a function; undefined when its body, left out at first, does not parse. */
export function bodyOf(
  node: PythonNode & { readonly body: readonly PythonStatement[] },
): readonly PythonStatement[] | undefined {
  const left = leftOut.get(node);
  if (!left) return node.body;
  const { body, text } = left;
  const result = attempt(`${'\n'.repeat(body.line - 1)}def _():\n${text.slice(body.start, body.end)}`);
  const [only] = result.kind === 'parsed' ? result.body : [];
  if (only?.nodeType !== 'FunctionDef') return undefined;
  leftOut.delete(node);
  Object.assign(node, { body: only.body });
  return only.body;
}

/** The text of a body that was left out, which tells whether it yields without parsing it. */
export function textOfBody(node: PythonNode): string | undefined {
  const left = leftOut.get(node);
  return left?.text.slice(left.body.start, left.body.end);
}

/** In the place of a body stands its documentation, else `0`; all lines stay where they are. */
function leaveOut(text: string, bodies: readonly FunctionBody[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, documentationEnd } of bodies) {
    const stop = documentationEnd ?? start;
    const gone = text.slice(stop, end);
    const [indent = ''] = /^[ \t]*/.exec(gone) ?? [];
    result += text.slice(at, stop) + (documentationEnd === undefined ? `${indent}0` : '') + gone.replace(/[^\n]+/g, '');
    at = end;
  }
  return result + text.slice(at);
}

function rememberBodies(
  statements: readonly PythonStatement[],
  find: (line: number) => FunctionBody | undefined,
  text: string,
): void {
  for (const node of statements) {
    if (node.nodeType === 'FunctionDef' || node.nodeType === 'AsyncFunctionDef') {
      const body = find(node.body[0]?.lineno ?? 0);
      if (body) leftOut.set(node, { text, body });
    } else if ('body' in node && Array.isArray(node.body)) {
      rememberBodies(node.body, find, text);
      if ('orelse' in node) rememberBodies(node.orelse, find, text);
      if ('finalbody' in node) rememberBodies(node.finalbody, find, text);
      if ('handlers' in node) for (const handler of node.handlers) rememberBodies(handler.body, find, text);
    } else if (node.nodeType === 'Match') for (const item of node.cases) rememberBodies(item.body, find, text);
  }
}

interface Failure {
  readonly kind: 'failed';
  /** One-based; undefined when the parser ran out of stack. */
  readonly line: number | undefined;
  readonly reason: string;
}

interface Salvage {
  readonly source: SourceText;
  readonly text: string;
  /** Zero-based lines at which pieces start, and the number of lines at the end. */
  readonly pieces: readonly number[];
  readonly body: PythonStatement[];
  readonly broken: BrokenPart[];
  attempts: number;
}

function attempt(text: string): { kind: 'parsed'; body: PythonStatement[] } | Failure {
  try {
    const tree = parse(text);
    const body = (tree.nodeType === 'Module' ? tree.body : []).filter(({ nodeType }) => nodeType !== 'Comment');
    return { kind: 'parsed', body };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'failed', line: undefined, reason: 'it is nested too deeply' };
    const message = error instanceof Error ? error.message : String(error);
    const [, line] = / at line (\d+)/.exec(message) ?? [];
    const reason = message.replace(/ at line \d+, column \d+$/, '');
    return { kind: 'failed', line: line === undefined ? undefined : Number(line), reason };
  }
}

/** The statements of the pieces `from` to `to` (exclusive), whose whole is known to fail. */
function salvage(file: Salvage, from: number, to: number, failure: Failure): void {
  if (to - from <= 1 || file.attempts >= MOST_ATTEMPTS) {
    file.broken.push({ span: spanOfPieces(file, from, to), reason: failure.reason });
    return;
  }
  const guilty = pieceOfLine(file, from, to, failure.line);
  for (const [start, end] of [
    [from, guilty],
    [guilty, guilty + 1],
    [guilty + 1, to],
  ] as const) {
    if (start >= end) continue;
    file.attempts += 1;
    const result = attempt(textOfPieces(file, start, end));
    if (result.kind === 'parsed') file.body.push(...result.body);
    else salvage(file, start, end, result);
  }
}

function pieceOfLine(file: Salvage, from: number, to: number, line: number | undefined): number {
  if (line === undefined) return (from + to) >> 1;
  let guilty = from;
  while (guilty + 1 < to && (file.pieces[guilty + 1] ?? 0) < line) guilty += 1;
  return guilty;
}

/** The lines before are kept as empty ones, so that positions stay. */
function textOfPieces(file: Salvage, from: number, to: number): string {
  const { start, end } = spanOfPieces(file, from, to);
  const text = plainText(file.source.text.slice(start, end));
  return '\n'.repeat(file.pieces[from] ?? 0) + text;
}

function spanOfPieces(file: Salvage, from: number, to: number): Span {
  const { lineStarts, text } = file.source;
  return {
    start: lineStarts[file.pieces[from] ?? 0] ?? 0,
    end: lineStarts[file.pieces[to] ?? lineStarts.length] ?? text.length,
  };
}

function cutAtStatements(text: string): number[] {
  const starts = [0];
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    if (at > 0 && /^(?:[A-Za-z_@]|[^\0-\x7f])/.test(line) && !/^(?:else|elif|except|finally)\b/.test(line))
      starts.push(at);
  }
  // A decorator belongs to what follows it.
  const kept = starts.filter((at) => at === 0 || !(lines[at - 1] ?? '').startsWith('@'));
  return [...kept, lines.length];
}

/** py-ast knows neither a byte order mark nor form feeds, which Python skips. */
function plainText(text: string): string {
  if (!text.startsWith('\ufeff') && !text.includes('\f')) return text;
  return text
    .replace(/^\ufeff/, '')
    .replace(/^\f+/gm, '')
    .replaceAll('\f', ' ');
}
