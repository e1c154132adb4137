import { type Place, positionAt, type SourceText, type Span } from '../base/text.js';
import { blockFindings } from '../findings/catalog/block.js';
import type { Finding } from '../findings/finding.js';
import { parseMarkdown } from '../syntax/markdown/parse-markdown.js';
import { type BlockSettings, readBlockSettings } from './block-settings.js';
import { idOf, isMarker, type Marker, readMarker } from './marker.js';

/** A managed region, as it stands in the file. */
export interface Block {
  readonly id: string;
  readonly begin: Marker;
  readonly end: Marker;
  readonly place: Place;
  /** From the line after the begin marker to the line of the end marker. */
  readonly contentSpan: Span;
  /** What every line between the markers begins with: `> ` in a quote, spaces in a list item. */
  readonly prefix: string;
  /** The sum that the end marker holds. */
  readonly sum: string | undefined;
  /** Undefined when the markers say something that cannot be meant; the findings say what. */
  readonly settings: BlockSettings | undefined;
}

export interface FoundBlocks {
  readonly blocks: readonly Block[];
  readonly findings: readonly Finding[];
  /** Ids of begin markers to which no sound pair of markers belongs. */
  readonly broken: readonly { readonly id: string; readonly place: Place }[];
  /** False when the markers do not pair: then nothing in the file may be changed. */
  readonly isSound: boolean;
}

/** Pairs the markers of a file. Markers in code are examples, not markers: the parser does not report them. */
export function findBlocks(source: SourceText): FoundBlocks {
  if (!source.text.includes('torchdock:')) return { blocks: [], findings: [], broken: [], isSound: true };
  const read = parseMarkdown(source).comments.flatMap((comment) => readMarker(source, comment) ?? []);
  const paired = pairMarkers(read.filter(isMarker));
  const unknown = read.filter((found): found is Finding => !isMarker(found));
  const problems = read.flatMap((found) => (isMarker(found) ? found.findings : []));
  const blocks: Block[] = [];
  const broken = [...paired.broken];
  const structural = [...unknown, ...paired.findings];
  const meant: Finding[] = [];
  for (const { begin, end } of paired.pairs) {
    const found = blockOf(source, begin, end);
    if ('id' in found) {
      const read = readBlockSettings(begin);
      if (!read.isValid) meant.push(...read.findings);
      const settings = read.isValid && end.findings.length === 0 ? read.settings : undefined;
      blocks.push({ ...found, settings });
    } else {
      structural.push(found);
      broken.push(begin);
    }
  }
  return {
    blocks,
    findings: [...problems, ...meant, ...structural],
    broken: broken.map((marker) => ({ id: idOf(marker), place: marker.place })),
    isSound: structural.length === 0,
  };
}

interface Paired {
  readonly pairs: readonly { readonly begin: Marker; readonly end: Marker }[];
  readonly broken: readonly Marker[];
  readonly findings: readonly Finding[];
}

function pairMarkers(markers: readonly Marker[]): Paired {
  const lastEnds = new Map(
    markers.flatMap((marker, at) => (marker.kind === 'end' ? [[idOf(marker), at] as const] : [])),
  );
  const pairs: { begin: Marker; end: Marker }[] = [];
  const broken: Marker[] = [];
  const findings: Finding[] = [...findDuplicates(markers)];
  /** Begin markers that wait for their end, the outermost first. */
  const open: Marker[] = [];
  const giveUp = (marker: Marker): void => {
    broken.push(marker);
    findings.push(blockFindings.noEnd({ id: idOf(marker) }, marker.place));
  };
  for (const [at, marker] of markers.entries()) {
    const outer = open.at(-1);
    if (marker.kind === 'begin') {
      const isOuterEnded = outer !== undefined && (lastEnds.get(idOf(outer)) ?? -1) > at;
      if (outer && isOuterEnded)
        findings.push(blockFindings.nested({ id: idOf(marker), outer: idOf(outer) }, marker.place));
      else open.splice(-1).forEach(giveUp);
      open.push(marker);
    } else if (outer && (idOf(outer) === idOf(marker) || !marker.attributes.has('id'))) {
      open.pop();
      if (open.length === 0) pairs.push({ begin: outer, end: marker });
      else broken.push(outer);
    } else findings.push(blockFindings.noBegin({ id: idOf(marker) }, marker.place));
  }
  open.forEach(giveUp);
  return { pairs, broken, findings };
}

function findDuplicates(markers: readonly Marker[]): readonly Finding[] {
  const lines = new Map<string, number>();
  return markers.flatMap((marker) => {
    const id = marker.attributes.get('id')?.value;
    if (marker.kind === 'end' || id === undefined) return [];
    const line = lines.get(id);
    if (line !== undefined) return [blockFindings.duplicateId({ id, line }, marker.place)];
    lines.set(id, marker.place.line);
    return [];
  });
}

/** Marks of quotes and list items, and white space: all that may stand before a marker. */
const CONTAINER_PREFIX = /^\uFEFF?(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*$/;

function blockOf(source: SourceText, begin: Marker, end: Marker): Omit<Block, 'settings'> | Finding {
  const id = idOf(begin);
  const lineAfterBegin = source.lineStarts[positionAt(source, begin.comment.span.end).line];
  const lineOfEnd = source.lineStarts[positionAt(source, end.comment.span.start).line - 1];
  for (const marker of [begin, end]) if (!isAlone(source, marker)) return blockFindings.notAlone({ id }, marker.place);
  if (lineAfterBegin === undefined || lineOfEnd === undefined || lineAfterBegin > lineOfEnd)
    return blockFindings.notAlone({ id }, end.place);
  const prefix = continuationPrefix(begin.comment.linePrefix);
  if (quoteMarks(prefix) !== quoteMarks(end.comment.linePrefix) || /[^\s>]/.test(end.comment.linePrefix))
    return blockFindings.differentPlace({ id }, end.place);
  return {
    id,
    begin,
    end,
    place: begin.place,
    contentSpan: { start: lineAfterBegin, end: lineOfEnd },
    prefix,
    sum: end.attributes.get('sum')?.value,
  };
}

function isAlone(source: SourceText, { comment }: Marker): boolean {
  const next = source.lineStarts[positionAt(source, comment.span.end).line] ?? source.text.length;
  const after = source.text.slice(comment.span.end, next);
  return after.trim() === '' && CONTAINER_PREFIX.test(comment.linePrefix);
}

/** The prefix of the lines after the first: a list mark becomes as much white space. */
function continuationPrefix(linePrefix: string): string {
  return linePrefix.replace('\uFEFF', '').replace(/[^\s>]/g, ' ');
}

function quoteMarks(prefix: string): string {
  return prefix.replace(/[^>]/g, '');
}
