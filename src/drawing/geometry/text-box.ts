import { isElement, isTextNode, type SvgElement, tagOf } from '../dom/svg-element.js';
import { fontOf, inheritedValue, isHidden, specifiedValue } from '../style/computed-style.js';
import { measureTextHeight, measureTextWidth, type TextFont } from '../text/text-width.js';
import { type Box, uniteBoxes } from './box.js';

/** One piece of text with one font, where it stands before its chunk is anchored. */
interface Run {
  readonly x: number;
  readonly width: number;
  readonly baseline: number;
  readonly font: TextFont;
}

/** Runs between two absolute positions: `text-anchor` moves them together (SVG 1.1, 10.5). */
interface Chunk {
  readonly x: number;
  readonly anchor: string;
  readonly runs: Run[];
}

interface Layout {
  x: number;
  y: number;
  chunk: Chunk;
  /** True when the next space is the first of its line or follows another one: it is not drawn. */
  isAfterSpace: boolean;
  readonly chunks: Chunk[];
}

/** The box of a `<text>`, in its own coordinates; undefined when it draws nothing. */
export function boxOfText(element: SvgElement): Box | undefined {
  const layout = layOut(element);
  let box: Box | undefined;
  for (const chunk of layout.chunks) {
    const shift = anchorShift(chunk);
    for (const run of chunk.runs) {
      const { ascent, descent } = measureTextHeight(run.font);
      const left = run.x + shift;
      box = uniteBoxes(box, {
        left,
        top: run.baseline - ascent,
        right: left + run.width,
        bottom: run.baseline + descent,
      });
    }
  }
  return box;
}

/** What `getComputedTextLength` gives: the advance of all characters, without the moves between them. */
export function lengthOfText(element: SvgElement): number {
  let length = 0;
  for (const chunk of layOut(element).chunks) for (const run of chunk.runs) length += run.width;
  return length;
}

function layOut(element: SvgElement): Layout {
  const first: Chunk = { x: 0, anchor: 'start', runs: [] };
  const layout: Layout = { x: 0, y: 0, chunk: first, isAfterSpace: true, chunks: [first] };
  placeElement(element, layout, 0);
  return layout;
}

function placeElement(element: SvgElement, layout: Layout, depth: number): void {
  if (depth > 50 || isHidden(element)) return;
  moveTo(element, layout);
  const font = fontOf(element);
  const shift = baselineShift(element, font);
  for (const child of element.childNodes) {
    if (isTextNode(child)) addRun(child.textContent ?? '', element, font, shift, layout);
    else if (isElement(child) && /^(tspan|a|textpath)$/.test(tagOf(child))) placeElement(child, layout, depth + 1);
  }
}

function moveTo(element: SvgElement, layout: Layout): void {
  const size = fontOf(element).sizePx;
  const length = (name: string): number | undefined => readLength(element.getAttribute(name), size);
  const x = length('x');
  const y = length('y');
  layout.x = (x ?? layout.x) + (length('dx') ?? 0);
  layout.y = (y ?? layout.y) + (length('dy') ?? 0);
  if (x === undefined && y === undefined && layout.chunk.runs.length > 0) return;
  layout.chunk = { x: layout.x, anchor: inheritedValue(element, 'text-anchor') ?? 'start', runs: [] };
  layout.chunks.push(layout.chunk);
  layout.isAfterSpace = true;
}

function addRun(text: string, element: SvgElement, font: TextFont, shift: number, layout: Layout): void {
  const shown = collapseSpaces(text, element, layout);
  if (shown === '') return;
  const spacing = readLength(inheritedValue(element, 'letter-spacing') ?? null, font.sizePx) ?? 0;
  const width = measureTextWidth(shown, font) + spacing * [...shown].length;
  layout.chunk.runs.push({ x: layout.x, width, baseline: layout.y + shift, font });
  layout.x += width;
}

function collapseSpaces(text: string, element: SvgElement, layout: Layout): string {
  const keeps =
    element.getAttribute('xml:space') === 'preserve' || inheritedValue(element, 'white-space')?.startsWith('pre');
  if (keeps) return text.replace(/[\n\r]/g, ' ');
  let shown = text.replace(/[ \t\n\r\f]+/g, ' ');
  if (layout.isAfterSpace) shown = shown.replace(/^ /, '');
  if (shown !== '') layout.isAfterSpace = shown.endsWith(' ');
  return shown;
}

function anchorShift(chunk: Chunk): number {
  const last = chunk.runs.at(-1);
  const width = last ? last.x + last.width - chunk.x : 0;
  if (chunk.anchor === 'middle') return -width / 2;
  return chunk.anchor === 'end' ? -width : 0;
}

/** How far below `y` the baseline lies, in em of Liberation Sans: x-height 0.519, ascent 0.905, descent 0.212. */
const BASELINES: Readonly<Record<string, number>> = {
  middle: 0.26,
  central: 0.3465,
  hanging: 0.724,
  'text-before-edge': 0.905,
  'before-edge': 0.905,
  'text-top': 0.905,
  'text-after-edge': -0.212,
  'after-edge': -0.212,
  'text-bottom': -0.212,
  ideographic: -0.212,
};

function baselineShift(element: SvgElement, font: TextFont): number {
  const own = specifiedValue(element, 'alignment-baseline');
  const name = own && own !== 'auto' && tagOf(element) !== 'text' ? own : inheritedValue(element, 'dominant-baseline');
  return (BASELINES[name ?? ''] ?? 0) * font.sizePx;
}

/** A length in pixels; the first one where SVG allows a list. */
export function readLength(text: string | null, fontSize: number): number | undefined {
  if (text === null) return undefined;
  const value = Number.parseFloat(text);
  if (!Number.isFinite(value)) return undefined;
  const unit = /^[\s\d.+-]*(?:e[+-]?\d+)?(em|ex|pt)/i.exec(text)?.[1];
  if (unit === 'em') return value * fontSize;
  if (unit === 'ex') return value * fontSize * 0.519;
  return unit === 'pt' ? (value * 4) / 3 : value;
}
