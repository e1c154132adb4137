import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { HostError } from './host.js';

/** More than any text that a person reads or writes; a limit keeps one mistaken dump from taking all memory. */
export const LARGEST_READ_BYTES = 64 * 2 ** 20;

/**
 * The bytes of a regular file. Pipes, sockets and devices are refused without being waited for: `/dev/zero` never ends, and
 * a pipe that nobody writes to never begins.
 */
export function readRegularFile(path: string, mostBytes?: number): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile() && !found.isDirectory())
      throw new HostError(path, 'ENOTSUP', 'it is a pipe, a socket or a device, not a file');
    if (mostBytes !== undefined && found.size > mostBytes) return readBeginning(file, mostBytes);
    if (found.size > LARGEST_READ_BYTES) throw tooLarge(path);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function readBeginning(file: number, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  return bytes.subarray(0, readSync(file, bytes, 0, sizeBytes, 0));
}

export function tooLarge(path: string): HostError {
  return new HostError(path, 'EFBIG', `it is larger than the ${LARGEST_READ_BYTES} bytes that are read of one file`);
}
