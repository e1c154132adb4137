import type { SourceText, Span } from '../../base/text.js';
import type { PythonNode } from './python-syntax.js';

/** Where a node stands. py-ast counts columns in UTF-8 bytes, as CPython does. */
export function spanOfNode(source: SourceText, node: PythonNode): Span {
  if (node.lineno === undefined || node.col_offset === undefined) return { start: 0, end: 0 };
  const start = offsetOfByte(source, node.lineno, node.col_offset);
  if (node.end_lineno === undefined || node.end_col_offset === undefined) return { start, end: start };
  return { start, end: Math.max(start, offsetOfByte(source, node.end_lineno, node.end_col_offset)) };
}

/** Offset of a one-based line and a column in bytes; clamped to the text. */
function offsetOfByte(source: SourceText, line: number, column: number): number {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return source.text.length;
  let at = start + (start === 0 && source.text.startsWith('\ufeff') ? 1 : 0);
  for (let left = column; left > 0 && at < source.text.length; ) {
    const point = source.text.codePointAt(at) ?? 0;
    left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += point < 0x10000 ? 1 : 2;
  }
  return at;
}
