import { forEachChild, parse, type SyntaxNode } from 'unbash';
import type { Span } from '../../base/text.js';
import { isTooLongForShell } from './parse-shell.js';

/**
 * Where a script holds text and not code: its words, quoted or not, with all that stands in them, and its here documents.
 * In the order of the text, not overlapping. A text that cannot be understood is all literal: nobody knows what is code.
 */
export function findLiteralSpans(text: string): readonly Span[] {
  const everything = [{ start: 0, end: text.length }];
  if (isTooLongForShell(text)) return everything;
  try {
    const script = parse(text);
    if ((script.errors ?? []).length > 0) return everything;
    return collect(script);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return everything;
  }
}

function collect(script: SyntaxNode): readonly Span[] {
  const spans: Span[] = [];
  const open: SyntaxNode[] = [script];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'Word' || node.type === 'HereDocBody') spans.push({ start: node.pos, end: node.end });
    else forEachChild(node, (child) => void open.push(child));
  }
  return spans.sort((a, b) => a.start - b.start);
}
