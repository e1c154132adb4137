import { Lexer, TokenType } from 'py-ast';

type Token = ReturnType<Lexer['tokenize']>[number];

const OPENING: ReadonlySet<TokenType> = new Set([TokenType.LPAR, TokenType.LSQB, TokenType.LBRACE]);
const CLOSING: ReadonlySet<TokenType> = new Set([TokenType.RPAR, TokenType.RSQB, TokenType.RBRACE]);
const BEFORE_LINE: ReadonlySet<TokenType> = new Set([TokenType.NEWLINE, TokenType.INDENT, TokenType.DEDENT]);

/** py-ast knows no `match a, b:` and no `case 1, x:`. It gets the brackets that Python lets one leave out. */
export function allowOpenPatterns(): void {
  const original = Lexer.prototype.tokenize;
  Lexer.prototype.tokenize = function tokenize(this: Lexer): Token[] {
    return closePatterns(original.call(this));
  };
}

function closePatterns(tokens: Token[]): Token[] {
  let closed: Token[] | undefined;
  let copied = 0;
  // Each token of each file comes by: an iterator over entries took a twentieth of the time to parse.
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.type !== TokenType.NAME || (token.value !== 'case' && token.value !== 'match')) continue;
    const before = tokens[at - 1];
    if (before && !BEFORE_LINE.has(before.type)) continue;
    const end = findOpenEnd(tokens, at + 1, token.value === 'case');
    if (end === undefined) continue;
    closed ??= [];
    const [first = token, last = token] = [tokens[at + 1], tokens[end - 1]];
    closed.push(...tokens.slice(copied, at + 1), bracket(TokenType.LPAR, '(', first.lineno, first.col_offset));
    closed.push(...tokens.slice(at + 1, end), bracket(TokenType.RPAR, ')', last.end_lineno, last.end_col_offset));
    copied = end;
  }
  return closed ? [...closed, ...tokens.slice(copied)] : tokens;
}

/** Where what has a comma outside of brackets ends: at its colon, a pattern at its `if`, too. undefined: it is none. */
function findOpenEnd(tokens: readonly Token[], from: number, isPattern: boolean): number | undefined {
  let depth = 0;
  let hasComma = false;
  for (let at = from; at < tokens.length; at += 1) {
    const type = tokens[at]?.type;
    if (type === undefined || BEFORE_LINE.has(type)) return undefined;
    if (OPENING.has(type)) depth += 1;
    else if (CLOSING.has(type)) depth -= 1;
    else if (depth > 0) continue;
    else if (type === TokenType.EQUAL || type === TokenType.LAMBDA) return undefined;
    else if (type === TokenType.COMMA) hasComma = true;
    else if (type === TokenType.COLON || (isPattern && type === TokenType.IF)) return hasComma ? at : undefined;
  }
  return undefined;
}

/** Takes no room. */
function bracket(type: TokenType, value: string, line: number, column: number): Token {
  return { type, value, lineno: line, col_offset: column, end_lineno: line, end_col_offset: column };
}
