import { cellWidth } from '../../base/cells.js';
import { cutMiddle } from '../../views/run/short-kernel.js';

/** Shortened in the middle to what fits into so many cells of a terminal: a Chinese character takes two. */
export function cutToCells(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  let longest = cells;
  let cut = cutMiddle(text, longest);
  for (let over = cellWidth(cut) - cells; over > 0 && longest > 1; over = cellWidth(cut) - cells) {
    longest = Math.max(1, Math.min(longest, [...cut].length) - Math.ceil(over / 2));
    cut = cutMiddle(text, longest);
  }
  return cut;
}
