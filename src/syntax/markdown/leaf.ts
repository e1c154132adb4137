import { positionAt, type SourceText } from '../../base/text.js';
import type { FenceStart } from './block-start.js';
import type { MarkdownComment, MarkdownFence } from './document.js';
import { type FoundComment, findHtmlComments, findInlineComments } from './find-comments.js';
import type { RawStart } from './html-start.js';

type Container = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly width: number; isEmpty: boolean };

/** Lines of one leaf block with the offsets at which they stand in the file. */
export interface Lines {
  readonly texts: string[];
  readonly offsets: number[];
}

export type Leaf =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'paragraph' } & Lines)
  | ({ readonly kind: 'raw'; readonly start: RawStart } & Lines)
  | ({ readonly kind: 'fence'; readonly start: FenceStart; readonly open: FenceOpening } & Lines);

interface FenceOpening {
  /** Offset of the first backtick, and of the line after it. */
  readonly offset: number;
  readonly contentStart: number;
  readonly indent: number;
}

/** How far the scan has come: what is open, and what was found. */
export interface ScanState {
  readonly source: SourceText;
  readonly isMdx: boolean;
  /** Columns of indentation with which a block may still begin: 3, as more is code; MDX has no such code. */
  readonly deepestIndent: number;
  readonly containers: Container[];
  leaf: Leaf;
  readonly fences: MarkdownFence[];
  readonly comments: MarkdownComment[];
}

export const NO_LEAF: Leaf = { kind: 'none' };

/** Ends the open leaf: `contentEnd` is where its lines end, `end` where it ends itself. */
export function closeLeaf(state: ScanState, contentEnd: number, end: number): void {
  const leaf = state.leaf;
  state.leaf = NO_LEAF;
  if (leaf.kind === 'fence') state.fences.push(finishFence(state.source, leaf, contentEnd, end));
  else if (leaf.kind === 'paragraph') addComments(state, leaf, (text) => findInlineComments(text, state.isMdx));
  else if (leaf.kind === 'raw' && leaf.start.kind !== 'literal')
    addComments(state, leaf, (text) =>
      leaf.start.kind === 'mdx' ? findInlineComments(text, true) : findHtmlComments(text),
    );
}

function finishFence(
  source: SourceText,
  leaf: Leaf & { kind: 'fence' },
  contentEnd: number,
  end: number,
): MarkdownFence {
  const start = leaf.open.offset;
  const contentStart = Math.min(leaf.open.contentStart, contentEnd);
  return {
    language: (/^\S*/.exec(leaf.start.info)?.[0] ?? '').toLowerCase(),
    info: leaf.start.info,
    code: leaf.texts.join('\n'),
    contentSpan: { start: contentStart, end: Math.max(contentStart, contentEnd) },
    span: { start, end: end > contentEnd ? end : trimLineEnd(source.text, start, end) },
    lineOffsets: leaf.offsets,
  };
}

/** A fence that nothing closes ends before the end of its last line. */
function trimLineEnd(text: string, start: number, end: number): number {
  let at = end;
  if (at > start && text[at - 1] === '\n') at -= 1;
  if (at > start && text[at - 1] === '\r') at -= 1;
  return at;
}

function addComments(state: ScanState, lines: Lines, find: (text: string) => readonly FoundComment[]): void {
  if (!lines.texts.some((text) => text.includes('<!--') || text.includes('/*'))) return;
  const starts: number[] = [];
  let length = 0;
  for (const text of lines.texts) {
    starts.push(length);
    length += text.length + 1;
  }
  const joined: SourceText = { path: '', text: lines.texts.join('\n'), lineStarts: starts };
  const toFile = (offset: number): number => {
    const { line, column } = positionAt(joined, offset);
    return (lines.offsets[line - 1] ?? 0) + column - 1;
  };
  for (const { style, text, start, end } of find(joined.text)) {
    const from = toFile(start);
    const lineStart = state.source.lineStarts[positionAt(state.source, from).line - 1] ?? 0;
    const linePrefix = state.source.text.slice(lineStart, from);
    state.comments.push({ style, text, span: { start: from, end: toFile(end - 1) + 1 }, linePrefix });
  }
}
