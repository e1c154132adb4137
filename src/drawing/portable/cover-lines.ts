import { tagOf } from '../dom/svg-element.js';
import { ownValue, styleNodeOf } from '../style/style-node.js';
import { allElements, type DrawingElement, hasClass } from './drawing-tree.js';

/**
 * A label on an edge stands on a half-transparent box, and the edge runs through its words. The same box without
 * transparency covers the line.
 */
export function coverLines(root: DrawingElement): void {
  for (const label of allElements(root)) {
    if (tagOf(label) !== 'g' || !hasClass(label, 'edgeLabel')) continue;
    for (const box of allElements(label)) {
      if (tagOf(box) !== 'rect' || box.getAttribute('width') === null) continue;
      const fill = ownValue(styleNodeOf(box), 'fill');
      if (fill === undefined || fill === 'none' || fill === 'transparent') continue;
      const style = (box.getAttribute('style') ?? '').replace(/;?\s*$/, ';');
      box.setAttribute('style', `${style}fill:${withoutAlpha(fill)};opacity:1`);
    }
  }
}

/** `rgba(232,232,232, 0.8)` → `rgb(232,232,232)`. */
function withoutAlpha(color: string): string {
  const parts = /^(rgb|hsl)a\(([^,]+),([^,]+),([^,]+),[^,]+\)$/.exec(color.trim());
  return parts ? `${parts[1]}(${parts[2]},${parts[3]},${parts[4]})` : color;
}
