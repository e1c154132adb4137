import type { SourceText } from '../base/text.js';
import { lineText } from '../base/text.js';
import type { SourceExcerpt } from './protocol.js';

/** More lines than a person scrolls through; fewer than a browser minds. */
const MOST_LINES = 2000;

const LONGEST_LINE = 2000;

/** The lines of a file, cut around `line` when there are very many. */
export function excerptSource(source: SourceText, line: number): SourceExcerpt {
  const lineCount = source.lineStarts.length;
  const wanted = Math.min(Math.max(1, line), lineCount);
  const lastStart = Math.max(1, lineCount - MOST_LINES + 1);
  const firstLine = Math.min(Math.max(1, wanted - MOST_LINES / 2), lastStart);
  const count = Math.min(MOST_LINES, lineCount - firstLine + 1);
  const lines = Array.from({ length: count }, (_, index) => cutLine(lineText(source, firstLine + index)));
  return { schema: 'studio-source/1', file: source.path, firstLine, lines, lineCount };
}

function cutLine(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
