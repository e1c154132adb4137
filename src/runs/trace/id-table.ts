/** A row for each of some ids of 32 bits, in typed arrays: a million cost twelve megabytes. */
export interface IdTable {
  /** Says that a row is wanted for this id. */
  add(id: number): void;
  /** Gives an id its row, if it is wanted and has none yet. */
  give(id: number, row: number): void;
  /** -1 when it has none. */
  find(id: number): number;
}

/** For at most so many different ids. */
export function createIdTable(most: number): IdTable {
  let size = 16;
  while (size < most * 1.5) size *= 2;
  const ids = new Uint32Array(size);
  const rows = new Int32Array(size);
  const mask = size - 1;

  /** Row 0 stands for an empty slot, -1 for an id without a row; so rows are kept one higher. */
  const slotOf = (id: number): number => {
    let slot = Math.imul(id, 0x9e3779b1) & mask;
    while (rows[slot] !== 0 && ids[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  };

  return {
    add: (id) => {
      const slot = slotOf(id);
      if (rows[slot] !== 0) return;
      ids[slot] = id;
      rows[slot] = -1;
    },
    give: (id, row) => {
      const slot = slotOf(id);
      if (rows[slot] === -1) rows[slot] = row + 1;
    },
    find: (id) => {
      const row = rows[slotOf(id)] as number;
      return row <= 0 ? -1 : row - 1;
    },
  };
}
