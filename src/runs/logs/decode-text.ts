/** Turns bytes that come in any pieces into text in pieces of at most some 64 KiB; never fails. */
export interface TextDecoding {
  push(bytes: Uint8Array): void;
  finish(): void;
}

/** Small, because a name that is kept of a piece keeps the piece alive. */
const PIECE_BYTES = 64 * 2 ** 10;

/**
 * UTF-8, or UTF-16 where a byte order mark says so (PowerShell's `>` writes it). Bytes that are not text become U+FFFD,
 * NUL stays: a machine that lost its power leaves blocks of them.
 */
export function decodeText(onText: (text: string) => void): TextDecoding {
  let head: Uint8Array = new Uint8Array(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const decode = (bytes: Uint8Array, isLast: boolean): void => {
    decoder ??= new TextDecoder(encodingOf(bytes));
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const text = decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true });
      if (text !== '') onText(text);
    }
    const rest = isLast ? decoder.decode() : '';
    if (rest !== '') onText(rest);
  };
  return {
    push(bytes) {
      if (decoder) return decode(bytes, false);
      head = joinBytes(head, bytes);
      if (head.length < 3) return undefined;
      return decode(head, false);
    },
    finish() {
      decode(decoder ? new Uint8Array(0) : head, true);
    },
  };
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
