import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { HostError, type RangeFile } from './host.js';

/**
 * A regular file that is read in ranges, so that one of many gigabytes costs what is looked at. Pipes, sockets and devices
 * are refused without being waited for.
 */
export function openRangeFile(path: string): RangeFile {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile())
      throw new HostError(path, 'ENOTSUP', 'it is a folder, a pipe, a socket or a device, not a file');
    return rangesOf(path, file, found.size);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function rangesOf(path: string, file: number, sizeBytes: number): RangeFile {
  let isOpen = true;
  return {
    sizeBytes,
    read: (offset, length) => {
      if (!isOpen) throw new Error(`${path} was read after it was closed`);
      const start = Math.min(Math.max(0, offset), sizeBytes);
      return readFully(file, start, Math.min(Math.max(0, length), sizeBytes - start));
    },
    close: () => {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

/** The system may give less than was asked for; a file that became shorter meanwhile gives what is left. */
function readFully(file: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(file, bytes, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
