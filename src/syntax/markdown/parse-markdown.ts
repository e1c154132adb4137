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
import type { MarkdownDocument } from './document.js';
import { readRawStart } from './html-start.js';
import { closeLeaf, type Leaf, type Lines, NO_LEAF, type ScanState } from './leaf.js';
import {
  createLineCursor,
  indentAt,
  isBlankAt,
  type LineCursor,
  restOf,
  skipCharacters,
  skipIndent,
} from './line-cursor.js';

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
  const isMdx = extensionOf(source.path) === 'mdx';
  const state: ScanState = {
    source,
    isMdx,
    deepestIndent: isMdx ? Number.POSITIVE_INFINITY : 3,
    containers: [],
    leaf: NO_LEAF,
    fences: [],
    comments: [],
  };
  const { text, lineStarts } = source;
  for (let line = linesOfFrontmatter(source); line < lineStarts.length; line += 1) {
    const start = lineStarts[line] ?? 0;
    if (start === text.length) break;
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

function readLine(state: ScanState, cursor: LineCursor): void {
  const matched = matchContainers(state, cursor);
  const isWholeMatch = matched === state.containers.length;
  if (isWholeMatch && state.leaf.kind === 'fence') return continueFence(state, state.leaf, cursor);
  if (isWholeMatch && state.leaf.kind === 'raw' && !(state.leaf.start.end === undefined && isBlankAt(cursor)))
    return continueRaw(state, state.leaf, cursor);
  if (state.leaf.kind !== 'paragraph') closeLeaf(state, cursor.start, cursor.start);
  openBlocks(state, cursor, matched);
}

/** Walks through the open quotes and list items that this line continues; returns how many there are. */
function matchContainers(state: ScanState, cursor: LineCursor): number {
  let matched = 0;
  for (const container of state.containers) {
    if (container.kind === 'quote') {
      if (indentAt(cursor) > state.deepestIndent || cursor.text[cursor.nextOffset] !== '>') break;
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
function openBlocks(state: ScanState, cursor: LineCursor, matchedContainers: number): void {
  const knownBreak = {};
  let matched = matchedContainers;
  for (;;) {
    const isWholeMatch = matched === state.containers.length;
    const isInParagraph = state.leaf.kind === 'paragraph' && isWholeMatch;
    if (isBlankAt(cursor)) return closeFrom(state, matched, cursor.start);
    if (indentAt(cursor) > state.deepestIndent) break;
    if (!isDeep(state) && openContainer(state, cursor, matched, isInParagraph, knownBreak)) {
      matched = state.containers.length;
      continue;
    }
    if (openLeaf(state, cursor, matched, isInParagraph, knownBreak)) return;
    break;
  }
  addText(state, cursor, matched);
}

function isDeep(state: ScanState): boolean {
  return state.containers.length >= DEEPEST;
}

function openContainer(
  state: ScanState,
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
function enterItem(state: ScanState, cursor: LineCursor, markerWidth: number): void {
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
  state: ScanState,
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

function openFence(state: ScanState, cursor: LineCursor, start: FenceStart): void {
  markContent(state);
  const { lineStarts, text } = state.source;
  const nextLine = lineStarts[positionAt(state.source, cursor.start).line] ?? text.length;
  const open = { offset: cursor.start + cursor.nextOffset, contentStart: nextLine, indent: indentAt(cursor) };
  state.leaf = { kind: 'fence', start, open, texts: [], offsets: [] };
}

function continueFence(state: ScanState, leaf: Leaf & { kind: 'fence' }, cursor: LineCursor): void {
  if (indentAt(cursor) <= state.deepestIndent && isFenceEnd(cursor, leaf.start)) {
    closeLeaf(state, cursor.start, cursor.start + cursor.text.length);
    return;
  }
  skipIndent(cursor, Math.min(leaf.open.indent, indentAt(cursor)));
  addLine(leaf, cursor);
}

function continueRaw(state: ScanState, leaf: Leaf & { kind: 'raw' }, cursor: LineCursor): void {
  addLine(leaf, cursor);
  if (leaf.start.end?.test(cursor.text.slice(cursor.offset))) closeLeaf(state, cursor.start, cursor.start);
}

/** Adds the rest of the line to a paragraph: to the open one, even when the line left its quote or item (lazily). */
function addText(state: ScanState, cursor: LineCursor, matched: number): void {
  const isIndentedCode = indentAt(cursor) > state.deepestIndent && state.leaf.kind !== 'paragraph';
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

function markContent(state: ScanState): void {
  for (let at = state.containers.length - 1; at >= 0; at -= 1) {
    const container = state.containers[at];
    if (container?.kind !== 'item') continue;
    if (!container.isEmpty) return;
    container.isEmpty = false;
  }
}

function closeFrom(state: ScanState, matched: number, offset: number): void {
  closeLeaf(state, offset, offset);
  state.containers.length = matched;
}
