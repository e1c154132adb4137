import type { ByteSource } from '../../base/byte-source.js';

/** Where the table of contents of an archive lies. */
export interface ZipDirectory {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly count: number;
}

const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const END_SIGNATURE = 0x06054b50;
const LOCATOR_BYTES = 20;
const LOCATOR_SIGNATURE = 0x07064b50;
const END64_BYTES = 56;
const END64_SIGNATURE = 0x06064b50;

/** Goes by the record at the end of the archive, or by its 64-bit twin where there is one, as torch and Python do. */
export function findDirectory(source: ByteSource): ZipDirectory | { readonly reason: string } {
  const tailStart = Math.max(0, source.sizeBytes - END_BYTES - LONGEST_COMMENT);
  const tail = source.read(tailStart, source.sizeBytes - tailStart);
  const view = viewOf(tail);
  const at = findEnd(view);
  if (at === undefined) return { reason: 'the table of contents at its end is missing' };
  const endOffset = tailStart + at;
  const wide = readEnd64(source, endOffset);
  const directory = wide ?? {
    count: view.getUint16(at + 10, true),
    sizeBytes: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
    endOffset,
  };
  return directory.offset + directory.sizeBytes <= directory.endOffset
    ? directory
    : { reason: 'its table of contents lies outside of it' };
}

/** The last place that could be one: its comment reaches exactly to the end. */
function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return undefined;
}

function readEnd64(source: ByteSource, endOffset: number): (ZipDirectory & { readonly endOffset: number }) | undefined {
  const locator = viewOf(source.read(endOffset - LOCATOR_BYTES, endOffset < LOCATOR_BYTES ? 0 : LOCATOR_BYTES));
  if (locator.byteLength < LOCATOR_BYTES || locator.getUint32(0, true) !== LOCATOR_SIGNATURE) return undefined;
  const offset = Number(locator.getBigUint64(8, true));
  const end = viewOf(source.read(offset, END64_BYTES));
  if (end.byteLength < END64_BYTES || end.getUint32(0, true) !== END64_SIGNATURE) return undefined;
  return {
    count: Number(end.getBigUint64(32, true)),
    sizeBytes: Number(end.getBigUint64(40, true)),
    offset: Number(end.getBigUint64(48, true)),
    endOffset: offset,
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
