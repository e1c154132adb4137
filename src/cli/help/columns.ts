import { cellWidth } from '../../base/cells.js';
import { wrapText } from '../../base/wrap.js';

/** Text wider than this is hard to read, however wide the terminal is. */
const MAXIMUM_WIDTH = 100;

export type HelpRow = readonly [term: string, description: string];

export function readableWidth(columns: number): number {
  return Math.max(40, Math.min(columns, MAXIMUM_WIDTH));
}

/** Cells up to the right column: what the terms need, but never so much that the descriptions have no room. */
export function columnWidth(rows: readonly HelpRow[], width: number): number {
  const limit = Math.min(34, Math.floor(width / 2));
  return Math.max(0, ...rows.map(([term]) => cellWidth(term)).filter((size) => size <= limit)) + 4;
}

/** Two aligned columns: terms on the left, their wrapped descriptions on the right (or below a term that is too long). */
export function layoutColumns(rows: readonly HelpRow[], width: number, left = columnWidth(rows, width)): string[] {
  return rows.flatMap(([term, description]) => {
    const lines = wrapText(description, width - left);
    const isBelow = cellWidth(term) + 4 > left;
    const head = isBelow ? [`  ${term}`] : [];
    return [
      ...head,
      ...lines.map((line, index) => {
        const label = index === 0 && !isBelow ? `  ${term}` : '';
        return `${label}${' '.repeat(left - cellWidth(label))}${line}`;
      }),
    ];
  });
}
