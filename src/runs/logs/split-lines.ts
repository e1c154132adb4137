/** A line as a terminal would show it: no line ends, no colours, no control characters but tabs. */
export interface LogLine {
  readonly text: string;
  /** One-based, counted by line feeds: what an editor shows. Progress bars draw many lines into one of these. */
  readonly number: number;
  /** More followed, which was not kept. */
  readonly isCut: boolean;
}

export interface LineSplitting {
  push(text: string): void;
  finish(): void;
}

/** No log writes longer ones on purpose; a JSON object on a line may be large. */
const LONGEST_LINE = 2 ** 20;

/** Splits at `\n` and at `\r`, by which progress bars draw over themselves. Blank lines are left out. */
export function splitLines(onLine: (line: LogLine) => void): LineSplitting {
  let held = '';
  let isCut = false;
  let number = 1;
  const keep = (part: string): void => {
    const room = LONGEST_LINE - held.length;
    if (part.length > room) isCut = true;
    held += part.length > room ? part.slice(0, room) : part;
  };
  const end = (): void => {
    const text = plainText(held);
    if (!isBlank(text)) onLine({ text, number, isCut });
    held = '';
    isCut = false;
  };
  return {
    push(text) {
      let at = 0;
      for (const match of text.matchAll(/[\r\n]/g)) {
        keep(text.slice(at, match.index));
        end();
        at = match.index + 1;
        if (match[0] === '\n') number += 1;
      }
      keep(text.slice(at));
    },
    finish: end,
  };
}

function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

const ESCAPE = 0x1b;

/** Without escape sequences (ECMA-48: `ESC [` … a final byte from `@` to `~`, `ESC ]` … BEL) and control characters. */
function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]/.test(text)) return text;
  let plain = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 9 || (code > 0x1f && code !== 0x7f && code !== 0xfeff)) continue;
    plain += text.slice(from, at);
    if (code === ESCAPE) at = endOfEscape(text, at);
    from = at + 1;
  }
  return plain + text.slice(from);
}

/** Offset of the last character of the sequence. */
function endOfEscape(text: string, at: number): number {
  const kind = text[at + 1];
  if (kind !== '[' && kind !== ']') return at + 1;
  for (let end = at + 2; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    const isFinal = kind === '[' ? code >= 0x40 && code <= 0x7e : code === 7;
    if (isFinal) return end;
    if (kind === '[' && code < 0x20) return end - 1;
  }
  return text.length - 1;
}
