import { createGunzip } from 'node:zlib';

/** Large pieces: with the usual 16 KB unpacking is three times slower. */
const PIECE_BYTES = 2 ** 20;
/** What is packed more tightly than this is no text that a program wrote; deflate can reach 1032. */
const MOST_RATIO = 400;
const RATIO_FROM_BYTES = 256 * 2 ** 20;
/** Unpacked and not asked for yet. */
const PIECES_AHEAD = 4;

/** How unpacking ended, known when the pieces are through. */
export type GzipEnd =
  | { readonly kind: 'whole' }
  /** The packed bytes end too early, or are damaged: what came is what could be unpacked before. */
  | { readonly kind: 'broken'; readonly reason: string }
  /** It was stopped: it grows without end from next to nothing. */
  | { readonly kind: 'bomb'; readonly packedBytes: number; readonly unpackedBytes: number };

export interface Unpacking {
  readonly pieces: AsyncIterable<Uint8Array>;
  end(): GzipEnd;
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacks piece by piece, in a thread of its own beside the caller; never more than a few pieces are held. */
export function unpackGzip(packed: Iterable<Uint8Array>): Unpacking {
  let end: GzipEnd = { kind: 'whole' };
  async function* unpack(): AsyncIterable<Uint8Array> {
    const gunzip = startGunzip(packed);
    let unpackedBytes = 0;
    try {
      for (let piece = await gunzip.next(); piece; piece = await gunzip.next()) {
        unpackedBytes += piece.length;
        const packedBytes = gunzip.packedBytes();
        if (unpackedBytes > RATIO_FROM_BYTES && unpackedBytes > packedBytes * MOST_RATIO) {
          end = { kind: 'bomb', packedBytes, unpackedBytes };
          return;
        }
        yield piece;
      }
      const reason = gunzip.failure();
      if (reason !== undefined) end = { kind: 'broken', reason };
    } finally {
      gunzip.stop();
    }
  }
  return { pieces: unpack(), end: () => end };
}

interface RunningGunzip {
  /** Undefined at the end, whatever ended it. */
  next(): Promise<Uint8Array | undefined>;
  packedBytes(): number;
  failure(): string | undefined;
  stop(): void;
}

/** The stream's own reading would throw away, at an error, the pieces that were unpacked well before it. */
function startGunzip(packed: Iterable<Uint8Array>): RunningGunzip {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  const input = packed[Symbol.iterator]();
  const ready: Uint8Array[] = [];
  let packedBytes = 0;
  let reason: string | undefined;
  const state = { isOver: false, isWriting: false };
  let wake = (): void => {};

  const finish = (error?: unknown): void => {
    if (error !== undefined) reason ??= error instanceof Error ? error.message : String(error);
    state.isOver = true;
    wake();
  };
  const write = (): void => {
    if (state.isWriting || state.isOver || ready.length >= PIECES_AHEAD) return;
    const chunk = nextChunk(input, finish);
    if (!chunk) return;
    if (chunk.done === true) return void gunzip.end();
    packedBytes += chunk.value.length;
    state.isWriting = true;
    gunzip.write(chunk.value, () => {
      state.isWriting = false;
      write();
    });
  };
  gunzip.on('data', (piece: Uint8Array) => {
    ready.push(piece);
    wake();
  });
  gunzip.on('error', finish);
  gunzip.on('end', () => finish());
  write();
  return {
    next: async () => {
      while (ready.length === 0 && !state.isOver) await new Promise<void>((resolve) => (wake = resolve));
      const piece = ready.shift();
      write();
      return piece;
    },
    packedBytes: () => packedBytes,
    failure: () => reason,
    stop: () => gunzip.destroy(),
  };
}

/** Reading the file may fail, as any reading may: that ends the unpacking. */
function nextChunk(
  input: Iterator<Uint8Array>,
  fail: (error: unknown) => void,
): IteratorResult<Uint8Array> | undefined {
  try {
    return input.next();
  } catch (error) {
    fail(error);
    return undefined;
  }
}
