import { createSourceText, lineText, offsetAt, type Position } from '../base/text.js';
import { originalPosition } from './line-map.js';
import type { MermaidProblem } from './protocol.js';

/** What the grammars of Mermaid throw: jison puts `hash`, js-yaml `mark`, Langium only words. */
interface GrammarError {
  readonly message: string;
  readonly name?: string;
  readonly hash?: JisonHash;
  readonly mark?: { readonly line: number; readonly column: number };
}

interface JisonHash {
  /** The offending text; empty at the end and for what no token matches. */
  readonly text?: string;
  /** Zero-based; too large after a token that holds a line break. */
  readonly line?: number;
  readonly expected?: readonly string[];
  /** The token before the offending one: lines from one, columns from zero. */
  readonly loc?: { readonly last_line: number; readonly last_column: number };
}

/** Turns what Mermaid threw at `text` into one sentence and a place in the text as it was written. */
export function describeProblem(error: unknown, text: string, remaining: string): MermaidProblem {
  const thrown = toGrammarError(error);
  if (thrown.mark) {
    // The front matter's own lines, which the first `---` precedes.
    const { line, column } = thrown.mark;
    return {
      message: `the front matter is not YAML: ${firstLine(thrown.message)}`,
      line: line + 2,
      column: column + 1,
    };
  }
  const at = originalPosition(text, locate(thrown, remaining));
  return { message: describe(thrown), line: at.line, column: at.column };
}

function toGrammarError(error: unknown): GrammarError {
  if (typeof error === 'object' && error !== null && 'message' in error) return error as GrammarError;
  return { message: String(error) };
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').trim();
}

function describe({ message, name, hash }: GrammarError): string {
  if (name === 'UnknownDiagramError') return 'no diagram type of Mermaid starts like this';
  if (hash?.loc) {
    const found = hash.text
      ? `unexpected ${JSON.stringify(hash.text.slice(0, 40))}`
      : 'the text ends, or the line does, too early';
    const expected = (hash.expected ?? []).map((token) => token.replaceAll("'", ''));
    return expected.length > 0 && expected.length <= 4 ? `${found}, expected ${expected.join(' or ')}` : found;
  }
  if (message.startsWith('Lexical error')) return `unknown text ${JSON.stringify(upcoming(message).slice(0, 20))}`;
  const langium = /unexpected character: ->([\s\S]{1,4}?)<-/.exec(message)?.[1];
  if (langium) return `unexpected character ${JSON.stringify(langium)}`;
  return firstLine(message.replace(/^Parsing failed:\s*/, '').replace(/^Parse error on line \d+, column \d+:\s*/, ''));
}

/** Where it stands in what is left of the text after preprocessing. */
function locate({ message, hash }: GrammarError, remaining: string): Position {
  if (hash?.loc)
    return skipSpaces(remaining, { line: hash.loc.last_line, column: hash.loc.last_column + 1 }, hash.text);
  if (hash?.line !== undefined) return findInLine(remaining, hash.line + 1, upcoming(message));
  const langium = /line (\d+), column (\d+)/.exec(message);
  if (langium) return { line: Number(langium[1]), column: Number(langium[2]) };
  const named = /["':\s(]([\w-]{1,60})["')]*\.?$/.exec(firstLine(message))?.[1];
  const at = named ? remaining.search(new RegExp(`(?<![\\w-])${named}(?![\\w-])`)) : -1;
  return at < 0 ? { line: 1, column: 1 } : positionOf(remaining, at);
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** The offending token follows the last good one after spaces; a line break is shown where it stands. */
function skipSpaces(remaining: string, after: Position, token: string | undefined): Position {
  const line = lineText(createSourceText('', remaining), after.line);
  let { column } = after;
  if (token && !/^\s/.test(token)) while (/[ \t]/.test(line[column - 1] ?? '')) column += 1;
  return { line: after.line, column };
}

/** jison shows up to twenty characters before the place, a caret line under them, and what follows. */
function upcoming(message: string): string {
  const [, excerpt = '', caret = ''] = message.split('\n');
  return excerpt.slice(caret.indexOf('^'));
}

function findInLine(remaining: string, line: number, following: string): Position {
  const source = createSourceText('', remaining);
  const content = lineText(source, line);
  for (let length = Math.min(following.length, content.length); length > 0; length -= 1) {
    const at = content.lastIndexOf(following.slice(0, length));
    if (at >= 0) return { line, column: at + 1 };
  }
  return {
    line,
    column: Math.max(
      1,
      offsetAt(source, { line, column: content.length + 1 }) - offsetAt(source, { line, column: 1 }) + 1,
    ),
  };
}
