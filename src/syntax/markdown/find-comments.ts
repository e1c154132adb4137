import { tagEndAt } from './html-start.js';

export interface FoundComment {
  readonly style: 'html' | 'mdx';
  readonly text: string;
  /** Offsets in the text that was searched. */
  readonly start: number;
  readonly end: number;
}

type Skip = (text: string, at: number) => number | undefined;

/**
 * The comments of a run of inline Markdown: those in code spans, tags and autolinks are none. One pass: for every
 * kind of closer it is remembered when there is no more of it, so a flood of openers costs nothing.
 */
export function findInlineComments(text: string, isMdx: boolean): FoundComment[] {
  const comments: FoundComment[] = [];
  const htmlEnd = closerFinder('-->');
  const mdxEnd = closerFinder('*/');
  const skips: Readonly<Record<string, Skip>> = {
    '`': codeSpanSkipper(text),
    '<': angleSkipper(),
    '\\': () => undefined,
  };
  const opener = isMdx ? /[\\`<{]/g : /[\\`<]/g;
  for (let match = opener.exec(text); match; match = opener.exec(text)) {
    const at = match.index;
    const found = readHtmlComment(text, at, htmlEnd) ?? readMdxComment(text, at, mdxEnd);
    if (found) comments.push(found);
    const character = match[0];
    if (found) opener.lastIndex = found.end;
    else if (character === '\\') opener.lastIndex = at + 2;
    else if (character === '`') opener.lastIndex = skips['`']?.(text, at) ?? at + runLength(text, at);
    else opener.lastIndex = skips[character]?.(text, at) ?? at + 1;
  }
  return comments;
}

/** The comments of a block of HTML, where nothing but a comment hides a comment. */
export function findHtmlComments(text: string): FoundComment[] {
  const comments: FoundComment[] = [];
  const end = closerFinder('-->');
  for (let at = text.indexOf('<!--'); at !== -1; ) {
    const found = readHtmlComment(text, at, end);
    if (found) comments.push(found);
    at = text.indexOf('<!--', found ? found.end : at + 4);
  }
  return comments;
}

function readHtmlComment(text: string, at: number, findEnd: Skip): FoundComment | undefined {
  if (!text.startsWith('<!--', at)) return undefined;
  for (const short of ['<!-->', '<!--->'])
    if (text.startsWith(short, at)) return { style: 'html', text: '', start: at, end: at + short.length };
  const end = findEnd(text, at + 4);
  return end === undefined ? undefined : { style: 'html', text: text.slice(at + 4, end - 3).trim(), start: at, end };
}

function readMdxComment(text: string, at: number, findEnd: Skip): FoundComment | undefined {
  if (text[at] !== '{') return undefined;
  const open = skipBlank(text, at + 1);
  if (!text.startsWith('/*', open)) return undefined;
  const end = findEnd(text, open + 2);
  if (end === undefined) return undefined;
  const close = skipBlank(text, end);
  if (text[close] !== '}') return undefined;
  return { style: 'mdx', text: text.slice(open + 2, end - 2).trim(), start: at, end: close + 1 };
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n') at += 1;
  return at;
}

/** End of the next `closer`; remembers when there is none, and the one that it found last. */
function closerFinder(closer: string): Skip {
  let searchedFrom = Number.POSITIVE_INFINITY;
  let found = -1;
  return (text, from) => {
    const isKnown = from >= searchedFrom && (found === -1 || from <= found);
    if (!isKnown) {
      searchedFrom = from;
      found = text.indexOf(closer, from);
    }
    return found === -1 ? undefined : found + closer.length;
  };
}

/** Autolinks, tags, processing instructions, declarations: what `<` begins and code spans cannot cut. */
function angleSkipper(): Skip {
  const instructionEnd = closerFinder('?>');
  const sectionEnd = closerFinder(']]>');
  const declarationEnd = closerFinder('>');
  return (text, at) => {
    if (text.startsWith('<?', at)) return instructionEnd(text, at + 2);
    if (text.startsWith('<![CDATA[', at)) return sectionEnd(text, at + 9);
    if (/^<![A-Za-z]/.test(text.slice(at, at + 3))) return declarationEnd(text, at + 2);
    return autolinkEnd(text, at) ?? tagEndAt(text, at);
  };
}

const AUTOLINK = /<(?:[A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>/y;

function autolinkEnd(text: string, at: number): number | undefined {
  AUTOLINK.lastIndex = at;
  return AUTOLINK.test(text) ? AUTOLINK.lastIndex : undefined;
}

/** A code span ends at the next run of as many backticks; the runs are counted once. */
function codeSpanSkipper(text: string): Skip {
  let runs: Map<number, number[]> | undefined;
  return (_text, at) => {
    runs ??= backtickRuns(text);
    const length = runLength(text, at);
    const starts = runs.get(length) ?? [];
    while (starts.length > 0 && (starts.at(-1) ?? 0) < at + length) starts.pop();
    const close = starts.at(-1);
    return close === undefined ? undefined : close + length;
  };
}

/** Where runs of backticks start, by length, the first one last. */
function backtickRuns(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const match of text.matchAll(/`+/g)) {
    const starts = runs.get(match[0].length);
    if (starts) starts.push(match.index);
    else runs.set(match[0].length, [match.index]);
  }
  for (const starts of runs.values()) starts.reverse();
  return runs;
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text[end] === '`') end += 1;
  return end - at;
}
