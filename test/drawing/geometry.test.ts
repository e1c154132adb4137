import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { svgPathBbox } from 'svg-path-bbox';
import { describe, expect, test } from 'vitest';
import type { SvgElement } from '../../src/drawing/dom/svg-element.js';
import { boundingBox, screenMatrix } from '../../src/drawing/geometry/bounding-box.js';
import { boxOfPoints } from '../../src/drawing/geometry/box.js';
import { parseTransform, transformBox, transformPoint } from '../../src/drawing/geometry/matrix.js';
import { lengthOfPoints, pointAlong, samplePath } from '../../src/drawing/geometry/path-points.js';

function element(svg: string, selector: string): SvgElement {
  const { document } = parseHTML(`<!doctype html><html><body>${svg}</body></html>`);
  return document.querySelector(selector) as unknown as SvgElement;
}

const size = (svg: string, selector = 'g'): readonly number[] | undefined => {
  const box = boundingBox(element(svg, selector));
  return (
    box && [box.left, box.top, box.right - box.left, box.bottom - box.top].map((value) => Math.round(value * 10) / 10)
  );
};

describe('paths', () => {
  /** Boxes as `getBBox` gives them in Chromium 156: left, top, right, bottom. */
  test.each<readonly [string, readonly number[]]>([
    ['M0,10 a47,10 0,0,0 95,0 a47,10 0,0,0 -95,0 l0,42 a47,10 0,0,0 95,0 l0,-42', [0, -0.1, 95, 62.1]],
    ['M10 10 C 20 20, 40 20, 50 10 S 80 0 90 10', [10, 2.5, 90, 17.5]],
    ['M10 80 Q 52.5 10, 95 80 T 180 80', [10, 45, 180, 115]],
    [
      'M 10 315 L 110 215 A 30 50 0 0 1 162.55 162.45 L 172.55 152.45 A 30 50 -45 0 1 215.1 109.9 Z',
      [10, 89.8, 215.1, 315],
    ],
    ['m1 1 h10 v-20 H-3 V7 z m5 5 l1,1', [-3, -19, 11, 7]],
    ['M0 0a5 5 0 01 10 0', [0, -5, 10, 0]],
    ['M0 0 10 0 10-5.5.5 1e1', [0, -5.5, 10, 10]],
  ])('%s has the box that a browser computes', (d, expected) => {
    const box = boxOfPoints(samplePath(d));
    const found = [box?.left, box?.top, box?.right, box?.bottom];
    for (const [side, value] of expected.entries()) expect(Math.abs((found[side] ?? 99) - value)).toBeLessThan(0.5);
  });

  test('have the boxes that another library computes exactly', () => {
    const number = fc.integer({ min: -100, max: 100 });
    const command = fc.oneof(
      fc.tuple(fc.constantFrom('L', 'l', 'T', 't'), fc.tuple(number, number)),
      fc.tuple(fc.constantFrom('H', 'h', 'V', 'v'), fc.tuple(number)),
      fc.tuple(fc.constantFrom('C', 'c'), fc.tuple(number, number, number, number, number, number)),
      fc.tuple(fc.constantFrom('S', 's', 'Q', 'q'), fc.tuple(number, number, number, number)),
    );
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 6 }), (commands) => {
        const d = `M0 0 ${commands.map(([letter, values]) => letter + values.join(' ')).join(' ')}`;
        const box = boxOfPoints(samplePath(d));
        const sides = [box?.left, box?.top, box?.right, box?.bottom];
        // Curves are sampled: a bend between two samples is missed by little.
        const allowed = 0.5 + Math.max(...svgPathBbox(d).map(Math.abs)) * 0.02;
        for (const [side, exact] of svgPathBbox(d).entries())
          expect(Math.abs((sides[side] ?? 999) - exact)).toBeLessThan(allowed);
      }),
      { numRuns: 100 },
    );
  });

  test('have lengths and points along them', () => {
    const points = samplePath('M0 0 L30 40 L30 100');
    expect(lengthOfPoints(points)).toBe(110);
    expect(pointAlong(points, 50)).toEqual({ x: 30, y: 40 });
    expect(pointAlong(points, 80)).toEqual({ x: 30, y: 70 });
    expect(pointAlong(points, 999)).toEqual({ x: 30, y: 100 });
    expect(lengthOfPoints(samplePath('M0 0 A10 10 0 0 1 20 0'))).toBeCloseTo(Math.PI * 10, 0);
  });

  test('of any text are points, and no error', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[MLHVCSQTAZmlhvz0-9 ,.e-]{0,60}$/), (d) => {
        for (const point of samplePath(d)) expect(typeof point.x).toBe('number');
      }),
      { numRuns: 100 },
    );
  });
});

