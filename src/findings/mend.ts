import { createSourceText, offsetAt, type Place, placeOf, type SourceText, type Span } from '../base/text.js';
import type { Edit, Finding, Mend } from './finding.js';

/** The edit that puts one text in the place of another, which must stand in `place` once, as a word of its own. */
export function replaceText(place: Place, oldText: string, newText: string): Edit {
  return { place, oldText, newText };
}

/** The edit that puts a text before what stands at `place`. */
export function insertBefore(place: Place, newText: string): Edit {
  return { place, oldText: '', newText };
}

/** The edit that adds an entry before the one whose key stands at `key`, in the block style of YAML: a line of its own. */
export function insertEntryBefore(key: Place, entry: string): Edit {
  return insertBefore(key, `${entry}\n${' '.repeat(key.column - 1)}`);
}

/**
 * Findings with mends that can be made as they stand: each edit has exactly what it replaces as its place, in the line ends
 * of the file. A mend of which one edit does not fit the text is left out; the finding stays.
 */
export function settleMends(
  findings: readonly Finding[],
  sourceOf: (file: string) => SourceText | undefined,
): readonly Finding[] {
  return findings.map((finding) => {
    if (!finding.mend) return finding;
    const { mend, ...bare } = finding;
    const settled = settleMend(mend, sourceOf);
    return settled ? { ...bare, mend: settled } : bare;
  });
}

function settleMend(mend: Mend, sourceOf: (file: string) => SourceText | undefined): Mend | undefined {
  const file = mend.edits[0]?.place.file;
  const source = file === undefined ? undefined : sourceOf(file);
  if (!source || mend.edits.some(({ place }) => place.file !== file)) return undefined;
  const edits = mend.edits.map((edit) => settleEdit(source, edit)).filter((edit) => edit !== undefined);
  if (edits.length < mend.edits.length) return undefined;
  const spans = edits.map(({ place }) => spanOf(source, place));
  const isApart = spans.every((span, index) => !spans.slice(index + 1).some((other) => doTouch(span, other)));
  return isApart ? { ...mend, edits } : undefined;
}

function settleEdit(source: SourceText, { place, oldText, newText, shape }: Edit): Edit | undefined {
  const { start, end } = spanOf(source, place);
  if (end < start || oldText === newText) return undefined;
  if (shape !== undefined && !hasShape(source.text.slice(start, end), shape)) return undefined;
  const at = oldText === '' ? start : findWord(source.text, oldText, { start, end });
  if (at === undefined) return undefined;
  const isWindows = /\r\n/.test(source.text);
  const written = isWindows ? newText.replace(/\r?\n/g, '\r\n') : newText;
  return { place: placeOf(source, { start: at, end: at + oldText.length }), oldText, newText: written };
}

/** Longer texts are not what a shape is written for. */
const LONGEST_SHAPED = 5000;

function hasShape(text: string, shape: string): boolean {
  return text.length <= LONGEST_SHAPED && new RegExp(`^(?:${shape})$`).test(text);
}

/** What would make a word another one: `8888:8888` is not meant by a part of `0.0.0.0:8888:8888`. */
const WORD_PART = /[\p{L}\p{N}_.:/$}-]/u;

/** Offset of the one occurrence of a word within a span; undefined when there is none or more than one. */
function findWord(text: string, word: string, { start, end }: Span): number | undefined {
  let found: number | undefined;
  for (let at = text.indexOf(word, start); at >= 0 && at + word.length <= end; at = text.indexOf(word, at + 1)) {
    if (doJoin(text[at - 1], word[0]) || doJoin(word.at(-1), text[at + word.length])) continue;
    if (found !== undefined) return undefined;
    found = at;
  }
  return found;
}

function doJoin(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && after !== undefined && WORD_PART.test(before) && WORD_PART.test(after);
}

/** Also side by side: which of two insertions at one offset comes first, nobody says. */
function doTouch(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Findings whose mends can be made together, in their order: those that touch one before are left for another time. */
export function chooseMends<T extends Finding>(findings: readonly T[], source: SourceText): readonly T[] {
  const taken: Span[] = [];
  const seen = new Set<string>();
  return findings.filter(({ mend }) => {
    if (!mend) return false;
    const key = JSON.stringify(mend.edits);
    // Two findings may be mended by the very same edits.
    if (seen.has(key)) return true;
    const spans = mend.edits.map(({ place }) => spanOf(source, place));
    if (spans.some((span) => taken.some((other) => doTouch(span, other)))) return false;
    seen.add(key);
    taken.push(...spans);
    return true;
  });
}

/** The text with settled edits made; equal ones are made once. Everything else stays as it is, to the last code unit. */
export function applyEdits(source: SourceText, edits: readonly Edit[]): SourceText {
  const unique = new Map(edits.map((edit) => [JSON.stringify(edit), edit]));
  const ordered = [...unique.values()]
    .map(({ place, newText }) => ({ ...spanOf(source, place), newText }))
    .sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, newText } of ordered) {
    parts.push(source.text.slice(done, start), newText);
    done = end;
  }
  return createSourceText(source.path, parts.join('') + source.text.slice(done));
}

function spanOf(source: SourceText, { line, column, endLine, endColumn }: Place): Span {
  return { start: offsetAt(source, { line, column }), end: offsetAt(source, { line: endLine, column: endColumn }) };
}
