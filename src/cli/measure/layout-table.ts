import { cellWidth } from '../../base/cells.js';
import { wrapText } from '../../base/wrap.js';

const GAP = 2;

/**
 * Rows as aligned columns within `width` terminal cells: the first columns take what they need, up to `widest` cells each,
 * the last two share the rest. A cell that is too long goes on in the lines below; a word that is too long is cut where that
 * reads best.
 */
export function layoutTable(
  rows: readonly (readonly string[])[],
  width: number,
  widest: number,
): readonly (readonly string[])[] {
  const limit = Math.min(widest, Math.floor(width * 0.35));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const needed = Array.from({ length: count }, (_, at) => Math.max(0, ...rows.map((row) => cellWidth(row[at] ?? ''))));
  const fixed = needed.map((size, at) => (at < count - 2 ? Math.min(size, limit) : 0));
  const rest = width - fixed.reduce((sum, size) => sum + size, 0) - GAP * (count - 1);
  // The last but one is as wide as it needs, but never more than half of the rest.
  const left = Math.min(needed[count - 2] ?? 0, Math.max(8, Math.floor(rest / 2)));
  const sizes = [...fixed.slice(0, -2), left, Math.max(8, rest - left)];
  return rows.map((row) => layoutRow(row, sizes));
}

function layoutRow(row: readonly string[], sizes: readonly number[]): readonly string[] {
  const cells = row.map((text, at) => foldText(text, sizes[at] ?? 8));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, at) => {
        const text = lines[line] ?? '';
        return `${text}${' '.repeat(Math.max(0, (sizes[at] ?? 0) - cellWidth(text)))}`;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** Broken between words; a word that is longer than the line behind one of its `/`, `:`, `-`, …, or else anywhere. */
export function foldText(text: string, width: number): readonly string[] {
  return wrapText(text, width).flatMap((line) => (cellWidth(line) <= width ? [line] : cutWord(line, width)));
}

function cutWord(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part !== '' && cellWidth(part + character) > width) {
      const kept = /^.*[/:\-._=,@]/su.exec(part)?.[0] ?? part;
      parts.push(kept);
      part = part.slice(kept.length);
    }
    part += character;
  }
  return [...parts, part];
}
