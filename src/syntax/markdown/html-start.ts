/** A block of raw text that Markdown passes on: what ends it, and whether comments in it are comments. */
export interface RawStart {
  readonly kind: 'html' | 'literal' | 'mdx';
  /** Text that ends it, on the line that holds it; undefined when a blank line ends it. */
  readonly end: RegExp | undefined;
  readonly canInterruptParagraph: boolean;
}

/** Names of type 6 of CommonMark's HTML blocks. */
const BLOCK_TAGS = new Set(
  (
    'address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt ' +
    'fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link ' +
    'main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead ' +
    'title tr track ul'
  ).split(' '),
);

const TAG_NAME = /<(\/?)[A-Za-z][A-Za-z0-9-]*/y;
const ATTRIBUTE = /[ \t\n]+[A-Za-z_:][A-Za-z0-9_.:-]*(?:[ \t\n]*=[ \t\n]*(?:[^ \t\n"'=<>`]+|'[^']*'|"[^"]*"))?/y;
const TAG_END = /[ \t\n]*(\/?)>/y;

const COMMENT: RawStart = { kind: 'html', end: /-->/, canInterruptParagraph: true };
const MDX_COMMENT: RawStart = { kind: 'mdx', end: /\*\//, canInterruptParagraph: false };

/** The raw block that begins at `offset` of a line, if one does (CommonMark 4.6; `<!-- -->` and `{/* *\/}` for MDX). */
export function readRawStart(line: string, offset: number, isMdx: boolean): RawStart | undefined {
  const first = line[offset];
  if (isMdx && first === '{') return /^\{[ \t]*\/\*/.test(line.slice(offset)) ? MDX_COMMENT : undefined;
  if (first !== '<') return undefined;
  if (line.startsWith('<!--', offset)) return COMMENT;
  if (isMdx) return undefined;
  const head = line.slice(offset, offset + 40);
  if (/^<(?:pre|script|style|textarea)(?:[ \t>]|$)/i.test(head))
    return { kind: 'literal', end: /<\/(?:pre|script|style|textarea)>/i, canInterruptParagraph: true };
  if (head.startsWith('<?')) return { kind: 'literal', end: /\?>/, canInterruptParagraph: true };
  if (head.startsWith('<![CDATA[')) return { kind: 'literal', end: /\]\]>/, canInterruptParagraph: true };
  if (/^<![A-Za-z]/.test(head)) return { kind: 'literal', end: />/, canInterruptParagraph: true };
  const name = /^<\/?([A-Za-z][A-Za-z0-9]*)(?:[ \t>]|\/>|$)/.exec(head)?.[1]?.toLowerCase();
  if (name !== undefined && BLOCK_TAGS.has(name)) return { kind: 'html', end: undefined, canInterruptParagraph: true };
  const tagEnd = tagEndAt(line, offset);
  if (tagEnd === undefined || /[^ \t]/.test(line.slice(tagEnd))) return undefined;
  return { kind: 'html', end: undefined, canInterruptParagraph: false };
}

/**
 * End of the complete opening or closing tag that begins at `offset`; undefined when none does. Attributes are taken
 * one by one: a single pattern for all of them would need a stack as deep as a hostile tag is long.
 */
export function tagEndAt(text: string, offset: number): number | undefined {
  const name = matchAt(TAG_NAME, text, offset);
  if (!name) return undefined;
  const isClosing = name[1] === '/';
  let at = offset + name[0].length;
  for (let attribute = matchAt(ATTRIBUTE, text, at); attribute; attribute = matchAt(ATTRIBUTE, text, at)) {
    if (isClosing) return undefined;
    at += attribute[0].length;
  }
  const end = matchAt(TAG_END, text, at);
  return end && !(isClosing && end[1] === '/') ? at + end[0].length : undefined;
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}
