/** Texts by their bytes, each kept once and told by a number: `find` costs one pass over the bytes and makes no string. */
export interface Interner {
  readonly count: number;
  /** Different texts that were too many to be kept, each time they came. */
  readonly leftOut: number;
  /** The number of a text, a new one if it was not seen; `FULL` once so many, or so many bytes of them, are kept. */
  find(bytes: Uint8Array, start: number, end: number): number;
  /** Bytes of a text as they were given. */
  bytesOf(id: number): Uint8Array;
}

const FULL = 0;

/** Number 0 is the text that stands for all that are too many, '' otherwise. */
export function createInterner(mostBytes: number, mostTexts: number): Interner {
  let table = new Int32Array(1 << 12);
  let hashes = new Int32Array(1 << 10);
  let offsets = new Uint32Array((1 << 10) + 1);
  let blob = new Uint8Array(1 << 16);
  let count = 1;
  let leftOut = 0;

  const grow = (): void => {
    hashes = widened(hashes, new Int32Array(hashes.length * 2));
    offsets = widened(offsets, new Uint32Array(hashes.length + 1));
    if (count * 2 < table.length) return;
    table = new Int32Array(table.length * 4);
    const mask = table.length - 1;
    for (let id = 1; id < count; id += 1) {
      let slot = (hashes[id] as number) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = id;
    }
  };

  const add = (bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number => {
    const from = offsets[count] as number;
    const to = from + end - start;
    if (to > mostBytes || count > mostTexts) {
      leftOut += 1;
      return FULL;
    }
    if (to > blob.length) blob = widened(blob, new Uint8Array(Math.max(to, blob.length * 2)));
    blob.set(bytes.subarray(start, end), from);
    const id = count;
    hashes[id] = hash;
    offsets[id + 1] = to;
    table[slot] = id;
    count += 1;
    if (count >= hashes.length) grow();
    return id;
  };

  return {
    get count() {
      return count;
    },
    get leftOut() {
      return leftOut;
    },
    find: (bytes, start, end) => {
      if (start === end) return 0;
      let hash = 0x811c9dc5;
      for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
      hash ^= hash >>> 15;
      const mask = table.length - 1;
      let slot = hash & mask;
      for (let id = table[slot] as number; id !== 0; id = table[slot] as number) {
        if (hashes[id] === hash && isSame(blob, offsets[id] as number, offsets[id + 1] as number, bytes, start, end))
          return id;
        slot = (slot + 1) & mask;
      }
      return add(bytes, start, end, hash, slot);
    },
    bytesOf: (id) => blob.subarray(offsets[id], offsets[id + 1]),
  };
}

function isSame(blob: Uint8Array, from: number, to: number, bytes: Uint8Array, start: number, end: number): boolean {
  if (to - from !== end - start) return false;
  for (let at = start, mine = from; at < end; at += 1, mine += 1) if (blob[mine] !== bytes[at]) return false;
  return true;
}

function widened<Column extends { set(other: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
