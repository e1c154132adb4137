import { maskedCrc32c } from '../../../src/syntax/tfrecord/crc32c.js';

/** Records as TensorFlow frames them. */
export function writeRecords(datas: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(datas.map(writeRecord));
}

export function writeRecord(data: Uint8Array): Uint8Array {
  return Buffer.concat([writeHeader(BigInt(data.length)), data, little(4, BigInt(maskedCrc32c(data)))]);
}

/** A header with a right checksum, whatever length it says. */
export function writeHeader(length: bigint): Uint8Array {
  const bytes = little(8, length);
  return Buffer.concat([bytes, little(4, BigInt(maskedCrc32c(bytes)))]);
}

function little(size: number, value: bigint): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}
