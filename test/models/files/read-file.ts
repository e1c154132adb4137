import { dirname, join } from 'node:path';
import type { ByteSource } from '../../../src/base/byte-source.js';
import { openRangeFile } from '../../../src/host/open-range.js';
import type { ModelFile } from '../../../src/models/files/model-file.js';
import { readModelFile } from '../../../src/models/files/read-model-file.js';

/** What reading cost. */
export interface ReadCost {
  reads: number;
  bytes: number;
}

/** A source that counts, and fails the test when a range outside of it is given back. */
export function countedSource(source: ByteSource, cost: ReadCost): ByteSource {
  return {
    sizeBytes: source.sizeBytes,
    read: (offset, length) => {
      const found = source.read(offset, length);
      cost.reads += 1;
      cost.bytes += found.length;
      if (found.length > Math.max(0, source.sizeBytes - offset)) throw new Error('read out of bounds');
      return found;
    },
  };
}

export function readFromDisk(path: string, cost: ReadCost = { reads: 0, bytes: 0 }): ModelFile {
  const open: { close(): void }[] = [];
  const openCounted = (full: string): ByteSource => {
    const file = openRangeFile(full);
    open.push(file);
    return countedSource(file, cost);
  };
  const siblings = {
    open: (name: string): ByteSource | undefined => {
      try {
        return openCounted(join(dirname(path), name));
      } catch {
        return undefined;
      }
    },
  };
  try {
    return readModelFile(openCounted(path), path.slice(path.lastIndexOf('/') + 1), siblings);
  } finally {
    for (const file of open) file.close();
  }
}
