import { createSourceText, type Place, type SourceText } from '../base/text.js';
import { appendBlock, type NewBlock } from '../blocks/append-block.js';
import { mermaidOf } from '../blocks/content.js';
import { type Block, findBlocks } from '../blocks/find-blocks.js';
import { readMermaid } from '../blocks/read-mermaid.js';
import { type BlockState, type Refreshed, refreshBlocks } from '../blocks/refresh-blocks.js';
import { blockFindings } from '../findings/catalog/block.js';
import type { Finding } from '../findings/finding.js';
import { sortFindings } from '../graph/merge.js';
import type { Host } from '../host/host.js';
import { describeChange } from '../views/describe-change.js';
import { diffDiagrams } from '../views/diff-diagrams.js';
import { createBlockDrawer, type DrawnBlock } from './draw/draw-block.js';
import { type MarkdownFile, readMarkdownFiles } from './sources/read-markdown-files.js';

export interface DocsRequest {
  /** Files and folders; none means every Markdown file below the working directory that has blocks. */
  readonly files: readonly string[];
  /** `write` changes files; `check` finds fault with what is out of date; `preview` does neither. */
  readonly mode: 'write' | 'check' | 'preview';
  /** Overwrite blocks that a person edited. */
  readonly force?: boolean;
  /** Add a block to each file first. */
  readonly add?: NewBlock;
  /** What Mermaid says against a text; asked about each text before it is written. */
  readonly validate?: (mermaid: string) => Promise<string | undefined>;
}

interface DocsBlock {
  readonly id: string;
  /** As it was found, before anything was written. */
  readonly state: BlockState;
  readonly place: Place;
  /** What the new picture shows differently, in words; empty when it is the same or there was none. */
  readonly changes: readonly string[];
}

export interface DocsFile {
  /** As the user would name it. */
  readonly path: string;
  readonly blocks: readonly DocsBlock[];
  readonly before: string;
  /** The text with its blocks refreshed; equal to `before` when there is nothing to do. */
  readonly after: string;
  readonly isWritten: boolean;
}

export interface Docs {
  readonly files: readonly DocsFile[];
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
}

/**
 * Makes the blocks of Markdown files say what the files that run say:
 *
 *     Markdown → blocks → their pictures, drawn anew → compared → validated by Mermaid → spliced in → written whole
 */
export async function refreshDocs(host: Host, request: DocsRequest): Promise<Docs> {
  // 1. The files that have blocks.
  const { files, findings } = readMarkdownFiles(host, request.files, request.add !== undefined);
  const all: Finding[] = [...findings];
  const done: DocsFile[] = [];
  const draw = createBlockDrawer(host);
  for (const file of files) {
    // 2. The file as it is, or with the block that is to be added.
    const started = request.add ? startBlock(file, request.add) : { source: file.source, findings: [] };
    all.push(...started.findings);
    // 3. The pictures of its blocks.
    const drawn = await drawBlocks(file, started.source, draw, request);
    all.push(...drawn.findings);
    // 4. The new text, by splicing alone.
    const refreshed = refreshBlocks(started.source, drawn.contents, { force: request.force === true });
    all.push(...refreshed.findings);
    if (request.mode === 'check') all.push(...findOutOfDate(refreshed));
    if (refreshed.blocks.length === 0 && started.findings.length === 0 && request.files.length > 0)
      all.push(blockFindings.noBlocks({ where: file.source.path }));
    // 5. Written, unless only looking, or the block to add has no picture.
    done.push(finishFile(host, file, refreshed, drawn, request));
  }
  // 6. Places as they are in the files now.
  if (done.every(({ blocks }) => blocks.length === 0) && all.length === 0)
    all.push(blockFindings.noBlocks({ where: request.files.join(', ') || 'The current folder' }));
  const movers = new Map(done.map((file) => [file.path, moverOf(file)]));
  const moved = ({ path, blocks }: DocsFile): readonly DocsBlock[] =>
    blocks.map((block) => ({ ...block, place: movers.get(path)?.(block.place) ?? block.place }));
  return {
    files: done.map((file) => ({ ...file, blocks: moved(file) })),
    sources: done.map(({ path, before, after, isWritten }) => createSourceText(path, isWritten ? after : before)),
    findings: sortFindings(all.map((finding) => moveFinding(movers, finding))),
  };
}

/** Lines that were written above a place have moved it. */
type Mover = (place: Place) => Place;

function moverOf({ before, after, path, isWritten }: DocsFile): Mover {
  if (!isWritten) return (place) => place;
  const oldBlocks = findBlocks(createSourceText(path, before)).blocks;
  const newBlocks = findBlocks(createSourceText(path, after)).blocks;
  return (place) => {
    const at = oldBlocks.findLastIndex((block) => block.place.line <= place.line);
    const old = oldBlocks[at];
    const now = newBlocks[at];
    if (!old || !now) return place;
    const isAfter = place.line >= old.end.place.line;
    const moved = isAfter ? now.end.place.line - old.end.place.line : now.place.line - old.place.line;
    return { ...place, line: place.line + moved, endLine: place.endLine + moved };
  };
}

