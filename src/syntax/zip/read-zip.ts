import { type ByteSource, sliceSourceBytes } from '../../base/byte-source.js';
import { ByteCursor } from '../bytes/byte-cursor.js';
import { findDirectory } from './find-directory.js';
import type { ZipEntry, ZipRead } from './zip-entry.js';

/** Checkpoints of the largest models have some ten thousand. */
const MOST_ENTRIES = 200_000;
const MOST_DIRECTORY_BYTES = 64 * 2 ** 20;

/**
 * The table of contents of a ZIP archive (APPNOTE 6.3.10, with zip64), read from its end without touching what is in it.
 * Archives that two programs may read differently are refused: entries that overlap, two of one name, names that lead out.
 * Ours and not yauzl: that reads through callbacks and streams, and looks for none of these.
 */
export function readZip(source: ByteSource): ZipRead {
  const directory = findDirectory(source);
  if ('reason' in directory) return { kind: 'refused', isUnsafe: false, ...directory };
  if (directory.count > MOST_ENTRIES || directory.sizeBytes > MOST_DIRECTORY_BYTES)
    return refuse(`it says that it holds ${directory.count} files, more than the ${MOST_ENTRIES} that are read`, true);
  const listed = readEntries(sliceSourceBytes(source, directory.offset, directory.sizeBytes), directory.count);
  if (!listed) return refuse('its table of contents is broken', false);
  return arrange(listed, directory.offset);
}

type ListedEntry = Omit<ZipEntry, 'limitOffset'> & { readonly nameBytes: number };

const ENTRY_SIGNATURE = 0x02014b50;
const FULL_32 = 0xffffffff;

function readEntries(source: ByteSource, count: number): ListedEntry[] | undefined {
  const cursor = new ByteCursor(source);
  const entries: ListedEntry[] = [];
  while (entries.length < count) {
    if (cursor.unsigned(4) !== ENTRY_SIGNATURE) return undefined;
    cursor.skip(4);
    const flags = cursor.unsigned(2);
    const method = cursor.unsigned(2);
    cursor.skip(8);
    const compressedBytes = cursor.unsigned(4);
    const sizeBytes = cursor.unsigned(4);
    const nameBytes = cursor.unsigned(2);
    const extraBytes = cursor.unsigned(2);
    const commentBytes = cursor.unsigned(2);
    cursor.skip(8);
    const headerOffset = cursor.unsigned(4);
    const name = new TextDecoder().decode(cursor.bytes(nameBytes));
    const sizes = widen({ sizeBytes, compressedBytes, headerOffset }, cursor.bytes(extraBytes));
    cursor.skip(commentBytes);
    if (cursor.isShort) return undefined;
    entries.push({ name, nameBytes, method, isEncrypted: (flags & 0x2041) !== 0, ...sizes });
  }
  return entries;
}

interface Sizes {
  readonly sizeBytes: number;
  readonly compressedBytes: number;
  readonly headerOffset: number;
}

/** With the zip64 field, which holds, in this order, those of the three that did not fit into 32 bits. */
function widen(sizes: Sizes, extra: Uint8Array): Sizes {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) !== 1) {
      at += 4 + length;
      continue;
    }
    let next = at + 4;
    const end = Math.min(next + length, extra.length);
    const take = (value: number): number => {
      if (value !== FULL_32 || next + 8 > end) return value;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    };
    const sizeBytes = take(sizes.sizeBytes);
    const compressedBytes = take(sizes.compressedBytes);
    return { sizeBytes, compressedBytes, headerOffset: take(sizes.headerOffset) };
  }
  return sizes;
}

/** A local header without name and extra field. */
export const LOCAL_HEADER_BYTES = 30;

function arrange(listed: readonly ListedEntry[], directoryOffset: number): ZipRead {
  const entries = new Map<string, ZipEntry>();
  const inOrder = [...listed].sort((a, b) => a.headerOffset - b.headerOffset);
  for (const [index, { nameBytes, ...entry }] of inOrder.entries()) {
    const limitOffset = inOrder[index + 1]?.headerOffset ?? directoryOffset;
    const least = entry.headerOffset + LOCAL_HEADER_BYTES + nameBytes + entry.compressedBytes;
    if (least > limitOffset) return refuse(`${show(entry.name)} and what comes after it overlap`, true);
    if (leadsOut(entry.name)) return refuse(`it holds a file named ${show(entry.name)}, which leads out of it`, true);
    if (entries.has(entry.name)) return refuse(`it holds two files named ${show(entry.name)}`, true);
    entries.set(entry.name, { ...entry, limitOffset });
  }
  // In the order of the table of contents, which is the one that torch goes by.
  return {
    kind: 'zip',
    entries: new Map(listed.flatMap(({ name }) => (entries.get(name) ? [[name, entries.get(name) as ZipEntry]] : []))),
  };
}

function leadsOut(name: string): boolean {
  return /^[/\\]|^[a-z]:|\0/i.test(name) || name.split(/[/\\]/).includes('..');
}

function show(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

function refuse(reason: string, isUnsafe: boolean): ZipRead {
  return { kind: 'refused', reason, isUnsafe };
}
