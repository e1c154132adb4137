/**
 * How a broken part is passed over: it is made of spaces. Line ends are kept, so every offset in the rest stays true. First the
 * line that the parser stumbled over; when it stumbles again before the next table header, all between the two headers.
 */

/** Where the table that holds an offset begins: its header's line, or the beginning of the file. */
export function sectionStart(text: string, offset: number): number {
  const at = text.lastIndexOf('\n[', offset - 1);
  return at < 0 ? 0 : at + 1;
}

/** The parser stops behind the line end when a value is missing, so at the start of a line the line before is meant. */
export function blankLine(text: string, offset: number): string {
  const isLineStart = offset > 0 && text[offset - 1] === '\n';
  const at = isLineStart ? offset - 1 : offset;
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return blank(text, start, end < 0 ? text.length : end);
}

export function blankSection(text: string, offset: number): string {
  const end = text.indexOf('\n[', offset);
  return blank(text, sectionStart(text, offset), end < 0 ? text.length : end + 1);
}

function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}
