import { extensionOf } from '../../base/paths.js';
import { positionAt, type SourceText } from '../../base/text.js';
import {
  type FenceStart,
  isFenceEnd,
  isHeading,
  isSetextUnderline,
  isThematicBreak,
  readFenceStart,
  readListMarker,
} from './block-start.js';
import type { MarkdownComment, MarkdownDocument, MarkdownFence } from './document.js';
import { type FoundComment, findHtmlComments, findInlineComments } from './find-comments.js';
import { type RawStart, readRawStart } from './html-start.js';
import {
  createLineCursor,
  indentAt,
  isBlankAt,
  type LineCursor,
  restOf,
  skipCharacters,
  skipIndent,
} from './line-cursor.js';

type Container = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly width: number; isEmpty: boolean };

/** Lines of one leaf block with the offsets at which they stand in the file. */
interface Lines {
  readonly texts: string[];
  readonly offsets: number[];
}

type Leaf =
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

interface State {
  readonly source: SourceText;
  readonly isMdx: boolean;
  readonly containers: Container[];
  leaf: Leaf;
  readonly fences: MarkdownFence[];
  readonly comments: MarkdownComment[];
}

const NO_LEAF: Leaf = { kind: 'none' };

/** Deeper lists and quotes are read as text; people write three or four. It keeps every line's cost bounded. */
const DEEPEST = 100;

/**
 * Finds the fenced code blocks and the comments of a Markdown text by CommonMark's block structure (quotes, lists,
 * indented code, HTML blocks, code spans, YAML and TOML frontmatter).
 *
 * It is a scanner of our own, because a general parser was measured and is not bounded: mdast-util-from-markdown 2.1.0
 * takes 30 s for 1 MB of `- a` lines and 12 s for 64 KB of `a <!-- `, and grows with the square. This one is linear
 * and is compared with mdast in its tests. In `.mdx` there is neither indented code nor raw HTML, and a comment is
 * `{/* … *\/}`: it is found without parsing the JavaScript around it, since only a comment that stands outside code
 * and alone between its braces matters. HTML comments count there too, as Docusaurus accepts them.
 */
export function parseMarkdown(source: SourceText): MarkdownDocument {
  const state: State = {
    source,
    isMdx: extensionOf(source.path) === 'mdx',
    containers: [],
    leaf: NO_LEAF,
    fences: [],
    comments: [],
  };
  const { text, lineStarts } = source;
  for (let line = linesOfFrontmatter(source); line < lineStarts.length; line += 1) {
    const start = lineStarts[line] ?? 0;
    let end = lineStarts[line + 1] ?? text.length + 1;
    end -= 1;
    if (text[end - 1] === '\r' && end > start) end -= 1;
    const isFirst = line === 0 && text.startsWith('\uFEFF');
    readLine(state, createLineCursor(text.slice(start, end), start, isFirst ? 1 : 0));
  }
  closeLeaf(state, text.length, text.length);
  return { fences: state.fences, comments: state.comments };
}

/** How many lines the frontmatter takes: `---` or `+++` on the first line up to the same again. */
function linesOfFrontmatter(source: SourceText): number {
  const lineAt = (line: number): string =>
    source.text.slice(source.lineStarts[line] ?? 0, source.lineStarts[line + 1] ?? source.text.length).trimEnd();
  const first = lineAt(0).replace(/^\uFEFF/, '');
  if (first !== '---' && first !== '+++') return 0;
  for (let line = 1; line < source.lineStarts.length; line += 1) if (lineAt(line) === first) return line + 1;
  return 0;
}

function readLine(state: State, cursor: LineCursor): void {
  const matched = matchContainers(state.containers, cursor);
  const isWholeMatch = matched === state.containers.length;
  if (isWholeMatch && state.leaf.kind === 'fence') return continueFence(state, state.leaf, cursor);
  if (isWholeMatch && state.leaf.kind === 'raw' && !(state.leaf.start.end === undefined && isBlankAt(cursor)))
    return continueRaw(state, state.leaf, cursor);
  if (state.leaf.kind !== 'paragraph') closeLeaf(state, cursor.start, cursor.start);
  openBlocks(state, cursor, matched);
}

/** Walks through the open quotes and list items that this line continues; returns how many there are. */
function matchContainers(containers: readonly Container[], cursor: LineCursor): number {
  let matched = 0;
  for (const container of containers) {
    if (container.kind === 'quote') {
      if (indentAt(cursor) > 3 || cursor.text[cursor.nextOffset] !== '>') break;
      enterQuote(cursor);
    } else if (isBlankAt(cursor)) {
      if (container.isEmpty) break;
    } else if (indentAt(cursor) >= container.width) skipIndent(cursor, container.width);
    else break;
    matched += 1;
  }
  return matched;
}

function enterQuote(cursor: LineCursor): void {
  skipIndent(cursor);
  skipCharacters(cursor, 1);
  if (indentAt(cursor) > 0) skipIndent(cursor, 1);
}

/** Opens what begins on this line, from the outside to the inside; the rest of the line is text. */
function openBlocks(state: State, cursor: LineCursor, matchedContainers: number): void {
  const knownBreak = {};
  let matched = matchedContainers;
  for (;;) {
    const isWholeMatch = matched === state.containers.length;
    const isInParagraph = state.leaf.kind === 'paragraph' && isWholeMatch;
    if (isBlankAt(cursor)) return closeFrom(state, matched, cursor.start);
    if (indentAt(cursor) > 3 && (!state.isMdx || state.leaf.kind === 'paragraph')) break;
    if (isDeep(state) ? false : openContainer(state, cursor, matched, isInParagraph, knownBreak)) {
      matched = state.containers.length;
      continue;
    }
    if (openLeaf(state, cursor, matched, isInParagraph, knownBreak)) return;
    break;
  }
  addText(state, cursor, matched);
}

