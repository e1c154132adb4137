import type { Span } from '../../base/text.js';

/** The body of a function that starts on a line of its own. */
export interface FunctionBody extends Span {
  /** Zero-based line of the first statement. */
  readonly line: number;
  /** Where the first statement ends if it is only a text: the documentation. */
  readonly documentationEnd: number | undefined;
}

/** Bodies shorter than this are parsed at once. */
const SHORTEST = 160;

interface LogicalLine {
  /** Of the physical line, with its indentation. */
  readonly start: number;
  readonly textStart: number;
  end: number;
  readonly line: number;
  readonly indent: number;
}

/**
 * The bodies of the outermost functions of a file, found without parsing it: strings, brackets and indentation are enough. undefined when
 * the text is not such that this can be sure (unbalanced brackets, a string without an end).
 */
export function findBodies(text: string): FunctionBody[] | undefined {
  const lines = splitLogicalLines(text);
  if (!lines) return undefined;
  const bodies: FunctionBody[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const head = lines[at];
    if (!head || !isHead(text, head)) continue;
    let next = at + 1;
    while ((lines[next]?.indent ?? -1) > head.indent) next += 1;
    const first = lines[at + 1];
    const end = lines[next]?.start ?? text.length;
    if (!first || next === at + 1) continue;
    const isText = /^[rRuU]?["']/.test(text.slice(first.textStart, first.textStart + 2));
    if (end - first.start >= SHORTEST) {
      bodies.push({ start: first.start, end, line: first.line, documentationEnd: isText ? first.end : undefined });
    }
    at = next - 1;
  }
  return bodies;
}

/** `def …:` with the body on the lines that follow. */
function isHead(text: string, { textStart, end }: LogicalLine): boolean {
  if (!/^(?:async[ \t]+)?def[ \t]/.test(text.slice(textStart, textStart + 16))) return false;
  return /:[ \t]*(?:#[^\n]*)?$/.test(text.slice(Math.max(textStart, end - 200), end).trimEnd());
}

const TOKEN = /("""|'''|["'])|([([{])|([)\]}])|(\\\r?\n)|(\n)|#[^\n]*/g;

function splitLogicalLines(text: string): LogicalLine[] | undefined {
  const lines: LogicalLine[] = [];
  let depth = 0;
  let line = 0;
  let open = openLine(text, 0, 0);
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const [whole, quote, opening, closing, joint, newline] = token;
    if (quote !== undefined) {
      const end = endOfString(text, token.index + quote.length, quote);
      if (end === undefined) return undefined;
      for (let at = text.indexOf('\n', token.index); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) line += 1;
      TOKEN.lastIndex = end;
    } else if (opening !== undefined) depth += 1;
    else if (closing !== undefined) depth -= 1;
    else if (joint !== undefined) line += 1;
    else if (newline !== undefined) {
      line += 1;
      if (depth > 0) continue;
      if (open) lines.push({ ...open, end: token.index });
      open = openLine(text, token.index + 1, line);
    }
    if (depth < 0 || whole === '') return undefined;
  }
  if (open) lines.push({ ...open, end: text.length });
  return depth === 0 ? lines : undefined;
}

/** undefined for lines that are empty or only a comment. */
function openLine(text: string, start: number, line: number): LogicalLine | undefined {
  let at = start;
  let indent = 0;
  for (; text[at] === ' ' || text[at] === '\t'; at += 1)
    indent = text[at] === '\t' ? indent + 8 - (indent % 8) : indent + 1;
  const first = text[at];
  if (first === undefined || first === '\n' || first === '\r' || first === '#') return undefined;
  return { start, textStart: at, end: at, line, indent };
}

function endOfString(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '\n' && quote.length === 1) return undefined;
    else if (character === quote[0] && text.startsWith(quote, at)) return at + quote.length;
  }
  return undefined;
}
