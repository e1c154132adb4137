import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { HostError } from './host.js';

/** More than any text that a person reads or writes; a limit keeps one mistaken dump from taking all memory. */
export const LARGEST_READ_BYTES = 64 * 2 ** 20;

/**
 * The bytes of a regular file. Pipes, sockets and devices are refused without being waited for: `/dev/zero` never ends, and
 * a pipe that nobody writes to never begins.
 */
export function readRegularFile(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile() && !found.isDirectory())
      throw new HostError(path, 'ENOTSUP', 'it is a pipe, a socket or a device, not a file');
    if (found.size > LARGEST_READ_BYTES) throw tooLarge(path);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

export function tooLarge(path: string): HostError {
  return new HostError(path, 'EFBIG', `it is larger than the ${LARGEST_READ_BYTES} bytes that are read of one file`);
}
