import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** What a program says goes to a file: it may outlive this process, and then nobody would read a pipe. */
export interface OutputFile {
  /** To be handed to the program as its output. */
  readonly file: number;
  /** What was said since the last time. */
  readNew(): string;
  /** The end of all that was said. */
  readLast(): string;
  /** What was not read by now can still be. */
  close(): void;
}

const PIECE_BYTES = 65_536;
const LAST_BYTES = 8_192;

export function openOutputFile(path: string): OutputFile {
  const file = openSync(path, 'w+', 0o600);
  const decoder = new StringDecoder('utf8');
  let isOpen = true;
  let sizeBytes = 0;
  let waiting = '';
  // Read by position: the place where the program goes on writing is the same file's.
  const collect = (): void => {
    const piece = Buffer.alloc(PIECE_BYTES);
    if (!isOpen) return;
    for (;;) {
      const count = readSync(file, piece, 0, PIECE_BYTES, sizeBytes);
      if (count === 0) return;
      sizeBytes += count;
      waiting += decoder.write(piece.subarray(0, count));
    }
  };
  return {
    file,
    readNew: () => {
      collect();
      const text = waiting;
      waiting = '';
      return text;
    },
    readLast: () => {
      collect();
      if (!isOpen) return '';
      const last = Buffer.alloc(Math.min(sizeBytes, LAST_BYTES));
      readSync(file, last, 0, last.length, sizeBytes - last.length);
      return last.toString('utf8');
    },
    close: () => {
      collect();
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
