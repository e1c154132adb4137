import { createGunzip } from 'node:zlib';

/** Large pieces: with the usual 16 KB unpacking is three times slower. */
const PIECE_BYTES = 2 ** 20;
/** Packed bytes at a time: at most a thousand times as many are unpacked and wait, and at an error those are lost. */
const PACKED_PIECE_BYTES = 2 ** 16;
/** What is packed more tightly than this is no text that a program wrote; traces reach 50, deflate can reach 1032. */
const MOST_RATIO = 200;
const RATIO_FROM_BYTES = 64 * 2 ** 20;
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

/** Bytes in order, that are there or still to come. */
type Packed = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Unpacks piece by piece, in a thread of its own beside the caller; never more than a few pieces are held. */
export function unpackGzip(packed: Packed): Unpacking {
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
function startGunzip(packed: Packed): RunningGunzip {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  const input = inPieces(packed);
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
  const take = (next: IteratorResult<Uint8Array>): void => {
    if (state.isOver) return;
    if (next.done === true) return void gunzip.end();
    packedBytes += next.value.length;
    gunzip.write(next.value, () => {
      state.isWriting = false;
      write();
    });
  };
  const write = (): void => {
    if (state.isWriting || state.isOver || ready.length >= PIECES_AHEAD) return;
    state.isWriting = true;
    // Reading the file may fail, as any reading may: that ends the unpacking.
    input.next().then(take).catch(finish);
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
    stop: () => {
      gunzip.destroy();
      void input.return(undefined).catch(() => undefined);
    },
  };
}

async function* inPieces(packed: Packed): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of packed)
    for (let at = 0; at < chunk.length; at += PACKED_PIECE_BYTES) yield chunk.subarray(at, at + PACKED_PIECE_BYTES);
}
