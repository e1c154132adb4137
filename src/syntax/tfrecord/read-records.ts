import { maskedCrc32c } from './crc32c.js';

/**
 * TFRecord, the framing of TensorFlow's files, whatever is in the records:
 *
 *     length (8 bytes, little-endian) | masked CRC-32C of the length | data | masked CRC-32C of the data
 *
 * Bytes are pushed in chunks of any size; each whole record is given as soon as its last byte is there.
 */
export interface RecordReader {
  push(bytes: Uint8Array): void;
  /** What was found until now; after the last push, of the whole file. */
  finish(): RecordSummary;
}

export interface RecordSummary {
  /** Given to `onRecord`. */
  readonly records: number;
  /** Whole records whose data does not fit its checksum; not given. */
  readonly brokenRecords: number;
  /** Places where no record begins although one should; the next one was searched for. */
  readonly lostPlaces: number;
  /** Bytes that were passed over in that search. */
  readonly lostBytes: number;
  /** Records longer than `mostBytes`; passed over. */
  readonly longRecords: number;
  /** The bytes end within a record: whoever writes it has not come to its end, or was stopped. */
  readonly isCut: boolean;
}

export interface RecordOptions {
  /** Longer records are passed over and never held in memory. */
  readonly mostBytes?: number;
}

export const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;
/** A protobuf message cannot be longer: a greater length is taken for a broken one. */
const GREATEST_LENGTH = 2 ** 31 - 1;
const DEFAULT_MOST_BYTES = 64 * 2 ** 20;

/** The length that a header says; undefined when the twelve bytes are none. */
export function readRecordLength(bytes: Uint8Array, at = 0): number | undefined {
  if (bytes.length - at < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const length = view.getUint32(4, true) === 0 ? view.getUint32(0, true) : Infinity;
  if (length > GREATEST_LENGTH) return undefined;
  return maskedCrc32c(bytes, at, at + 8) === view.getUint32(8, true) ? length : undefined;
}

/** `onRecord` gets a view of a buffer that is reused: it takes what it needs at once. */
export function createRecordReader(
  onRecord: (data: Uint8Array) => void,
  { mostBytes = DEFAULT_MOST_BYTES }: RecordOptions = {},
): RecordReader {
  const held = createHeldBytes();
  let records = 0;
  let brokenRecords = 0;
  let lostPlaces = 0;
  let lostBytes = 0;
  let longRecords = 0;
  let isSearching = false;
  /** Bytes that are still to be passed over, of a record that is too long. */
  let toSkip = 0;
  /** No look at the held bytes before there are so many. */
  let needed = HEADER_BYTES;

  const lose = (): number => {
    lostPlaces += isSearching ? 0 : 1;
    lostBytes += 1;
    isSearching = true;
    return 1;
  };
  const skip = (length: number, available: number): number => {
    longRecords += 1;
    const size = HEADER_BYTES + length + FOOTER_BYTES;
    toSkip = Math.max(0, size - available);
    return Math.min(size, available);
  };
  /** Bytes that the record at `at` takes; 0 when more are needed first. */
  const take = (bytes: Uint8Array, at: number, end: number): number => {
    const length = readRecordLength(bytes, at);
    if (length === undefined) return lose();
    isSearching = false;
    if (length > mostBytes) return skip(length, end - at);
    needed = HEADER_BYTES + length + FOOTER_BYTES;
    if (end - at < needed) return 0;
    const dataEnd = at + HEADER_BYTES + length;
    if (maskedCrc32c(bytes, at + HEADER_BYTES, dataEnd) === readUnsigned(bytes, dataEnd)) {
      records += 1;
      onRecord(bytes.subarray(at + HEADER_BYTES, dataEnd));
    } else brokenRecords += 1;
    return needed;
  };
  const consume = (): void => {
    const { bytes, end } = held;
    let at = held.start;
    while (end - at >= needed) {
      const taken = take(bytes, at, end);
      if (taken === 0) break;
      at += taken;
      needed = HEADER_BYTES;
    }
    held.start = at;
  };
  return {
    push: (bytes) => {
      const passed = Math.min(toSkip, bytes.length);
      toSkip -= passed;
      held.add(bytes.subarray(passed));
      consume();
    },
    finish: () => {
      const isCut = toSkip > 0 || (held.end > held.start && !isSearching);
      const unsure = isSearching ? held.end - held.start : 0;
      return { records, brokenRecords, lostPlaces, lostBytes: lostBytes + unsure, longRecords, isCut };
    },
  };
}

function readUnsigned(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0, true);
}

interface HeldBytes {
  bytes: Uint8Array;
  start: number;
  end: number;
  add(more: Uint8Array): void;
}

/** Bytes that came and were not used yet, in one buffer; adding costs what is added, on average. */
function createHeldBytes(): HeldBytes {
  const held: HeldBytes = {
    bytes: new Uint8Array(2 ** 16),
    start: 0,
    end: 0,
    add: (more) => {
      if (held.end + more.length > held.bytes.length) {
        const kept = held.bytes.subarray(held.start, held.end);
        const size = kept.length + more.length;
        const fits = size * 2 <= held.bytes.length;
        const next = fits ? held.bytes : new Uint8Array(size * 2);
        if (fits) next.copyWithin(0, held.start, held.end);
        else next.set(kept);
        held.end = kept.length;
        held.start = 0;
        held.bytes = next;
      }
      held.bytes.set(more, held.end);
      held.end += more.length;
    },
  };
  return held;
}
