import { writeRecord } from '../../syntax/tfrecord/write-records.js';

/** Messages of protobuf as they are written: `field(1, 'double', 1.5)`, joined. */
export type Wire = Uint8Array;

export function varint(value: number | bigint): Wire {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}

export const join = (...parts: readonly Wire[]): Wire => Buffer.concat(parts);
export const integer = (number: number, value: number | bigint): Wire => join(varint(number * 8), varint(value));
export const bytes = (number: number, value: Wire): Wire => join(varint(number * 8 + 2), varint(value.length), value);
export const text = (number: number, value: string): Wire => bytes(number, Buffer.from(value));

export function float(number: number, value: number): Wire {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return join(varint(number * 8 + 5), data);
}

export function double(number: number, value: number): Wire {
  const data = Buffer.alloc(8);
  data.writeDoubleLE(value);
  return join(varint(number * 8 + 1), data);
}

/** One event as a framed record; `values` are whole `Summary.Value` messages. */
export function event(wallTime: number, step: number, ...values: readonly Wire[]): Uint8Array {
  const summary = values.length > 0 ? bytes(5, join(...values.map((value) => bytes(1, value)))) : join();
  return writeRecord(join(double(1, wallTime), step === 0 ? join() : integer(2, step), summary));
}

export const version = writeRecord(join(double(1, 1000), text(3, 'brain.Event:2')));
export const simple = (tag: string, value: number): Wire => join(text(1, tag), float(2, value));
export const plugin = (name: string, content?: Wire): Wire =>
  bytes(9, bytes(1, join(text(1, name), content ? bytes(2, content) : join())));
export const tensor = (tag: string, message: Wire, ...more: readonly Wire[]): Wire =>
  join(text(1, tag), bytes(8, message), ...more);
