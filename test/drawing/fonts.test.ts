import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignFonts } from '../../src/drawing/fonts/assign-fonts.js';
import { findFonts } from '../../src/drawing/fonts/find-fonts.js';
import { type FontFile, readFontFile } from '../../src/drawing/fonts/font-file.js';
import { nameFontPackages } from '../../src/drawing/fonts/font-package.js';
import { rasterize } from '../../src/drawing/rasterize.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { CJK_FONTS, type RequiredTool, requireTool } from '../setup/tools.js';

const LIBERATION = '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf';
const CJK = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';

const LIBERATION_FONTS: RequiredTool = {
  name: 'Liberation Sans',
  isPresent: () => existsSync(LIBERATION),
  installCommand: 'apt-get install fonts-liberation',
};

const codePoints = (text: string): number[] => [...text].map((character) => character.codePointAt(0) ?? 0);
const regular = { isBold: false, isItalic: false, isMono: false };

function svgOf(text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40"><title>题</title><style>.x{content:"式"}</style><text x="5" y="25">${text}</text></svg>`;
}

describe('readFontFile', () => {
  test('knows the characters and the name of a font', (context) => {
    requireTool(context, LIBERATION_FONTS);
    const font = readFontFile(LIBERATION, readFileSync(LIBERATION));
    expect(font?.families).toEqual(['Liberation Sans']);
    expect(codePoints('Aä€Ωж').map((codePoint) => font?.has(codePoint))).toEqual([true, true, true, true, true]);
    expect(codePoints('中😀').map((codePoint) => font?.has(codePoint))).toEqual([false, false]);
  });

  test('knows the fonts of a collection', (context) => {
    requireTool(context, CJK_FONTS);
    const font = readFontFile(CJK, readFileSync(CJK));
    expect(font?.families).toEqual(expect.arrayContaining(['Noto Sans CJK SC', 'Noto Sans CJK JP']));
    expect(codePoints('中あ한𠮷').every((codePoint) => font?.has(codePoint))).toBe(true);
  });

  test('takes what is no font for none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readFontFile('x.ttf', bytes)).not.toThrow();
      }),
      { numRuns: 100 },
    );
    expect(readFontFile('x.ttf', new Uint8Array())).toBeUndefined();
  });

  test('survives a font that is cut off or garbled anywhere', (context) => {
    requireTool(context, LIBERATION_FONTS);
    const bytes = readFileSync(LIBERATION);
    for (let length = 0; length < 4000; length += 97)
      expect(() => readFontFile('x', bytes.subarray(0, length))).not.toThrow();
  });
});

describe('findFonts', () => {
  test('reads the collection of Chinese fonts only for a text that needs it', (context) => {
    requireTool(context, CJK_FONTS);
    const latin = findFonts(createNodeHost(), codePoints('Hello – ©'), regular);
    expect(latin.missing).toEqual([]);
    expect(latin.files).toHaveLength(1);
    const chinese = findFonts(createNodeHost(), codePoints('Hello 中文'), { ...regular, isBold: true });
    expect(chinese.missing).toEqual([]);
    expect(chinese.files.some(({ families }) => families.includes('Noto Sans CJK SC'))).toBe(true);
    expect(chinese.files.some(({ path }) => /Bold/.test(path))).toBe(true);
  });

  test('says which characters no font has, and which package would', (context) => {
    requireTool(context, LIBERATION_FONTS);
    const host = createMemoryHost({
      '/usr/share/fonts/LiberationSans-Regular.ttf': readFileSync(LIBERATION),
      '/usr/share/fonts/broken.ttf': 'no font',
    });
    const { files, missing } = findFonts(host, codePoints('Hi 中文 😀 ก\u200d\n'), regular);
    expect(files).toHaveLength(1);
    expect(nameFontPackages(missing)).toEqual([
      { fontPackage: 'fonts-noto-cjk', sample: '中 文' },
      { fontPackage: 'fonts-noto-color-emoji', sample: '😀' },
      { fontPackage: 'fonts-noto-core', sample: 'ก' },
    ]);
  });
});

describe('rasterize', () => {
  test('refuses a picture without any font', async () => {
    expect(await rasterize(createMemoryHost({}), svgOf('Hello'), 1)).toEqual({ kind: 'no-fonts' });
  });

  test('refuses a picture with characters that no font has; titles and styles are not drawn', async (context) => {
    requireTool(context, LIBERATION_FONTS);
    const host = createMemoryHost({ '/usr/share/fonts/LiberationSans-Regular.ttf': readFileSync(LIBERATION) });
    expect(await rasterize(host, svgOf('Hello 中'), 1)).toEqual({
      kind: 'missing-glyphs',
      missing: [{ fontPackage: 'fonts-noto-cjk', sample: '中' }],
    });
    expect((await rasterize(createNodeHost(), svgOf('Hello'), 1)).kind).toBe('png');
  });

  test('draws text, not only boxes', async (context) => {
    requireTool(context, CJK_FONTS);
    const sizeOf = async (text: string): Promise<number> => {
      const raster = await rasterize(createNodeHost(), svgOf(text), 2);
      return raster.kind === 'png' ? raster.png.length : 0;
    };
    const empty = await sizeOf('');
    for (const text of ['Hello', '中文标题', 'Привет', 'שלום']) expect(await sizeOf(text)).toBeGreaterThan(empty + 400);
  });

  test.each([
    ['labels that are HTML', '<svg width="9" height="9" viewBox="0 0 9 9"><foreignObject/></svg>', /HTML/],
    ['more pixels than memory', '<svg width="90000" height="90000" viewBox="0 0 9 9"></svg>', /pixels/],
  ])('refuses %s', async (_name, svg, reason) => {
    expect(await rasterize(createNodeHost(), svg, 1)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(reason),
    });
  });
});

describe('assignFonts', () => {
  const font = (name: string, characters: RegExp): FontFile => ({
    path: name,
    families: [name],
    has: (codePoint) => characters.test(String.fromCodePoint(codePoint)),
  });
  const fonts = [
    font('Latin', /[\x20-\x7e]/),
    font('Wide', /[\x20-\x7e\u4e00-\u9fff]/),
    font('Arabic', /[\u0600-\u06ff]/),
  ];

  test('leaves alone what the first font can draw', () => {
    const svg = '<svg><title>中</title><text>Hello &amp; more</text></svg>';
    expect(assignFonts(svg, fonts)).toBe(svg);
  });

  test('names one font for a text where one has all of it, else one for each run', () => {
    expect(assignFonts('<text>数据 set</text>', fonts)).toBe('<text><tspan font-family="Wide">数据 set</tspan></text>');
    expect(assignFonts('<text>a سلام b</text>', fonts)).toBe(
      '<text>a <tspan font-family="Arabic">سلام </tspan>b</text>',
    );
  });

  test('begins lines from the right with a mark, so that all of the line is moved to its place', () => {
    expect(assignFonts('<text>سلام</text>', fonts)).toBe('<text><tspan font-family="Arabic">\u200eسلام</tspan></text>');
  });
});
