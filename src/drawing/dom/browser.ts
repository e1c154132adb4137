import { parseHTML } from 'linkedom';
import { boundingBox, screenMatrix } from '../geometry/bounding-box.js';
import type { Box } from '../geometry/box.js';
import { transformBox } from '../geometry/matrix.js';
import { lengthOfPoints, pointAlong, samplePath } from '../geometry/path-points.js';
import { lengthOfText } from '../geometry/text-box.js';
import type { DrawingElement } from '../portable/drawing-tree.js';
import { fontOf, inheritedValue } from '../style/computed-style.js';
import { whileUnchanged } from '../style/style-node.js';
import { createCanvasContext } from './canvas.js';
import { isCssColor } from './css-colors.js';
import { decodeEntities } from './label-text.js';
import { StyleSheetStub } from './style-sheet-stub.js';
import { type SvgElement, tagOf } from './svg-element.js';

/** The width that a drawing may take when it asks its page: Mermaid's own default for charts that fill the line. */
const PAGE_WIDTH = 1200;
const PAGE_HEIGHT = 800;

/** As much of the page as the engine touches itself. */
export interface Page {
  readonly body: DrawingElement;
  getElementById(id: string): DrawingElement | null;
  createElementNS(namespace: string, name: string): DrawingElement;
}

type Global = Record<string, unknown>;

/**
 * Gives this process what Mermaid expects of a browser: a document, and elements that know their size. Only the worker
 * calls it, because the globals stay.
 */
export function installBrowser(): Page {
  const window = parseHTML('<!doctype html><html><head></head><body></body></html>') as unknown as Global;
  const scope = globalThis as unknown as Global;
  for (const name of [
    'window',
    'document',
    'Element',
    'HTMLElement',
    'SVGElement',
    'Node',
    'DOMParser',
    'Event',
    'MutationObserver',
  ]) {
    scope[name] = name === 'window' ? scope : window[name];
  }
  scope['CSSStyleSheet'] = StyleSheetStub;
  scope['CSS'] = { supports: (_property: string, value: string) => isCssColor(value) };
  scope['Image'] = ImageStub;
  scope['getComputedStyle'] = computedStyle;
  scope['requestAnimationFrame'] = (run: (timeMs: number) => void) => setTimeout(run, 0, 0);
  scope['cancelAnimationFrame'] = (timer: NodeJS.Timeout) => clearTimeout(timer);
  scope['screen'] = { availWidth: PAGE_WIDTH, availHeight: PAGE_HEIGHT, width: PAGE_WIDTH, height: PAGE_HEIGHT };
  Object.assign(scope, {
    innerWidth: PAGE_WIDTH,
    innerHeight: PAGE_HEIGHT,
    scrollX: 0,
    scrollY: 0,
    devicePixelRatio: 1,
  });
  scope['location'] = { protocol: 'file:', host: '', pathname: '', search: '', href: '' };
  scope['addEventListener'] = () => undefined;
  scope['removeEventListener'] = () => undefined;
  decodeText(
    (window['Node'] as { prototype: object }).prototype,
    (window['Element'] as { prototype: object }).prototype,
  );
  addMeasuring((window['Element'] as { prototype: object }).prototype);
  define((window['HTMLCanvasElement'] as { prototype: object }).prototype, 'getContext', {
    value: createCanvasContext,
  });
  return window['document'] as Page;
}

/** Pictures are not fetched; a square stands for one whose size the text does not give. */
class ImageStub {
  src = '';
  readonly naturalWidth = 100;
  readonly naturalHeight = 100;
  async decode(): Promise<void> {}
}

function computedStyle(element: SvgElement): object {
  const valueOf = (name: string): string => {
    if (name === 'font-size') return `${fontOf(element).sizePx}px`;
    // Anything else is asked for as a length: paddings and borders, which drawings have none of.
    return /^(font|text|display)/.test(name) ? (inheritedValue(element, name) ?? '') : '0px';
  };
  return {
    getPropertyValue: valueOf,
    fontSize: valueOf('font-size'),
    fontFamily: valueOf('font-family'),
    fontWeight: valueOf('font-weight'),
    display: valueOf('display'),
  };
}

/** `getBBox` has no `left`: Mermaid tells by it which of the two measures it holds. */
function toSvgRectangle(box: Box | undefined): object {
  const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function toRectangle(box: Box | undefined): object {
  return { ...toSvgRectangle(box), left: 0, top: 0, right: 0, bottom: 0, ...box };
}

/** linkedom knows no layout; these are the measures that Mermaid and d3 ask for. */
function addMeasuring(prototype: object): void {
  const methods: Record<string, (this: SvgElement, ...values: never[]) => unknown> = {
    getBBox() {
      return whileUnchanged(() => toSvgRectangle(boundingBox(this)));
    },
    getBoundingClientRect() {
      const box = whileUnchanged(() => boundingBox(this));
      return toRectangle(box && transformBox(screenMatrix(this), box));
    },
    getComputedTextLength() {
      return whileUnchanged(() => lengthOfText(this));
    },
    getTotalLength() {
      return lengthOfPoints(samplePath(this.getAttribute('d') ?? ''));
    },
    getPointAtLength(length: number) {
      return pointAlong(samplePath(this.getAttribute('d') ?? ''), length);
    },
    getScreenCTM() {
      return screenMatrix(this);
    },
  };
  for (const [name, value] of Object.entries(methods)) define(prototype, name, { value });
  for (const name of ['offsetWidth', 'clientWidth']) define(prototype, name, { get: () => PAGE_WIDTH });
  for (const name of ['offsetHeight', 'clientHeight']) define(prototype, name, { get: () => PAGE_HEIGHT });
}

function define(prototype: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(prototype, name, { configurable: true, ...descriptor });
}

/**
 * Labels come to the page as Mermaid's parsers keep them, with entities; browsers decode those of HTML labels only. What
 * is decoded here is measured and shown as it was meant.
 */
function decodeText(node: object, element: object): void {
  const owner = Object.getOwnPropertyDescriptor(element, 'textContent') ? element : node;
  const given = Object.getOwnPropertyDescriptor(owner, 'textContent');
  if (!given?.set) return;
  const { set } = given;
  define(owner, 'textContent', {
    ...given,
    set(this: SvgElement, value: unknown) {
      set.call(this, typeof value === 'string' && tagOf(this) !== 'style' ? decodeEntities(value) : value);
    },
  });
}