describe('transforms', () => {
  test('are applied from right to left', () => {
    expect(transformPoint(parseTransform('translate(10, 5) scale(2)'), { x: 3, y: 4 })).toEqual({ x: 16, y: 13 });
    const turned = transformPoint(parseTransform('rotate(90 10 10)'), { x: 20, y: 10 });
    expect([Math.round(turned.x), Math.round(turned.y)]).toEqual([10, 20]);
    expect(transformPoint(parseTransform('matrix(1 0 0 1 7 8)'), { x: 0, y: 0 })).toEqual({ x: 7, y: 8 });
  });

  test('that are malformed change nothing', () => {
    for (const text of ['', 'rotate(', 'spin(4)', 'translate(a,b)']) {
      expect(transformPoint(parseTransform(text), { x: 1, y: 2 })).toEqual({ x: 1, y: 2 });
    }
  });

  test('turn boxes into the boxes round them', () => {
    const box = transformBox(parseTransform('rotate(45)'), { left: -1, top: -1, right: 1, bottom: 1 });
    expect(box?.right).toBeCloseTo(Math.SQRT2);
  });
});

describe('boundingBox', () => {
  test('unites children where their transforms put them', () => {
    expect(
      size('<svg><g><rect x="0" y="0" width="10" height="10"/><circle r="5" transform="translate(30 5)"/></g></svg>'),
    ).toEqual([0, 0, 35, 10]);
  });

  test('leaves out what is not drawn: empty shapes, hidden ones, markers and definitions', () => {
    const inside = '<rect x="9" y="9" width="1" height="1"/>';
    expect(size(`<svg><g><rect/><rect width="0" height="5"/>${inside}</g></svg>`)).toEqual([9, 9, 1, 1]);
    expect(size(`<svg><g><rect style="display:none" width="99" height="99"/>${inside}</g></svg>`)).toEqual([
      9, 9, 1, 1,
    ]);
    expect(
      size(
        `<svg><g><defs><rect width="99" height="99"/></defs><marker><path d="M0 0 L99 99"/></marker>${inside}</g></svg>`,
      ),
    ).toEqual([9, 9, 1, 1]);
    expect(size('<svg><g></g></svg>')).toBeUndefined();
  });

  test('obeys the style sheet of the drawing', () => {
    const text = (css: string, attributes = ''): readonly number[] | undefined =>
      size(`<svg id="d"><style>${css}</style><g class="label"><text ${attributes}>WWW</text></g></svg>`, 'text');
    const [, , plain = 0] = text('') ?? [];
    expect(text('#d .label text{font-size:32px;}')?.[2]).toBeCloseTo(plain * 2, 0);
    expect(text('#d .label{font-size:200%;}')?.[2]).toBeCloseTo(plain * 2, 0);
    expect(text('#d .other text{font-size:32px;}')?.[2]).toBe(plain);
    expect(text('#d text{text-anchor:middle;}')?.[0]).toBeCloseTo(-plain / 2, 0);
    expect(text('#d .label>text{text-anchor:end;}')?.[0]).toBeCloseTo(-plain, 0);
    expect(text('#d text{font-size:32px;}', 'style="font-size:16px"')?.[2]).toBe(plain);
    expect(text('#d text{font-size:32px!important;}', 'style="font-size:16px"')?.[2]).toBeCloseTo(plain * 2, 0);
    expect(text('@keyframes a{from{font-size:99px;}}#d text{font-size:32px;}')?.[2]).toBeCloseTo(plain * 2, 0);
  });

  test('places lines of tspans, each where its own attributes say', () => {
    const lines =
      '<text y="-10.1"><tspan x="0" y="-0.1em" dy="1.1em">WWW</tspan><tspan x="0" y="1em" dy="1.1em">W</tspan></text>';
    expect(size(`<svg><g>${lines}</g></svg>`)).toEqual([0, 2, 45.3, 34.6]);
  });

  test('collapses spaces as SVG does', () => {
    const width = (text: string, attributes = ''): number =>
      size(`<svg><g><text ${attributes}>${text}</text></g></svg>`)?.[2] ?? 0;
    expect(width('  a \n  b')).toBe(width('a b'));
    expect(width('a  b', 'xml:space="preserve"')).toBeGreaterThan(width('a b'));
  });

  test('moves text by its baseline', () => {
    const top = (baseline: string): number =>
      size(`<svg><g><text dominant-baseline="${baseline}">x</text></g></svg>`)?.[1] ?? 0;
    expect(top('auto')).toBe(-14);
    expect(top('central')).toBeGreaterThan(top('auto'));
    expect(top('text-before-edge')).toBeGreaterThan(-1);
  });

  test('survives nesting that no drawing has', () => {
    const deep = `<svg>${'<g>'.repeat(5000)}<rect width="1" height="1"/>${'</g>'.repeat(5000)}</svg>`;
    expect(() => size(deep)).not.toThrow();
  });
});

test('screenMatrix composes the transforms of all ancestors', () => {
  const inner = element(
    '<svg><g transform="translate(10 0)"><g transform="scale(2)"><rect width="1" height="1"/></g></g></svg>',
    'rect',
  );
  expect(transformPoint(screenMatrix(inner), { x: 1, y: 1 })).toEqual({ x: 12, y: 2 });
});
