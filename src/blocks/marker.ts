import { closestWord } from '../base/suggest.js';
import { type Place, placeOf, type SourceText } from '../base/text.js';
import { blockFindings } from '../findings/catalog/block.js';
import type { Finding } from '../findings/finding.js';
import type { MarkdownComment } from '../syntax/markdown/document.js';
import { type Attribute, readAttributes } from './attributes.js';

interface MarkerAttribute {
  readonly value: string;
  readonly place: Place;
}

/** A comment that begins or ends a block: `torchdock:begin id=… view=…`, `torchdock:end id=… sum=…`. */
export interface Marker {
  readonly kind: 'begin' | 'end';
  readonly comment: MarkdownComment;
  readonly place: Place;
  readonly attributes: ReadonlyMap<string, MarkerAttribute>;
  /** What is wrong with the marker itself. */
  readonly findings: readonly Finding[];
}

const ATTRIBUTES: Readonly<Record<Marker['kind'], readonly string[]>> = {
  begin: ['id', 'view', 'src', 'run', 'lang', 'direction', 'depth', 'input', 'args', 'script', 'model'],
  end: ['id', 'sum'],
};

const MARKER = /^torchdock:([\w-]{0,40})/;

/** The marker that a comment is; undefined for every other comment, a finding for a `torchdock:` word that is none. */
export function readMarker(source: SourceText, comment: MarkdownComment): Marker | Finding | undefined {
  const match = MARKER.exec(comment.text);
  if (!match) return undefined;
  const place = placeOf(source, comment.span);
  const kind = match[1] ?? '';
  if (kind !== 'begin' && kind !== 'end')
    return blockFindings.unknownMarker({ word: kind, closest: closestWord(kind, Object.keys(ATTRIBUTES)) }, place);
  const { attributes, problem } = readAttributes(comment.text, match[0].length);
  const placeAt = (start: number, end: number): Place => placeInComment(source, comment, start, end);
  const checked = checkAttributes(attributes, ATTRIBUTES[kind], placeAt);
  if (problem) {
    const at = placeAt(problem.start, problem.start + problem.text.length);
    checked.findings.push(blockFindings.malformedAttribute({ text: problem.text, problem: problem.reason }, at));
  }
  if (!checked.attributes.has('id')) checked.findings.push(blockFindings.missingAttribute({ name: 'id' }, place));
  return { kind, comment, place, ...checked };
}

export function isMarker(found: Marker | Finding): found is Marker {
  return 'kind' in found;
}

export function idOf(marker: Marker): string {
  return marker.attributes.get('id')?.value ?? '?';
}

function checkAttributes(
  attributes: readonly Attribute[],
  known: readonly string[],
  placeAt: (start: number, end: number) => Place,
): { readonly attributes: Map<string, MarkerAttribute>; readonly findings: Finding[] } {
  const kept = new Map<string, MarkerAttribute>();
  const findings: Finding[] = [];
  for (const { name, value, start, end } of attributes) {
    const place = placeAt(start, end);
    if (!known.includes(name))
      findings.push(blockFindings.unknownAttribute({ name, known, closest: closestWord(name, known) }, place));
    else if (kept.has(name))
      findings.push(blockFindings.malformedAttribute({ text: name, problem: 'it is there twice' }, place));
    else kept.set(name, { value, place });
  }
  return { attributes: kept, findings };
}

/** Exact when the comment stands on one line, which all but hostile ones do. */
function placeInComment(source: SourceText, comment: MarkdownComment, start: number, end: number): Place {
  const offset = source.text.slice(comment.span.start, comment.span.end).indexOf(comment.text);
  const base = comment.span.start + Math.max(0, offset);
  const limit = comment.span.end;
  return placeOf(source, { start: Math.min(base + start, limit), end: Math.min(base + end, limit) });
}
