/** Longer lines are no row of a table: their rest is passed over. */
const LONGEST_LINE = 64 * 2 ** 10;

/** Lines of a text that comes in chunks, without their ends. */
export interface LineSplitter {
  push(bytes: Uint8Array): void;
  /** Gives the last line, if it has no end; whether it had none. */
  finish(): boolean;
}

/** UTF-8; UTF-16 where a byte order mark says so, as PowerShell writes it. What is not valid becomes U+FFFD. */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let rest = '';
  let isLong = false;
  const give = (line: string): void => {
    if (!isLong) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    isLong = false;
  };
  const add = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      give(rest + text.slice(start, end));
      rest = '';
      start = end + 1;
    }
    rest += text.slice(start);
    if (rest.length <= LONGEST_LINE) return;
    rest = '';
    isLong = true;
  };
  return {
    push: (bytes) => {
      if (bytes.length === 0) return;
      decoder ??= new TextDecoder(textEncoding(bytes));
      add(decoder.decode(bytes, { stream: true }));
    },
    finish: () => {
      add(decoder?.decode() ?? '');
      const hadNoEnd = rest !== '' || isLong;
      if (hadNoEnd) give(rest);
      rest = '';
      return hadNoEnd;
    },
  };
}

export function textEncoding(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}
