import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DrawingError } from '../../src/drawing/drawing-error.js';
import { startDrawing } from '../../src/drawing/start-drawing.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { elementsOf, parseXml, textOf } from './xml.js';

const drawing = startDrawing(createNodeHost());
afterAll(() => drawing.close());

const wordsOf = async (text: string): Promise<string> =>
  elementsOf(parseXml(await drawing.renderSvg(text)), 'text')
    .map(textOf)
    .join('|');

/** What a drawing must never hold, whatever its text says. */
const ACTIVE = /<script|<iframe|<foreignObject|\son\w+=|javascript:|data:text|url\(\s*["']?(?!#)[^)]|@import/i;

/** The first active thing in the tags of a drawing; its words may say what they like. */
function activePart(svg: string): string | undefined {
  return ACTIVE.exec(svg.replaceAll(/>[^<]*</g, '><'))?.[0];
}

describe('nothing in a drawing can act', () => {
  test.each([
    ['a script in a label', 'flowchart LR\n a["<script>alert(1)</script>x"] --> b["<img src=x onerror=alert(1)>y"]'],
    ['a click that runs', 'flowchart LR\n a --> b\n click a "javascript:alert(1)" "tip"\n click b call run()'],
    [
      'a link with a scheme of its own',
      'flowchart LR\n a --> b\n click a href "vbscript:x"\n click b href "data:text/html,x"',
    ],
    [
      'settings that would open the door',
      '%%{init: {"securityLevel":"loose","htmlLabels":true,"flowchart":{"htmlLabels":true},"themeCSS":"*{background:url(http://example.org/x)}","dompurifyConfig":{"ADD_TAGS":["script"]}}}%%\nflowchart LR\n a["<b>x</b>"] --> b',
    ],
    [
      'a font that is an address',
      '---\nconfig:\n  fontFamily: "x;background:url(http://example.org/x)"\n---\nflowchart LR\n a --> b',
    ],
    [
      'a note of a sequence',
      'sequenceDiagram\n A->>B: <img src=x onerror=alert(1)>\n link A: Board @ javascript:alert(1)',
    ],
    ['a class name', 'classDiagram\n class A["<script>x</script>"]\n click A href "javascript:alert(1)"'],
  ])('%s', async (_name, text) => {
    expect(activePart(await drawing.renderSvg(text))).toBeUndefined();
  });

  test('links to the web stay links', async () => {
    const svg = await drawing.renderSvg('flowchart LR\n a --> b\n click a href "https://example.org/?a=1&b=2" _blank');
    expect(/<a\b[^>]*href="([^"]*)"/.exec(svg)?.[1]).toBe('https://example.org/?a=1&amp;b=2');
  });
});

describe('labels are shown as they were meant', () => {
  test.each([
    ['a < b & c > d', 'a < b & c > d'],
    ['say #quot;hi#quot; #35;1 #9829;', 'say "hi" #1 ♥'],
    ["]]> -- ' <!-- x", "]]> -- ' <!-- x"],
    ['&lt;b&gt; &amp; &quot;', '<b> & "'],
    ['<b>bold</b> word', 'bold word'],
  ])('%s', async (label, shown) => {
    const words = await wordsOf(`flowchart LR\n a["${label}"]`);
    const plain = words
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    expect(plain.replace(/\s+/g, ' ').trim()).toBe(shown);
  });

  test('characters that XML cannot hold are replaced', async () => {
    const svg = await drawing.renderSvg('flowchart LR\n a["x\0y"] --> b["p\ud800q"]');
    expect(() => parseXml(svg)).not.toThrow();
    expect(svg.includes('p\ufffdq')).toBe(true);
  });
});

describe('what cannot be drawn is said', () => {
  test.each([
    ['a text of a megabyte', `flowchart LR\n${' a --> b\n'.repeat(120_000)}`, 'MMD-01', /at most 50000/],
    [
      'more than 500 edges',
      `flowchart LR\n${Array.from({ length: 501 }, (_, at) => ` a${at} --> b${at}`).join('\n')}`,
      'MMD-01',
      /Edge limit/,
    ],
    ['nothing', '', 'MMD-01', /no diagram type/],
    ['an unknown type', 'zenuml\n A.b()', 'MMD-01', /no diagram type/],
    ['a header alone', 'flowchart LR', 'MMD-12', /nothing in it/],
  ])('%s', async (_name, text, code, message) => {
    const error = await drawing.renderSvg(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DrawingError);
    const { finding } = error as DrawingError;
    expect(finding.code).toBe(code);
    expect(finding.message).toMatch(message);
  });
});

describe('places of problems', () => {
  test.each([
    ['flowchart LR\n  a[Conv2d (3x3)] --> b', 2, 12],
    ['---\ntitle: x\n---\n%% note\nflowchart LR\n  a[x] --> b[y (z)]', 6, 16],
    ['sequenceDiagram\n  A->>B hello', 2, 14],
    ['gitGraph\n  commit\n  branch 开', 3, 10],
    ['pie\n  "a" : x', 2, 9],
    ['---\ntitle: [a\n---\nflowchart LR\n a', 3, 1],
    ['quadrantChart\n  a: [2,3]', 2, 7],
    ['mindmap\n a\nb', 3, 1],
    ['flowchart LR\n a@{ shape: ellipse }', 2, 13],
    ['erDiagram\n A ||--o B : x', 2, 8],
    ['xychart-beta\n bar [a]', 2, 7],
  ])('%j', async (text, line, column) => {
    expect(await drawing.validate(text)).toMatchObject({ line, column });
  });

  test('a text between brackets, quotes and signs never ends the process, and a problem lies inside it', async () => {
    const signs = fc.constantFrom(
      'a',
      'b',
      '[',
      ']',
      '(',
      ')',
      '"',
      '-->',
      '|',
      '\n',
      ' ',
      '{',
      '}',
      ';',
      '%%',
      '#',
      '中',
      '\ud83d',
      '---',
      ':::',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(signs, { maxLength: 20 }), async (parts) => {
        const text = `flowchart LR\n${parts.join('')}`;
        const problem = await drawing.validate(text);
        if (!problem) return;
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.line).toBeLessThanOrEqual(text.split('\n').length);
        expect(problem.column).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 80 },
    );
  });

  test('any label gives well-formed XML that cannot act', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 20 }), async (label) => {
        const text = `flowchart LR\n a["${label.replaceAll('"', '#quot;')}"] --> b`;
        const svg = await drawing.renderSvg(text).catch((error: unknown) => {
          if (error instanceof DrawingError) return '<svg/>';
          throw error;
        });
        expect(() => parseXml(svg)).not.toThrow();
        expect(activePart(svg)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});
