import { afterAll, describe, expect, test } from 'vitest';
import { type Drawing, startDrawing } from '../../src/drawing/start-drawing.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { CJK_FONTS, requireTool, SYMBOL_FONTS } from '../setup/tools.js';
import { type FixtureDiagram, fixtureDiagrams } from './fixture-diagrams.js';
import { elementsOf, parseXml, textOf, type XmlElement } from './xml.js';

const FAMILIES =
  'architecture block c4 class er flowchart gantt gitGraph journey kanban mindmap packet pie quadrant radar requirement sankey sequence state timeline treemap xychart'.split(
    ' ',
  );

/** A treemap leaves out labels that do not fit their field; a bolt has none; types of participants are in quotes, too. */
const MAY_LOSE_WORDS = new Set(['treemap/image', 'treemap/classes', 'flowchart/shapes', 'sequence/participants']);

const diagrams = fixtureDiagrams();
const drawing: Drawing = startDrawing(createNodeHost());
const drawn = new Map<string, Promise<string>>();
afterAll(() => drawing.close());

function draw(diagram: FixtureDiagram): Promise<string> {
  const known = drawn.get(diagram.name) ?? drawing.renderSvg(diagram.text);
  drawn.set(diagram.name, known);
  return known;
}

function viewOf(root: XmlElement): readonly number[] {
  return (root.attributes.get('viewBox') ?? '').split(' ').map(Number);
}

/** Width and height in the head of a PNG. */
function sizeOfPng(png: Uint8Array): readonly number[] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

test('every family has at least two texts', () => {
  for (const family of FAMILIES) {
    expect(diagrams.filter((diagram) => diagram.family === family).length, family).toBeGreaterThanOrEqual(2);
  }
});

describe.each(diagrams)('$name', (diagram) => {
  test('is valid', async () => {
    expect(await drawing.validate(diagram.text)).toBeUndefined();
  });

  test('becomes well-formed SVG of a size, with nothing of HTML in it', async () => {
    const svg = await draw(diagram);
    const root = parseXml(svg);
    const [left = Number.NaN, top = Number.NaN, width = 0, height = 0] = viewOf(root);
    expect(root.name).toBe('svg');
    expect(Number.isFinite(left) && Number.isFinite(top)).toBe(true);
    expect(width).toBeGreaterThan(60);
    expect(height).toBeGreaterThan(30);
    expect(root.attributes.get('width')).toBe(String(width));
    expect(root.attributes.get('height')).toBe(String(height));
    expect(elementsOf(root, 'foreignObject')).toEqual([]);
    // Names of classes may say `undefined`: those are Mermaid's.
    const measures = svg.replaceAll(/>[^<]*</g, '><').replaceAll(/ (?:class|id|data-[\w-]+)="[^"]*"/g, '');
    expect(/\bNaN\b|undefined|Infinity/.exec(measures)?.[0]).toBeUndefined();
  });

  test('keeps its words', async () => {
    const words = elementsOf(parseXml(await draw(diagram)), 'text')
      .map(textOf)
      .join(' ');
    const quoted = [...diagram.text.matchAll(/"([\p{L}\d .]{2,40})"/gu)].map(([, label = '']) => label.trim());
    const seen = words.replace(/\s+/g, '');
    const missing = quoted.filter((label) => !seen.includes(label.replace(/\s+/g, '')));
    expect(MAY_LOSE_WORDS.has(diagram.name) ? [] : missing).toEqual([]);
    expect(words.trim().length).toBeGreaterThan(5);
  });

  test('becomes a PNG of that size with something in it', async (context) => {
    requireTool(context, CJK_FONTS);
    if (diagram.name === 'flowchart/shapes') requireTool(context, SYMBOL_FONTS);
    const svg = await draw(diagram);
    const { png } = await drawing.renderPng(svg, 0.5);
    const [, , width = 0, height = 0] = viewOf(parseXml(svg));
    const [pixels = 0, rows = 0] = sizeOfPng(png);
    expect(Math.abs(pixels - width / 2)).toBeLessThanOrEqual(1);
    expect(Math.abs(rows - height / 2)).toBeLessThanOrEqual(1);
    expect(png.length).toBeGreaterThan((width * height) / 400);
  });
});

test('the same text gives the same bytes, in any order and in another process', async () => {
  const before = await Promise.all(diagrams.map(draw));
  const other = startDrawing(createNodeHost());
  try {
    const reversed = [...diagrams].reverse().flatMap(({ text }) => [other.validate(text), other.renderSvg(text)]);
    const after = (await Promise.all(reversed)).filter((_, position) => position % 2 === 1);
    for (const [index, diagram] of diagrams.entries()) {
      expect(after.at(-1 - index) === before[index], diagram.name).toBe(true);
    }
  } finally {
    other.close();
  }
});

test('accTitle and accDescr become title and description', async () => {
  const training = diagrams.find(({ name }) => name === 'flowchart/training');
  const root = parseXml(await draw(training as FixtureDiagram));
  const [title] = elementsOf(root, 'title');
  const [description] = elementsOf(root, 'desc');
  expect(title && textOf(title)).toBe('Training pipeline');
  expect(description && textOf(description)).toMatch(/^How a batch travels/);
  expect(root.attributes.get('aria-labelledby')).toBe(title?.attributes.get('id'));
});

test('the line of today is not drawn: a plan is the same picture tomorrow', async () => {
  const plan = diagrams.find(({ name }) => name === 'gantt/plan');
  expect((await draw(plan as FixtureDiagram)).includes('class="today"')).toBe(false);
});
