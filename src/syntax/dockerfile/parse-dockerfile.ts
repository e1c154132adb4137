import type { MappedText } from '../../base/mapped-text.js';
import { sliceMapped, spanInFile } from '../../base/mapped-text.js';
import type { SourceText } from '../../base/text.js';
import type { DockerfileFlag, DockerfileInstruction, ParsedDockerfile } from './dockerfile.js';
import { readExecForm } from './exec-form.js';
import { readHeredocs } from './heredocs.js';
import type { LogicalLine } from './logical-lines.js';
import { LineCursor, nextLogicalLine } from './logical-lines.js';
import { isBlank, nextRawWord } from './split-words.js';

/** Instructions whose argument may be a JSON array. */
const TAKES_JSON = new Set(['CMD', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME', 'ADD', 'COPY']);
const TAKES_HEREDOCS = new Set(['RUN', 'COPY', 'ADD', 'ONBUILD']);

/**
 * Splits a Dockerfile into instructions as BuildKit's own parser does. Anything is a Dockerfile here: what an instruction
 * means, and whether it exists, is for the reader to say. Time is linear in the text.
 */
export function parseDockerfile(source: SourceText): ParsedDockerfile {
  const cursor = new LineCursor(source.text, source.text.startsWith('\uFEFF') ? 1 : 0);
  const escape = readEscape(cursor);
  const instructions: DockerfileInstruction[] = [];
  for (let line = nextLogicalLine(cursor, escape); line; line = nextLogicalLine(cursor, escape))
    readInstruction(line, cursor, escape, instructions);
  return { escape, instructions };
}

/** Parser directives stand at the very top, one a line, before any other comment. */
function readEscape(cursor: LineCursor): '\\' | '`' {
  for (;;) {
    const { at } = cursor;
    const line = cursor.next();
    const text = line && line.end - line.start < 500 ? cursor.text.slice(line.start, line.end) : '';
    const directive = /^#\s*(escape|syntax|check)\s*=\s*(\S+)/i.exec(text);
    if (!directive) {
      cursor.at = at;
      return '\\';
    }
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] === '`' ? '`' : '\\';
  }
}

function readInstruction(
  line: LogicalLine,
  cursor: LineCursor,
  escape: string,
  instructions: DockerfileInstruction[],
): void {
  const mapped = trim(line.mapped, 0);
  const length = /^[^ \t\n\r\f\v]+/.exec(mapped.text)?.[0].length ?? 0;
  if (length === 0) return;
  const keyword = mapped.text.slice(0, length).toUpperCase();
  const keywordSpan = spanInFile(mapped, { start: 0, end: length });
  const { flags, rest } = readFlags(mapped, length, escape);
  const text = trim(mapped, rest);
  const exec = TAKES_JSON.has(keyword) ? readExecForm(text) : undefined;
  const mayHaveHeredocs = TAKES_HEREDOCS.has(keyword) && !exec && text.text.includes('<<');
  const heredocs = mayHaveHeredocs ? readHeredocs(text, cursor, escape) : [];
  const end = heredocs.length > 0 ? lastLineEnd(cursor) : line.end;
  instructions.push({
    keyword,
    keywordSpan,
    flags,
    text,
    ...(exec ? { exec } : {}),
    heredocs,
    span: { start: keywordSpan.start, end: Math.max(keywordSpan.end, end) },
  });
}

/** End of the line before the cursor, without its line end. */
function lastLineEnd({ text, at }: LineCursor): number {
  const newline = text[at - 1] === '\n' ? at - 1 : at;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

function readFlags(
  mapped: MappedText,
  from: number,
  escape: string,
): { readonly flags: DockerfileFlag[]; readonly rest: number } {
  const flags: DockerfileFlag[] = [];
  let rest = from;
  for (;;) {
    if (!/^[ \t]*--/.test(mapped.text.slice(rest, rest + 200))) return { flags, rest };
    const word = nextRawWord(mapped.text, rest, escape);
    if (!word || word.raw === '--') return { flags, rest: word ? word.end : rest };
    const equals = word.raw.indexOf('=');
    const name = word.raw.slice(2, equals < 0 ? undefined : equals);
    const value = equals < 0 ? {} : { value: word.raw.slice(equals + 1).replace(/["']/g, '') };
    flags.push({ name, ...value, span: spanInFile(mapped, word) });
    rest = word.end;
  }
}

function trim(mapped: MappedText, from: number): MappedText {
  const { text } = mapped;
  let start = from;
  let end = text.length;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return sliceMapped(mapped, start, end);
}
