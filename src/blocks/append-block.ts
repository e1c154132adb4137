import { extensionOf } from '../base/paths.js';
import { createSourceText, placeOf, type SourceText } from '../base/text.js';
import { blockFindings } from '../findings/catalog/block.js';
import type { Finding } from '../findings/finding.js';
import type { Language } from '../views/diagram.js';
import { quoteAttribute } from './escape.js';
import { findBlocks } from './find-blocks.js';

export interface NewBlock {
  readonly view: string;
  readonly language?: Language;
  /** Paths relative to the Markdown file. */
  readonly sources?: readonly string[];
}

export type Appended =
  | { readonly isAdded: true; readonly id: string; readonly text: string }
  | { readonly isAdded: false; readonly finding: Finding };

/**
 * Adds an empty block at the end of a Markdown text, after a blank line and in the end-of-line of the file; what is
 * there stays as it is, byte for byte. Refused when a block of the same view and sources is there, and when the end
 * of the file is inside code, where the markers would be an example.
 */
export function appendBlock(source: SourceText, { view, language, sources = [] }: NewBlock): Appended {
  const { blocks } = findBlocks(source);
  const wantedSources = sources.join(',');
  const same = blocks.find(
    ({ begin: { attributes } }) =>
      attributes.get('view')?.value === view && (attributes.get('src')?.value ?? '') === wantedSources,
  );
  if (same) return { isAdded: false, finding: blockFindings.alreadyThere({ id: same.id, view }, same.place) };
  const quotedSources = quoteAttribute(wantedSources);
  if (quotedSources === undefined && wantedSources !== '') {
    const allowed = 'paths without line breaks, "-->" and both kinds of quotes';
    return { isAdded: false, finding: blockFindings.badValue({ name: 'src', value: wantedSources, allowed }) };
  }
  const id = freeId(view, new Set(blocks.map((block) => block.id)));
  const attributes = [
    `id=${id}`,
    `view=${view}`,
    wantedSources === '' ? undefined : `src=${quotedSources}`,
    language === undefined || language === 'en' ? undefined : `lang=${language}`,
  ].filter((attribute) => attribute !== undefined);
  const markers = [`torchdock:begin ${attributes.join(' ')}`, `torchdock:end id=${id}`];
  const isMdx = extensionOf(source.path) === 'mdx';
  const endOfLine = source.text.includes('\r\n') ? '\r\n' : '\n';
  const lines = markers.map((marker) => (isMdx ? `{/* ${marker} */}` : `<!-- ${marker} -->`) + endOfLine);
  const text = source.text + gapAfter(source.text, endOfLine) + lines.join('');
  if (findBlocks(createSourceText(source.path, text)).blocks.some((block) => block.id === id))
    return { isAdded: true, id, text };
  const end = source.text.length;
  return { isAdded: false, finding: blockFindings.insideCode({ view }, placeOf(source, { start: end, end })) };
}

/** What is missing to a blank line at the end of the text; nothing is needed in an empty one. */
function gapAfter(text: string, endOfLine: string): string {
  if (text === '' || text === '\uFEFF' || /\n[ \t]*\r?\n$/.test(text.slice(-200))) return '';
  return text.endsWith('\n') ? endOfLine : endOfLine + endOfLine;
}

function freeId(view: string, taken: ReadonlySet<string>): string {
  let id = view;
  for (let number = 2; taken.has(id); number += 1) id = `${view}-${number}`;
  return id;
}
