import { type ByteSource, windowedSource } from '../../base/byte-source.js';
import { ByteCursor } from '../bytes/byte-cursor.js';

/** One field of a message: a number, or the range of bytes of a text, of packed numbers or of a message in it. */
export interface WireField {
  readonly number: number;
  /** Of a varint, as a signed 64-bit integer, as far as a number can hold it; of anything else 0. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
  readonly isRange: boolean;
}

export interface WireProblem {
  readonly offset: number;
  readonly reason: string;
}

/**
 * Reads a protobuf message without its schema (the wire format of protobuf.dev/programming-guides/encoding). What is not
 * asked for is stepped over by its length: of an ONNX file of gigabytes only the small parts are read, which is why no
 * library does it here: all of them read the whole message. The first problem ends everything.
 */
export interface WireReader {
  readonly source: ByteSource;
  readonly fields: (start?: number, end?: number) => Generator<WireField>;
  /** UTF-8; the beginning of texts longer than the limit. */
  readonly text: (field: WireField, longest?: number) => string;
  /** Packed varints, or the one number of a field that is not packed. */
  readonly numbers: (field: WireField, most: number) => number[];
  readonly problem: () => WireProblem | undefined;
}

const MOST_FIELDS = 2_000_000;
const LONGEST_TEXT_BYTES = 4096;

export function createWireReader(file: ByteSource): WireReader {
  const source = windowedSource(file);
  let problem: WireProblem | undefined;
  let count = 0;
  const stop = (offset: number, reason: string): undefined => {
    problem ??= { offset, reason };
    return undefined;
  };
  const readField = (cursor: ByteCursor, end: number): WireField | undefined => {
    const at = cursor.offset;
    count += 1;
    if (count > MOST_FIELDS) return stop(at, `it has more than ${MOST_FIELDS} fields`);
    const key = readVarint(cursor);
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (number < 1 || number > 2 ** 29) return stop(at, 'a field has no number');
    if (wire === 0) {
      const value = readVarint(cursor);
      return cursor.isShort ? stop(at, 'it ends in the middle') : { number, value, start: at, end: at, isRange: false };
    }
    const length = wire === 2 ? readVarint(cursor) : wire === 5 ? 4 : wire === 1 ? 8 : undefined;
    if (length === undefined) return stop(at, `a field has the unknown wire type ${wire}`);
    const start = cursor.offset;
    if (cursor.isShort || !(length >= 0 && length <= end - start))
      return stop(at, 'a field is longer than what it lies in');
    cursor.skip(length);
    return { number, value: 0, start, end: start + length, isRange: wire === 2 };
  };
  const nextField = (cursor: ByteCursor, end: number): WireField | undefined =>
    problem === undefined && cursor.remaining > 0 ? readField(cursor, end) : undefined;
  return {
    source,
    fields: function* (start = 0, end = source.sizeBytes) {
      const cursor = new ByteCursor(source, start, end);
      const last = Math.min(end, source.sizeBytes);
      for (let field = nextField(cursor, last); field; field = nextField(cursor, last)) yield field;
    },
    text: ({ start, end }, longest = LONGEST_TEXT_BYTES) =>
      new TextDecoder().decode(source.read(start, Math.min(end - start, longest))),
    numbers: (field, most) => {
      if (!field.isRange) return [field.value];
      const cursor = new ByteCursor(source, field.start, field.end);
      const numbers: number[] = [];
      while (numbers.length < most && cursor.remaining > 0) numbers.push(readVarint(cursor));
      return numbers;
    },
    problem: () => problem,
  };
}

/** Up to ten bytes, seven bits each, the lowest first; negative numbers are 64-bit two's complement. */
function readVarint(cursor: ByteCursor): number {
  // In two parts, each of which a number holds exactly: 49 bits and the 15 above them.
  let low = 0;
  let high = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = cursor.byte();
    if (index < 7) low += (byte & 0x7f) * 2 ** (7 * index);
    else high += (byte & 0x7f) * 2 ** (7 * (index - 7));
    if (byte < 0x80) break;
  }
  high %= 2 ** 15;
  return (high >= 2 ** 14 ? high - 2 ** 15 : high) * 2 ** 49 + low;
}
