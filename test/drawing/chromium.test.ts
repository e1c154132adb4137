import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Drawing, startDrawing } from '../../src/drawing/start-drawing.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { CHROMIUM, CJK_FONTS, chromiumPath, requireTool } from '../setup/tools.js';
import { fixtureDiagrams } from './fixture-diagrams.js';

/** What a real browser says of our pictures, and what Mermaid draws there of the same text. */
let browser: Browser | undefined;
let page: Page;
let drawing: Drawing | undefined;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.setContent('<!doctype html><html><body style="margin:0"></body></html>');
  await page.addScriptTag({ path: 'node_modules/mermaid/dist/mermaid.min.js' });
  await page.addScriptTag({ path: 'test/drawing/in-page.js' });
  drawing = startDrawing(createNodeHost());
});

afterAll(async () => {
  drawing?.close();
  await browser?.close();
});

beforeEach((context) => {
  requireTool(context, CHROMIUM);
  requireTool(context, CJK_FONTS);
});

const diagrams = fixtureDiagrams();

/** Gantt charts fill the page, which has another width here and there; architectures are laid out from random numbers. */
const OF_OTHER_SIZE = new Set(['gantt', 'architecture']);

interface Overflow {
  readonly text: string;
  readonly byPixels: number;
}

/** The functions of `in-page.js`, by name. */
function inPage<T>(name: string, text: string): Promise<T> {
  return page.evaluate(`${name}(${JSON.stringify(text)})`);
}

describe.each(diagrams)('$name', ({ name, family, text }) => {
  test('in a browser all words lie in their boxes and in the picture', async () => {
    const svg = (await drawing?.renderSvg(text)) ?? '';
    const { nodes, view } = await inPage<{ nodes: Overflow[]; view: Overflow[] }>('findOverflows', svg);
    expect(view).toEqual([]);
    // Architecture and sankey put their words beside their shapes; a bolt is too thin for any.
    const mayStandBeside = ['architecture', 'sankey', 'treemap'].includes(family) || name === 'flowchart/shapes';
    expect(mayStandBeside ? [] : nodes).toEqual([]);
  });

  test('it has the size that Mermaid gives it in a browser', async () => {
    const svg = (await drawing?.renderSvg(text)) ?? '';
    const [, , width = 0, height = 0] = (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? '').split(' ').map(Number);
    const there = await inPage<{ width: number; height: number }>('drawThere', text);
    // Our view may be larger than Mermaid's own: it cuts off words at the rim.
    const allowed = (size: number): number => Math.max(25, size * 0.04);
    if (OF_OTHER_SIZE.has(family)) return;
    expect(Math.abs(width - there.width)).toBeLessThan(allowed(there.width));
    expect(Math.abs(height - there.height)).toBeLessThan(allowed(there.height));
  });
});

test('what our own page cannot draw is drawn in Chromium', async () => {
  const { drawInChromium } = await import('../../src/drawing/chromium.js');
  const drawn = await drawInChromium(createNodeHost(), 'flowchart LR\n a["x < y & z"] --> b["中文"]');
  expect(drawn.kind).toBe('svg');
  expect(drawn.kind === 'svg' && /&lt;.*&amp;/s.test(drawn.svg) && drawn.svg.includes('中文')).toBe(true);
});
