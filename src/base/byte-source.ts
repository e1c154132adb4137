/** Bytes that are read in ranges: a file, a part of one, or bytes in memory. What is not asked for costs nothing. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes from `offset` on; fewer than `length` where the source ends. The caller may keep them, not change them. */
  read(offset: number, length: number): Uint8Array;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: (offset, length) => {
      const { start, end } = clampRange(bytes.length, offset, length);
      return bytes.subarray(start, end);
    },
  };
}

/** A part of a source, counted from 0; it ends where the source ends, if that is earlier. */
export function sliceSourceBytes(source: ByteSource, start: number, length: number): ByteSource {
  const part = clampRange(source.sizeBytes, start, length);
  const sizeBytes = part.end - part.start;
  return {
    sizeBytes,
    read: (offset, length) => {
      const asked = clampRange(sizeBytes, offset, length);
      return source.read(part.start + asked.start, asked.end - asked.start);
    },
  };
}

/** The same bytes, read in windows: many small reads near each other cost one. */
export function windowedSource(source: ByteSource, windowBytes = 64 * 2 ** 10): ByteSource {
  let start = 0;
  let window: Uint8Array = new Uint8Array();
  return {
    sizeBytes: source.sizeBytes,
    read: (offset, length) => {
      const asked = clampRange(source.sizeBytes, offset, length);
      const size = asked.end - asked.start;
      if (size > windowBytes) return source.read(asked.start, size);
      if (asked.start < start || asked.end > start + window.length) {
        start = asked.start;
        window = source.read(start, windowBytes);
      }
      return window.subarray(asked.start - start, asked.end - start);
    },
  };
}

function clampRange(
  sizeBytes: number,
  offset: number,
  length: number,
): { readonly start: number; readonly end: number } {
  const start = Math.min(Math.max(0, offset), sizeBytes);
  return { start, end: Math.min(start + Math.max(0, length), sizeBytes) };
}