function moveFinding(movers: ReadonlyMap<string, Mover>, finding: Finding): Finding {
  const { place } = finding;
  const move = place && movers.get(place.file);
  return move ? { ...finding, place: move(place) } : finding;
}

function startBlock(
  file: MarkdownFile,
  add: NewBlock,
): { readonly source: SourceText; readonly findings: readonly Finding[] } {
  const appended = appendBlock(file.source, add);
  return appended.isAdded
    ? { source: createSourceText(file.source.path, appended.text), findings: [] }
    : { source: file.source, findings: [appended.finding] };
}

interface DrawnBlocks {
  readonly contents: ReadonlyMap<string, string>;
  readonly pictures: ReadonlyMap<string, DrawnBlock & { readonly isDrawn: true }>;
  readonly findings: readonly Finding[];
}

async function drawBlocks(
  file: MarkdownFile,
  source: SourceText,
  draw: ReturnType<typeof createBlockDrawer>,
  request: DocsRequest,
): Promise<DrawnBlocks> {
  const { blocks, isSound } = findBlocks(source);
  const contents = new Map<string, string>();
  const pictures = new Map<string, DrawnBlock & { readonly isDrawn: true }>();
  const findings: Finding[] = [];
  for (const block of isSound ? blocks : []) {
    if (!block.settings) continue;
    const drawn = await draw(file.path, block.settings);
    if (!drawn.isDrawn) findings.push(cannotDraw(file, block, drawn.reason));
    else {
      findings.push(...drawn.findings);
      const problem = await validate(source, block, drawn, request);
      if (problem === undefined) {
        contents.set(block.id, drawn.content);
        pictures.set(block.id, drawn);
      } else findings.push(blockFindings.invalidPicture({ id: block.id, problem }, block.place));
    }
  }
  return { contents, pictures, findings };
}

function cannotDraw(file: MarkdownFile, block: Block, reason: string): Finding {
  const { attributes } = block.begin;
  const sources = attributes.get('src')?.value ?? 'the files in its folder';
  const view = attributes.get('view')?.value ?? '';
  const place = (attributes.get('src') ?? attributes.get('view'))?.place ?? block.place;
  // A block that was only about to be added has no place.
  const isThere = block.begin.comment.span.start < file.source.text.length;
  return blockFindings.cannotDraw({ id: block.id, view, sources, reason }, isThere ? place : undefined);
}

/** Only a text that is about to be written is worth the time. */
async function validate(
  source: SourceText,
  block: Block,
  drawn: DrawnBlock & { readonly isDrawn: true },
  { mode, validate: ask }: DocsRequest,
): Promise<string | undefined> {
  const standing = source.text.slice(block.contentSpan.start, block.contentSpan.end);
  const isNew = mermaidOf(standing.replaceAll('\r\n', '\n').trimStart()) !== drawn.mermaid;
  return mode === 'write' && isNew ? ask?.(drawn.mermaid) : undefined;
}

function findOutOfDate({ blocks }: Refreshed): readonly Finding[] {
  return blocks.flatMap(({ id, state, place }) =>
    state === 'stale' || state === 'missing'
      ? [blockFindings.outOfDate({ id, isEmpty: state === 'missing' }, place)]
      : [],
  );
}

function finishFile(
  host: Host,
  file: MarkdownFile,
  { text, blocks }: Refreshed,
  { pictures }: DrawnBlocks,
  { mode, add }: DocsRequest,
): DocsFile {
  const isIncomplete = add !== undefined && blocks.some(({ state }) => state === 'undrawn');
  const after = isIncomplete ? file.source.text : text;
  const isWritten = mode === 'write' && (after !== file.source.text || (!file.exists && after !== ''));
  if (isWritten) host.writeFile(file.path, after);
  return {
    path: file.source.path,
    blocks: blocks.map(({ id, state, place, content }) => ({
      id,
      state,
      place,
      changes: tellChanges(state, mermaidOf(content), pictures.get(id)),
    })),
    before: file.source.text,
    after,
    isWritten,
  };
}

function tellChanges(
  state: BlockState,
  old: string | undefined,
  picture: (DrawnBlock & { readonly isDrawn: true }) | undefined,
): readonly string[] {
  if ((state !== 'stale' && state !== 'edited') || old === undefined || !picture) return [];
  const changes = diffDiagrams(readMermaid(old), picture.drawn).map(describeChange);
  return changes.length === 0 ? ['~ only wording or layout'] : changes;
}
