import type { TraceEvents } from '../../syntax/trace/events.js';
import type { TimeWindow } from '../intervals/measure-within.js';
import { sortRows } from '../intervals/sort-rows.js';

/**
 * Percent of the window, weighted by min(blocks per multiprocessor, 1): how many of the multiprocessors had a block at all.
 * Kernels that run at the same time add up. Undefined when no kernel in the window tells its blocks.
 */
export function fillMultiprocessors(
  rows: Uint32Array,
  { start, duration, detail, details }: TraceEvents,
  { from, to }: TimeWindow,
): number | undefined {
  const blocksOf = (row: number): number => details.blocksPerMultiprocessor[detail[row] as number] ?? Number.NaN;
  const known = rows.filter((row) => blocksOf(row) > 0 && (duration[row] as number) > 0);
  const ends = Float64Array.from(known, (row) => (start[row] as number) + (duration[row] as number));
  const byEnd = sortRows(Uint32Array.from(known.keys()), ends);
  let filled = 0;
  let blocks = 0;
  let running = 0;
  let clock = from;
  const goTo = (time: number): void => {
    const until = Math.min(time, to);
    if (until > clock) {
      if (running > 0) filled += Math.min(blocks, 1) * (until - clock);
      clock = until;
    }
  };
  let ended = 0;
  for (const row of known) {
    const begin = start[row] as number;
    for (; ended < byEnd.length && (ends[byEnd[ended] as number] as number) <= begin; ended += 1) {
      goTo(ends[byEnd[ended] as number] as number);
      running -= 1;
      // What is left of a sum of fractions when all are taken away again is no block.
      blocks = running === 0 ? 0 : blocks - blocksOf(known[byEnd[ended] as number] as number);
    }
    goTo(begin);
    running += 1;
    blocks += blocksOf(row);
  }
  for (; ended < byEnd.length; ended += 1) {
    goTo(ends[byEnd[ended] as number] as number);
    running -= 1;
    blocks -= blocksOf(known[byEnd[ended] as number] as number);
  }
  return filled > 0 ? (filled / (to - from)) * 100 : undefined;
}
