/**
 * Where each stretch of rows that are in order begins, and the number of rows at the end; undefined when there are more than
 * `most`: then merging them costs more than counting digits.
 */
export function findRuns(rows: Uint32Array, key: Float64Array, sign: number, most: number): Uint32Array | undefined {
  const starts = new Uint32Array(most + 1);
  let count = 1;
  for (let at = 1; at < rows.length; at += 1) {
    if (sign * (key[rows[at - 1] as number] as number) <= sign * (key[rows[at] as number] as number)) continue;
    if (count >= most) return undefined;
    starts[count] = at;
    count += 1;
  }
  starts[count] = rows.length;
  return starts.subarray(0, count + 1);
}

/**
 * Merges neighbouring runs in pairs until one is left; equal rows keep their order. Traces are written thread by thread and
 * nearly in order, so that most pairs overlap by little or not at all: only what overlaps is moved.
 */
export function mergeRuns(rows: Uint32Array, key: Float64Array, sign: number, runs: Uint32Array): void {
  let ends = runs;
  const spare = new Uint32Array(rows.length);
  while (ends.length > 2) {
    const merged = new Uint32Array((ends.length >> 1) + 1);
    let count = 1;
    for (let at = 0; at + 1 < ends.length; at += 2) {
      const end = ends[at + 2];
      if (end !== undefined) mergeTwo(rows, key, sign, spare, ends[at] as number, ends[at + 1] as number, end);
      merged[count] = end ?? (ends[at + 1] as number);
      count += 1;
    }
    ends = merged.subarray(0, count);
  }
}

/** `[from, middle)` and `[middle, to)` are in order. */
function mergeTwo(
  rows: Uint32Array,
  key: Float64Array,
  sign: number,
  spare: Uint32Array,
  from: number,
  middle: number,
  to: number,
): void {
  const keyAt = (at: number): number => sign * (key[rows[at] as number] as number);
  if (keyAt(middle - 1) <= keyAt(middle)) return;
  // What is before all of the second, and after all of the first, stays where it is.
  const first = findFirst(from, middle, (at) => keyAt(at) > keyAt(middle));
  const last = findFirst(middle, to, (at) => keyAt(at) >= keyAt(middle - 1));
  const count = middle - first;
  spare.set(rows.subarray(first, middle), 0);
  let left = 0;
  let right = middle;
  let at = first;
  while (left < count && right < last) {
    const a = spare[left] as number;
    const b = rows[right] as number;
    if (sign * (key[b] as number) < sign * (key[a] as number)) {
      rows[at] = b;
      right += 1;
    } else {
      rows[at] = a;
      left += 1;
    }
    at += 1;
  }
  rows.set(spare.subarray(left, count), at);
}

/** The first place of an ordered stretch for which it holds; `to` when it holds for none. */
function findFirst(from: number, to: number, holds: (at: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
