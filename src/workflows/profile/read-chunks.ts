import type { Host } from '../../host/host.js';
import { type GzipEnd, isGzip, unpackGzip } from '../../syntax/gzip/unpack-gzip.js';

/** Large enough that a read costs nothing beside what is done with it. */
const CHUNK_BYTES = 2 * 2 ** 20;

export interface FileChunks {
  /** The bytes in order, unpacked where the file is packed. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Known when the chunks are through. */
  end(): GzipEnd;
}

/** A file of any size in pieces; never more than a few of them are held. `onRead` is told bytes of the file itself. */
export function readChunks(host: Host, path: string, onRead: (bytes: number) => void): FileChunks {
  const pieces = readPieces(host, path, onRead);
  const first = pieces.next();
  const all = (function* () {
    if (first.done !== true) yield first.value;
    yield* pieces;
  })();
  if (first.done !== true && isGzip(first.value)) {
    const unpacking = unpackGzip(all);
    return { chunks: unpacking.pieces, end: unpacking.end };
  }
  return { chunks: inTurns(all), end: () => ({ kind: 'whole' }) };
}

function* readPieces(host: Host, path: string, onRead: (bytes: number) => void): Generator<Uint8Array, void> {
  const file = host.openRange(path);
  try {
    for (let offset = 0; ; ) {
      const piece = file.read(offset, CHUNK_BYTES);
      if (piece.length === 0) return;
      offset += piece.length;
      onRead(piece.length);
      yield piece;
    }
  } finally {
    file.close();
  }
}

/** Lets others have a turn now and then: a Ctrl-C, a display. */
async function* inTurns(pieces: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let since = 0;
  for (const piece of pieces) {
    yield piece;
    since += 1;
    if (since % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
