import type { Host } from '../../host/host.js';
import { type GzipEnd, isGzip, type Unpacking, unpackGzip } from '../../syntax/gzip/unpack-gzip.js';

/** Large enough that a read costs nothing beside what is done with it. */
const CHUNK_BYTES = 2 * 2 ** 20;

export interface FileChunks {
  /** The bytes in order, unpacked where the file is packed. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Known when the chunks are through. */
  end(): GzipEnd;
}

/** In place of the path of a file. */
export const STANDARD_INPUT = '-';

/** A file of any size in pieces; never more than a few of them are held. `onRead` is told bytes of the file itself. */
export function readChunks(host: Host, path: string, onRead: (bytes: number) => void): FileChunks {
  let unpacking: Unpacking | undefined;
  async function* read(): AsyncIterable<Uint8Array> {
    const pieces = path === STANDARD_INPUT ? readInput(host, onRead) : inTurns(readPieces(host, path, onRead));
    const { first, all } = await lookAhead(pieces);
    if (!isGzip(first)) return yield* asUtf8({ first, all });
    unpacking = unpackGzip(all);
    return yield* asUtf8(await lookAhead(unpacking.pieces));
  }
  return { chunks: read(), end: () => unpacking?.end() ?? { kind: 'whole' } };
}

interface LookedAt {
  /** The first bytes, two at least where there are any. */
  readonly first: Uint8Array;
  /** All of them, with the first. */
  readonly all: AsyncIterable<Uint8Array>;
}

async function lookAhead(pieces: AsyncIterable<Uint8Array>): Promise<LookedAt> {
  const rest = pieces[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  let isOver = false;
  while (first.length < 2 && !isOver) {
    const next = await rest.next();
    isOver = next.done === true;
    if (next.done !== true) first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  return {
    first,
    all: (async function* () {
      if (first.length > 0) yield first;
      if (!isOver) yield* { [Symbol.asyncIterator]: () => rest };
    })(),
  };
}

/** Windows writes UTF-16 where output is sent to a file: everything behind here is UTF-8. */
function asUtf8({ first, all }: LookedAt): AsyncIterable<Uint8Array> {
  const mark = ((first[0] ?? 0) << 8) | (first[1] ?? 0);
  if (mark === 0xfffe) return transcode(all, new TextDecoder('utf-16le'));
  return mark === 0xfeff ? transcode(all, new TextDecoder('utf-16be')) : all;
}

async function* transcode(
  pieces: AsyncIterable<Uint8Array>,
  decoder: InstanceType<typeof TextDecoder>,
): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(decoder.decode(piece, { stream: true }));
  yield encoder.encode(decoder.decode());
}

async function* readInput(host: Host, onRead: (bytes: number) => void): AsyncIterable<Uint8Array> {
  for await (const piece of host.streamStandardInput()) {
    onRead(piece.length);
    yield piece;
  }
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