function isDeep(state: State): boolean {
  return state.containers.length >= DEEPEST;
}

function openContainer(
  state: State,
  cursor: LineCursor,
  matched: number,
  isInParagraph: boolean,
  knownBreak: object,
): boolean {
  if (cursor.text[cursor.nextOffset] === '>') {
    closeFrom(state, matched, cursor.start);
    enterQuote(cursor);
    state.containers.push({ kind: 'quote' });
    return true;
  }
  if (isInParagraph && isSetextUnderline(cursor)) return false;
  const marker = isThematicBreak(cursor, knownBreak) ? undefined : readListMarker(cursor);
  if (!marker) return false;
  const afterMarker = createLineCursor(cursor.text, 0, cursor.nextOffset + marker.width);
  if (isInParagraph && (isBlankAt(afterMarker) || (marker.number ?? 1) !== 1)) return false;
  closeFrom(state, matched, cursor.start);
  enterItem(state, cursor, marker.width);
  return true;
}

/** Content of an item begins after the marker and one to four columns; with more, after one (the rest is code). */
function enterItem(state: State, cursor: LineCursor, markerWidth: number): void {
  const indent = indentAt(cursor);
  skipIndent(cursor);
  skipCharacters(cursor, markerWidth);
  const isEmpty = isBlankAt(cursor);
  const gap = isEmpty || indentAt(cursor) > 4 ? 1 : indentAt(cursor);
  if (!isEmpty) skipIndent(cursor, gap);
  state.containers.push({ kind: 'item', width: indent + markerWidth + gap, isEmpty });
}

/** Opens or reads whole a leaf block that is not a paragraph; false when the line is ordinary text. */
function openLeaf(
  state: State,
  cursor: LineCursor,
  matched: number,
  isInParagraph: boolean,
  knownBreak: object,
): boolean {
  const fence = readFenceStart(cursor);
  if (fence) {
    closeFrom(state, matched, cursor.start);
    openFence(state, cursor, fence);
    return true;
  }
  const raw = readRawStart(cursor.text, cursor.nextOffset, state.isMdx);
  if (raw && (raw.canInterruptParagraph || state.leaf.kind !== 'paragraph')) {
    closeFrom(state, matched, cursor.start);
    markContent(state);
    const leaf = { kind: 'raw', start: raw, texts: [], offsets: [] } as const satisfies Leaf;
    state.leaf = leaf;
    continueRaw(state, leaf, cursor);
    return true;
  }
  if (isHeading(cursor)) {
    closeFrom(state, matched, cursor.start);
    addText(state, cursor, state.containers.length);
    closeLeaf(state, cursor.start, cursor.start);
    return true;
  }
  const isUnderline = isInParagraph && isSetextUnderline(cursor);
  if (!isUnderline && !isThematicBreak(cursor, knownBreak)) return false;
  closeFrom(state, matched, cursor.start);
  markContent(state);
  return true;
}

function openFence(state: State, cursor: LineCursor, start: FenceStart): void {
  markContent(state);
  const { lineStarts, text } = state.source;
  const nextLine = lineStarts[positionAt(state.source, cursor.start).line] ?? text.length;
  const open = { offset: cursor.start + cursor.nextOffset, contentStart: nextLine, indent: indentAt(cursor) };
  state.leaf = { kind: 'fence', start, open, texts: [], offsets: [] };
}

function continueFence(state: State, leaf: Leaf & { kind: 'fence' }, cursor: LineCursor): void {
  if (indentAt(cursor) <= 3 && isFenceEnd(cursor, leaf.start)) {
    closeLeaf(state, cursor.start, cursor.start + cursor.text.length);
    return;
  }
  skipIndent(cursor, Math.min(leaf.open.indent, indentAt(cursor)));
  addLine(leaf, cursor);
}

function continueRaw(state: State, leaf: Leaf & { kind: 'raw' }, cursor: LineCursor): void {
  addLine(leaf, cursor);
  if (leaf.start.end?.test(cursor.text.slice(cursor.offset))) closeLeaf(state, cursor.start, cursor.start);
}

/** Adds the rest of the line to a paragraph: to the open one, even when the line left its quote or item (lazily). */
function addText(state: State, cursor: LineCursor, matched: number): void {
  const isIndentedCode = indentAt(cursor) > 3 && !state.isMdx && state.leaf.kind !== 'paragraph';
  if (state.leaf.kind !== 'paragraph') closeFrom(state, matched, cursor.start);
  markContent(state);
  if (isIndentedCode) return;
  if (state.leaf.kind !== 'paragraph') state.leaf = { kind: 'paragraph', texts: [], offsets: [] };
  addLine(state.leaf, cursor);
}

function addLine(lines: Lines, cursor: LineCursor): void {
  lines.texts.push(restOf(cursor));
  lines.offsets.push(cursor.start + cursor.offset);
}

function markContent(state: State): void {
  for (let at = state.containers.length - 1; at >= 0; at -= 1) {
    const container = state.containers[at];
    if (container?.kind !== 'item') continue;
    if (!container.isEmpty) return;
    container.isEmpty = false;
  }
}

function closeFrom(state: State, matched: number, offset: number): void {
  closeLeaf(state, offset, offset);
  state.containers.length = matched;
}

/** Ends the open leaf: `contentEnd` is where its lines end, `end` where it ends itself. */
function closeLeaf(state: State, contentEnd: number, end: number): void {
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

function addComments(state: State, lines: Lines, find: (text: string) => readonly FoundComment[]): void {
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
