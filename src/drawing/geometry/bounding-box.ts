import { childElements, parentElement, type SvgElement, tagOf } from '../dom/svg-element.js';
import { fontOf, isHidden } from '../style/computed-style.js';
import { measureTextWidth } from '../text/text-width.js';
import { type Box, boxOfPoints, uniteBoxes } from './box.js';
import { IDENTITY, type Matrix, multiply, parseTransform, transformBox } from './matrix.js';
import { samplePath } from './path-points.js';
import { boxOfText, readLength } from './text-box.js';

type Measure = (element: SvgElement, depth: number) => Box | undefined;

/** Deeper trees than Mermaid makes are cut off, so that hostile nesting cannot exhaust the stack. */
const MAX_DEPTH = 200;

const MEASURES: Readonly<Record<string, Measure>> = {
  text: boxOfText,
  tspan: boxOfText,
  textpath: boxOfText,
  rect: boxOfRect,
  image: boxOfRect,
  use: boxOfRect,
  foreignobject: boxOfRect,
  circle: (element) => boxOfEllipse(element, number(element, 'r'), number(element, 'r')),
  ellipse: (element) => boxOfEllipse(element, number(element, 'rx'), number(element, 'ry')),
  line: (element) =>
    boxOfPoints([
      { x: number(element, 'x1'), y: number(element, 'y1') },
      { x: number(element, 'x2'), y: number(element, 'y2') },
    ]),
  polygon: boxOfPolygon,
  polyline: boxOfPolygon,
  path: (element) => boxOfPoints(samplePath(element.getAttribute('d') ?? '')),
  g: boxOfGroup,
  a: boxOfGroup,
  switch: boxOfGroup,
  svg: boxOfSvg,
};

const UNDRAWN = new Set([
  'defs',
  'marker',
  'style',
  'title',
  'desc',
  'clippath',
  'mask',
  'pattern',
  'symbol',
  'filter',
  'lineargradient',
  'radialgradient',
  'script',
  'metadata',
]);

/** The box of an element in its own coordinates, without strokes, as `getBBox` gives it. */
export function boundingBox(element: SvgElement, depth = 0): Box | undefined {
  const tag = tagOf(element);
  if (depth > MAX_DEPTH || UNDRAWN.has(tag) || isHidden(element)) return undefined;
  return (MEASURES[tag] ?? boxOfHtml)(element, depth);
}

/** The map from an element's own coordinates to those of the outermost drawing. */
export function screenMatrix(element: SvgElement): Matrix {
  let matrix = IDENTITY;
  for (let at: SvgElement | undefined = element; at; at = parentElement(at)) {
    const step = parseTransform(at.getAttribute('transform'));
    if (step !== IDENTITY) matrix = multiply(step, matrix);
  }
  return matrix;
}

function number(element: SvgElement, name: string): number {
  return readLength(element.getAttribute(name), 16) ?? 0;
}

/** Without an area it is not drawn, and must not pull the box of its group to its corner. */
function boxOfRect(element: SvgElement): Box | undefined {
  const [left, top] = [number(element, 'x'), number(element, 'y')];
  const [width, height] = [number(element, 'width'), number(element, 'height')];
  return width > 0 && height > 0 ? { left, top, right: left + width, bottom: top + height } : undefined;
}

function boxOfEllipse(element: SvgElement, rx: number, ry: number): Box | undefined {
  if (rx <= 0 || ry <= 0) return undefined;
  const [x, y] = [number(element, 'cx'), number(element, 'cy')];
  return { left: x - rx, top: y - ry, right: x + rx, bottom: y + ry };
}

function boxOfPolygon(element: SvgElement): Box | undefined {
  const values = (element.getAttribute('points') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const points = [];
  for (let index = 0; index + 1 < values.length; index += 2)
    points.push({ x: values[index] ?? 0, y: values[index + 1] ?? 0 });
  return boxOfPoints(points);
}

function boxOfGroup(element: SvgElement, depth: number): Box | undefined {
  let box: Box | undefined;
  for (const child of childElements(element)) {
    const own = boundingBox(child, depth + 1);
    if (own) box = uniteBoxes(box, transformBox(parseTransform(child.getAttribute('transform')), own));
  }
  return box;
}

/** A drawing inside a drawing fills the place it is given; the outermost one is as large as what it holds. */
function boxOfSvg(element: SvgElement, depth: number): Box | undefined {
  const hasSize = number(element, 'width') > 0 && !element.getAttribute('width')?.endsWith('%');
  return depth > 0 && hasSize ? boxOfRect(element) : boxOfGroup(element, depth);
}

/** HTML inside the drawing, asked for by few families before they fall back to SVG text: one line per `<br>`. */
function boxOfHtml(element: SvgElement): Box | undefined {
  const font = fontOf(element);
  const lines = htmlLines(element);
  const width = Math.max(0, ...lines.map((line) => measureTextWidth(line.trim(), font)));
  return width === 0 ? undefined : { left: 0, top: 0, right: width, bottom: lines.length * font.sizePx * 1.5 };
}

function htmlLines(element: SvgElement): string[] {
  const lines = [''];
  const walk = (node: SvgElement, depth: number): void => {
    for (const child of depth > MAX_DEPTH ? [] : node.childNodes) {
      if (child.nodeType === 3) lines[lines.length - 1] += child.textContent ?? '';
      else if (child.nodeName.toLowerCase() === 'br') lines.push('');
      else if (child.nodeType === 1) walk(child as SvgElement, depth + 1);
    }
  };
  walk(element, 0);
  return lines;
}
