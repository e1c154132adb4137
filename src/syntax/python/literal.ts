import type { SourceText } from '../../base/text.js';
import { spanOfNode } from './node-span.js';
import type { PythonConstant } from './python-syntax.js';

export type PythonLiteral =
  | { readonly kind: 'none' }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'complex'; readonly real: number; readonly imaginary: number }
  | { readonly kind: 'str'; readonly value: string }
  /** One character a byte. */
  | { readonly kind: 'bytes'; readonly value: string };

/** What a constant stands for. py-ast gives `1` and `1.0`, `b"a"` and `"a"`, `...` and `"..."` the same value: the source tells. */
export function readLiteral(source: SourceText, node: PythonConstant): PythonLiteral {
  const value: unknown = node.value;
  if (value === null || value === undefined) return { kind: 'none' };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'bigint') return { kind: 'int', value };
  if (typeof value === 'number') return readNumber(source, node, value);
  if (typeof value === 'string') {
    if (node.quote_style === undefined) return value === '...' ? { kind: 'ellipsis' } : { kind: 'str', value };
    return { kind: /b/i.test(node.quote_style) ? 'bytes' : 'str', value };
  }
  if (typeof value === 'object' && 'real' in value && 'imag' in value) {
    return { kind: 'complex', real: Number(value.real), imaginary: Number(value.imag) };
  }
  return { kind: 'none' };
}

function readNumber(source: SourceText, node: PythonConstant, value: number): PythonLiteral {
  if (!Number.isInteger(value)) return { kind: 'float', value };
  const { start, end } = spanOfNode(source, node);
  const text = source.text.slice(start, end);
  const isFloat = /[.eE]/.test(text) && !/^0[xX]/.test(text);
  return isFloat ? { kind: 'float', value } : { kind: 'int', value };
}
