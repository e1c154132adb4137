import { tagOf } from '../dom/svg-element.js';
import { boundingBox, screenMatrix } from '../geometry/bounding-box.js';
import { type Box, uniteBoxes } from '../geometry/box.js';
import { transformBox } from '../geometry/matrix.js';
import { whileUnchanged } from '../style/style-node.js';
import { allElements, type DrawingElement, isInside } from './drawing-tree.js';

/** Space that stays free beside a text which Mermaid's own view would cut off. */
const MARGIN = 6;

/** Larger drawings than this (in pixels, each way) are a mistake, and would exhaust whoever draws them. */
export const MAX_SIDE = 100_000;

const ELSEWHERE = new Set(['defs', 'marker', 'symbol', 'pattern', 'clippath', 'mask', 'svg']);

/** A drawing without a usable size; handing it on would make resvg end the process. */
class UnusableSizeError extends Error {
  constructor(viewBox: string) {
    super(`the drawing has no usable size (viewBox "${viewBox}")`);
    this.name = 'UnusableSizeError';
  }
}

/** A text without anything to show, such as a header alone. */
class EmptyDrawingError extends Error {
  constructor() {
    super('the diagram is empty');
    this.name = 'EmptyDrawingError';
  }
}

/** Widens the view to every text, and says the size in numbers, so that it stands for itself as a file. */
export function fitView(root: DrawingElement, background: string): void {
  const content = whileUnchanged(() => boundingBox(root));
  if (!content) throw new EmptyDrawingError();
  const given = readView(root, content);
  const view =
    uniteBoxes(
      given,
      whileUnchanged(() => outlyingText(root, given)),
    ) ?? given;
  const width = round(view.right - view.left);
  const height = round(view.bottom - view.top);
  if (!(width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE)) {
    throw new UnusableSizeError(root.getAttribute('viewBox') ?? '');
  }
  root.setAttribute('viewBox', `${round(view.left)} ${round(view.top)} ${width} ${height}`);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.setAttribute('style', `max-width: 100%; background-color: ${background}`);
  root.removeAttribute('preserveAspectRatio');
}

function readView(root: DrawingElement, content: Box): Box {
  const text = root.getAttribute('viewBox') ?? '';
  const numbers = text
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [left = Number.NaN, top = Number.NaN, width = Number.NaN, height = Number.NaN] = numbers;
  if (![left, top, width, height].every(Number.isFinite)) {
    const sides = ['width', 'height'].map((name) => Number(root.getAttribute(name)?.replace(/px$/, '')));
    const [right = Number.NaN, bottom = Number.NaN] = sides;
    if (text !== '') throw new UnusableSizeError(text);
    return right > 0 && bottom > 0 ? { left: 0, top: 0, right, bottom } : content;
  }
  return { left, top, right: left + width, bottom: top + height };
}

function outlyingText(root: DrawingElement, view: Box): Box | undefined {
  let box: Box | undefined;
  for (const element of allElements(root)) {
    if (tagOf(element) !== 'text' || isInside(element, ELSEWHERE, root)) continue;
    const own = boundingBox(element);
    const placed = own && transformBox(screenMatrix(element), own);
    if (placed) box = uniteBoxes(box, placed);
  }
  if (!box) return undefined;
  return {
    left: box.left < view.left ? box.left - MARGIN : view.left,
    top: box.top < view.top ? box.top - MARGIN : view.top,
    right: box.right > view.right ? box.right + MARGIN : view.right,
    bottom: box.bottom > view.bottom ? box.bottom + MARGIN : view.bottom,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
