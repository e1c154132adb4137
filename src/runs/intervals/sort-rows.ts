import { findRuns, mergeRuns } from './merge-runs.js';

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
/** Times are integers below this; a key that is none must not keep the passes from ending. */
const MOST = 2 ** 53;
/** Rows in order one after the other, in the mean, from which on merging them is faster than counting. */
const SHORTEST_RUN = 8;
/** Below this a comparison sort is faster than counting. */
const FEW = 256;

/**
 * Sorts rows in place by what `start` says of each, at the same start the longest `duration` first; equal ones keep their
 * order. Rows that are in order already cost one look each; those that are in order in long stretches are merged; others cost
 * some four passes, whatever their order: no comparisons,
 * so that millions of events of a hostile file cost as little as those of a kind one.
 *
 * Starts must be integers less than 2^53 apart, as times of a trace are.
 */
export function sortRows(rows: Uint32Array, start: Float64Array, duration?: Float64Array): Uint32Array {
  if (!isSorted(rows, start)) sortBy(rows, start, 1);
  if (duration !== undefined) sortTies(rows, start, duration);
  return rows;
}

function isSorted(rows: Uint32Array, key: Float64Array): boolean {
  for (let at = 1; at < rows.length; at += 1)
    if ((key[rows[at - 1] as number] as number) > (key[rows[at] as number] as number)) return false;
  return true;
}

/** Runs of equal starts are short in real traces; a file where all starts are equal still costs a few passes. */
function sortTies(rows: Uint32Array, start: Float64Array, duration: Float64Array): void {
  let from = 0;
  for (let at = 1; at <= rows.length; at += 1) {
    if (at < rows.length && start[rows[at] as number] === start[rows[from] as number]) continue;
    if (at - from > 1) sortBy(rows.subarray(from, at), duration, -1);
    from = at;
  }
}

function sortBy(rows: Uint32Array, key: Float64Array, sign: 1 | -1): void {
  if (rows.length <= FEW) return insertInOrder(rows, key, sign);
  const runs = findRuns(rows, key, sign, Math.ceil(rows.length / SHORTEST_RUN));
  if (runs === undefined) sortByDigits(rows, key, sign);
  else mergeRuns(rows, key, sign, runs);
}

function insertInOrder(rows: Uint32Array, key: Float64Array, sign: 1 | -1): void {
  for (let at = 1; at < rows.length; at += 1) {
    const row = rows[at] as number;
    const value = sign * (key[row] as number);
    let to = at;
    while (to > 0 && sign * (key[rows[to - 1] as number] as number) > value) {
      rows[to] = rows[to - 1] as number;
      to -= 1;
    }
    rows[to] = row;
  }
}

function sortByDigits(rows: Uint32Array, key: Float64Array, sign: 1 | -1): void {
  const { least, range } = measureRange(rows, key, sign);
  const counts = new Uint32Array(BUCKETS);
  let from = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (let unit = 1; unit <= range && unit < MOST; unit *= BUCKETS) {
    countDigits(from, key, sign, least, unit, counts);
    for (let at = 0; at < from.length; at += 1) {
      const row = from[at] as number;
      const digit = digitOf(sign * (key[row] as number) - least, unit);
      const place = counts[digit] as number;
      counts[digit] = place + 1;
      to[place] = row;
    }
    [from, to] = [to, from];
  }
  if (from !== rows) rows.set(from);
}

function measureRange(rows: Uint32Array, key: Float64Array, sign: number): { least: number; range: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < rows.length; at += 1) {
    const value = sign * (key[rows[at] as number] as number);
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, range: most - least };
}

/** Leaves in `counts` where the first row of each digit goes. */
function countDigits(
  rows: Uint32Array,
  key: Float64Array,
  sign: number,
  least: number,
  unit: number,
  counts: Uint32Array,
): void {
  counts.fill(0);
  for (let at = 0; at < rows.length; at += 1) {
    const digit = digitOf(sign * (key[rows[at] as number] as number) - least, unit);
    counts[digit] = (counts[digit] as number) + 1;
  }
  let place = 0;
  for (let digit = 0; digit < BUCKETS; digit += 1) {
    const count = counts[digit] as number;
    counts[digit] = place;
    place += count;
  }
}

/** `unit` is a power of two: the division is exact, and a bitwise operation takes what it leaves modulo 2^32. */
function digitOf(value: number, unit: number): number {
  return (value / unit) & (BUCKETS - 1);
}
