import { inflateRawSync } from 'node:zlib';
import { type ByteSource, bytesSource, sliceSourceBytes } from '../../base/byte-source.js';
import { LOCAL_HEADER_BYTES } from './read-zip.js';
import type { ZipEntry } from './zip-entry.js';

export type OpenedEntry =
  | { readonly kind: 'bytes'; readonly bytes: ByteSource }
  | { readonly kind: 'refused'; readonly reason: string };

/** What is inflated is held in memory; of what is stored only what is read. */
const MOST_INFLATED_BYTES = 100 * 2 ** 20;

/** Text deflates to a tenth, tables to a hundredth; deflate itself cannot do better than 1 : 1032. */
const MOST_RATIO = 250;
const SMALL_BYTES = 2 ** 20;

const LOCAL_SIGNATURE = 0x04034b50;

/** What is in an entry. Stored entries, which is what torch writes, are a window into the archive and cost nothing. */
export function openEntry(archive: ByteSource, entry: ZipEntry): OpenedEntry {
  if (entry.isEncrypted) return refuse('it is encrypted');
  const header = archive.read(entry.headerOffset, LOCAL_HEADER_BYTES);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (header.length < LOCAL_HEADER_BYTES || view.getUint32(0, true) !== LOCAL_SIGNATURE)
    return refuse('it does not lie where the table of contents says');
  const nameBytes = view.getUint16(26, true);
  const nameStart = entry.headerOffset + LOCAL_HEADER_BYTES;
  if (new TextDecoder().decode(archive.read(nameStart, nameBytes)) !== entry.name)
    return refuse('its own header gives another name than the table of contents');
  const start = nameStart + nameBytes + view.getUint16(28, true);
  if (start + entry.compressedBytes > entry.limitOffset) return refuse('it overlaps what comes after it');
  const packed = sliceSourceBytes(archive, start, entry.compressedBytes);
  if (entry.method === 8) return inflate(packed, entry);
  if (entry.method !== 0) return refuse(`it is packed with method ${entry.method}, which torch does not write`);
  if (entry.sizeBytes !== entry.compressedBytes) return refuse('it is stored, and yet has two sizes');
  return { kind: 'bytes', bytes: packed };
}

function inflate(packed: ByteSource, { sizeBytes, compressedBytes }: ZipEntry): OpenedEntry {
  if (sizeBytes > MOST_INFLATED_BYTES) return refuse(`it would unpack to ${sizeBytes} bytes`);
  if (sizeBytes > SMALL_BYTES && sizeBytes > compressedBytes * MOST_RATIO)
    return refuse(`its ${compressedBytes} bytes would unpack to ${sizeBytes}`);
  try {
    const bytes = inflateRawSync(packed.read(0, packed.sizeBytes), { maxOutputLength: Math.max(1, sizeBytes) });
    return bytes.length === sizeBytes
      ? { kind: 'bytes', bytes: bytesSource(bytes) }
      : refuse(`it unpacks to ${bytes.length} bytes and not to ${sizeBytes}`);
  } catch {
    return refuse(`what is packed in it is broken, or more than the ${sizeBytes} bytes it says`);
  }
}

function refuse(reason: string): OpenedEntry {
  return { kind: 'refused', reason };
}
