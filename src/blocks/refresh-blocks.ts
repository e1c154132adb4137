import type { Place, SourceText } from '../base/text.js';
import { blockFindings } from '../findings/catalog/block.js';
import type { Finding } from '../findings/finding.js';
import { canonicalContent, contentOf, layOutContent, sumOf } from './content.js';
import { type Block, findBlocks } from './find-blocks.js';

/**
 * `fresh`: what the files say. `stale`: generated, but of older files. `missing`: empty. `edited`: a person changed it.
 * `broken`: its markers are wrong. `undrawn`: no content was given for it.
 */
export type BlockState = 'fresh' | 'stale' | 'missing' | 'edited' | 'broken' | 'undrawn';

interface RefreshedBlock {
  readonly id: string;
  /** As it was found. */
  readonly state: BlockState;
  readonly place: Place;
  /** True when the new text has it written anew. */
  readonly isWritten: boolean;
  /** Content as it stands in the file; '' when it is empty or broken. */
  readonly content: string;
}

export interface Refreshed {
  /** The whole new text; the old one when nothing changed. */
  readonly text: string;
  readonly blocks: readonly RefreshedBlock[];
  readonly findings: readonly Finding[];
}

export interface RefreshOptions {
  /** Overwrite what a person edited. */
  readonly force?: boolean;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Puts new contents between the markers of a Markdown text. Bytes outside the markers stay as they are; inside, lines
 * get the prefix of the list or quote and the end-of-line of the begin marker. With markers that do not pair nothing
 * is changed at all.
 */
export function refreshBlocks(
  source: SourceText,
  contents: ReadonlyMap<string, string>,
  options: RefreshOptions = {},
): Refreshed {
  const found = findBlocks(source);
  const edits: Edit[] = [];
  const findings: Finding[] = [...found.findings];
  const blocks = found.blocks.map((block): RefreshedBlock => {
    const content = contentOf(source, block);
    const wanted = contents.get(block.id);
    const state = stateOf(block, content, wanted, found.isSound);
    if (state === 'edited' && !options.force) findings.push(blockFindings.edited({ id: block.id }, block.place));
    const isWritten = isDue(state, options.force === true) && wanted !== undefined;
    if (isWritten) edits.push(...editsOf(source, block, canonicalContent(wanted)));
    return { id: block.id, state, place: block.place, isWritten, content };
  });
  const broken = found.broken.map(
    ({ id, place }): RefreshedBlock => ({ id, state: 'broken', place, isWritten: false, content: '' }),
  );
  return { text: applyEdits(source.text, edits), blocks: [...blocks, ...broken].sort(byPlace), findings };
}

function stateOf(block: Block, content: string, wanted: string | undefined, isSound: boolean): BlockState {
  if (!isSound || !block.settings) return 'broken';
  if (wanted === undefined) return 'undrawn';
  if (content === '') return 'missing';
  const isUntouched = block.sum === sumOf(content);
  if (content === canonicalContent(wanted)) return isUntouched ? 'fresh' : 'stale';
  return isUntouched ? 'stale' : 'edited';
}

function isDue(state: BlockState, isForced: boolean): boolean {
  return state === 'stale' || state === 'missing' || (state === 'edited' && isForced);
}

function editsOf(source: SourceText, block: Block, content: string): readonly Edit[] {
  const { start, end } = block.contentSpan;
  const endOfLine = source.text.startsWith('\r\n', start - 2) ? '\r\n' : '\n';
  const marker = `torchdock:end id=${block.id} sum=${sumOf(content)}`;
  const { span, style } = block.end.comment;
  return [
    { start, end, text: layOutContent(content, block.prefix, endOfLine) },
    { ...span, text: style === 'mdx' ? `{/* ${marker} */}` : `<!-- ${marker} -->` },
  ];
}

/** Edits are in the order of the text and do not overlap. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return edits.length === 0 ? text : parts.join('') + text.slice(at);
}

function byPlace(a: RefreshedBlock, b: RefreshedBlock): number {
  return a.place.line - b.place.line || a.place.column - b.place.column;
}
