import { Lexer } from 'py-ast';

/** What py-ast's lexer holds and does, as far as it is used here. */
interface LexerParts {
  readonly source: string;
  readonly position: { line: number; column: number; index: number };
  readonly tokens: Token[];
  atLineStart: boolean;
  readonly parenLevel: number;
  readonly bracketLevel: number;
  readonly braceLevel: number;
  scanToken(): void;
  scanSingleCharOperator(character: string): void;
}

interface Token {
  type: string;
  value: string;
  lineno: number;
  col_offset: number;
  end_lineno: number;
  end_col_offset: number;
}

const KEYWORD_LIST =
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield True False None match case type';

const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
const BACKSLASH = 92;

/**
 * py-ast's lexer asks a regular expression for each character of a name, and builds names, strings and comments character by
 * character: half of the time to parse. Words, blanks, brackets, comments and plain strings, which are nearly everything, are taken here
 * in one piece; all else is left to py-ast. The tokens are the same (a test holds the two against each other).
 */
export function quickenLexer(): void {
  const lexer = Lexer.prototype as unknown as LexerParts;
  const original = lexer.scanToken;
  const keywords = readKeywords();
  lexer.scanToken = function scanToken(this: LexerParts): void {
    const code = this.source.charCodeAt(this.position.index);
    const isTaken = this.atLineStart
      ? takeIndentation(this)
      : isWordStart(code)
        ? takeWord(this, keywords)
        : takeMark(this, code);
    if (!isTaken) original.call(this);
  };
}

function readKeywords(): ReadonlyMap<string, string> {
  const tokens = new Lexer(KEYWORD_LIST).tokenize();
  return new Map(tokens.filter(({ type }) => type !== 'NAME').map(({ value, type }) => [value, type]));
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

/** Inside of brackets, or before an empty line, indentation means nothing. */
function takeIndentation(lexer: LexerParts): boolean {
  const { source, position } = lexer;
  let end = position.index;
  let code = source.charCodeAt(end);
  while (code === SPACE || code === TAB) {
    end += 1;
    code = source.charCodeAt(end);
  }
  const isInside = lexer.parenLevel > 0 || lexer.bracketLevel > 0 || lexer.braceLevel > 0;
  if (end === position.index || !(isInside || code === NEWLINE)) return false;
  moveBy(position, end - position.index);
  if (code === NEWLINE) return true;
  lexer.atLineStart = false;
  return true;
}

function takeWord(lexer: LexerParts, keywords: ReadonlyMap<string, string>): boolean {
  const { source, position } = lexer;
  let end = position.index + 1;
  let code = source.charCodeAt(end);
  while (isWordStart(code) || (code >= 48 && code <= 57)) {
    end += 1;
    code = source.charCodeAt(end);
  }
  // The prefix of a string, or a letter that is not of ASCII.
  if (code === 34 || code === 39 || code >= 128) return false;
  const value = source.slice(position.index, end);
  push(lexer, keywords.get(value) ?? 'NAME', value, end);
  return true;
}

function takeMark(lexer: LexerParts, code: number): boolean {
  const { source, position } = lexer;
  switch (code) {
    case SPACE: {
      let end = position.index + 1;
      while (source.charCodeAt(end) === SPACE) end += 1;
      moveBy(position, end - position.index);
      return true;
    }
    case 34:
    case 39:
      return takeString(lexer, code);
    case HASH:
      return takeComment(lexer);
    case 40: // (
    case 41: // )
    case 44: // ,
    case 91: // [
    case 93: // ]
    case 123: // {
    case 125: // }
      lexer.scanSingleCharOperator(source.charAt(position.index));
      return true;
    case 46: // . before a name
    case 61: // = before a blank or a name
      return takeBeforeWord(lexer);
    default:
      return false;
  }
}

function takeBeforeWord(lexer: LexerParts): boolean {
  const next = lexer.source.charCodeAt(lexer.position.index + 1);
  if (next !== SPACE && !isWordStart(next)) return false;
  lexer.scanSingleCharOperator(lexer.source.charAt(lexer.position.index));
  return true;
}

/** Columns count bytes: only what is of ASCII is taken. */
function takeComment(lexer: LexerParts): boolean {
  const { source, position } = lexer;
  const found = source.indexOf('\n', position.index);
  const end = found < 0 ? source.length : found;
  if (!isAscii(source, position.index, end)) return false;
  push(lexer, 'COMMENT', source.slice(position.index, end), end);
  return true;
}

function takeString(lexer: LexerParts, quote: number): boolean {
  const { source, position } = lexer;
  const start = position.index;
  if (source.charCodeAt(start + 1) === quote) {
    return source.charCodeAt(start + 2) === quote && takeLongString(lexer);
  }
  for (let at = start + 1; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH || code === NEWLINE || code >= 128) return false;
    if (code !== quote) continue;
    push(lexer, 'STRING', source.slice(start, at + 1), at + 1);
    return true;
  }
  return false;
}

function takeLongString(lexer: LexerParts): boolean {
  const { source, position } = lexer;
  const start = position.index;
  const closing = source.indexOf(source.slice(start, start + 3), start + 3);
  if (closing < 0) return false;
  const end = closing + 3;
  let line = position.line;
  let lineStart = start - position.column;
  for (let at = start; at < end; at += 1) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH || code >= 128) return false;
    if (code !== NEWLINE) continue;
    line += 1;
    lineStart = at + 1;
  }
  const { line: lineno, column } = position;
  position.index = end;
  position.line = line;
  position.column = end - lineStart;
  const value = source.slice(start, end);
  lexer.tokens.push({
    type: 'STRING',
    value,
    lineno,
    col_offset: column,
    end_lineno: line,
    end_col_offset: end - lineStart,
  });
  return true;
}

function isAscii(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) >= 128) return false;
  return true;
}

function moveBy(position: LexerParts['position'], count: number): void {
  position.index += count;
  position.column += count;
}

/** A token of ASCII on one line. */
function push(lexer: LexerParts, type: string, value: string, end: number): void {
  const { position } = lexer;
  const { line, column } = position;
  moveBy(position, end - position.index);
  const { column: after } = position;
  lexer.tokens.push({ type, value, lineno: line, col_offset: column, end_lineno: line, end_col_offset: after });
}
