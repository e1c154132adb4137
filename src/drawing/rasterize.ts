import type { Host } from '../host/host.js';
import { assignFonts } from './fonts/assign-fonts.js';
import { findFonts } from './fonts/find-fonts.js';
import { nameFontPackages } from './fonts/font-package.js';
import { MAX_SIDE } from './portable/fit-view.js';
import type { MissingGlyphs } from './protocol.js';

/** Four bytes a pixel: what a picture may take of memory is 400 MB. */
const MAX_PIXELS = 100e6;

export type Raster =
  | { readonly kind: 'png'; readonly png: Uint8Array }
  | { readonly kind: 'missing-glyphs'; readonly missing: readonly MissingGlyphs[] }
  | { readonly kind: 'no-fonts' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * SVG → PNG with the fonts of this machine. resvg leaves out text without a font and ends the process over a broken size,
 * both without a word; so fonts and size are looked at first.
 */
export async function rasterize(host: Host, svg: string, scale: number): Promise<Raster> {
  const trouble = checkSize(svg, scale) ?? checkLabels(svg);
  if (trouble) return { kind: 'failed', reason: trouble };
  const { files, missing } = findFonts(host, codePointsOf(svg), {
    isBold: /bold|font-weight\W+[6-9]00/i.test(svg),
    isItalic: /italic|oblique/i.test(svg),
    isMono: /monospace|courier/i.test(svg),
  });
  if (files.length === 0) return { kind: 'no-fonts' };
  if (missing.length > 0) return { kind: 'missing-glyphs', missing: nameFontPackages(missing) };
  const family = files[0]?.families[0] ?? '';
  const mono = files.flatMap((file) => file.families).find((name) => /mono|courier/i.test(name)) ?? family;
  const { Resvg } = await import('@resvg/resvg-js');
  const image = new Resvg(assignFonts(svg, files), {
    background: backgroundOf(svg),
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: files.map((file) => file.path),
      defaultFontFamily: family,
      sansSerifFamily: family,
      serifFamily: family,
      monospaceFamily: mono,
    },
  });
  return { kind: 'png', png: image.render().asPng() };
}

function rootTag(svg: string): string {
  return /<svg\b[^>]*>/.exec(svg)?.[0] ?? '';
}

function checkSize(svg: string, scale: number): string | undefined {
  const root = rootTag(svg);
  const view = (/\bviewBox="([^"]*)"/.exec(root)?.[1] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const size = ['width', 'height'].map((name) => Number(new RegExp(`\\s${name}="([\\d.]+)(?:px)?"`).exec(root)?.[1]));
  const [width = Number.NaN, height = Number.NaN] = size;
  const isSound =
    view.length === 4 && [...view, ...size].every(Number.isFinite) && Math.min(view[2] ?? 0, view[3] ?? 0) > 0;
  if (!isSound || !(width >= 1 && height >= 1)) return 'the SVG has no usable width, height and viewBox';
  if (!(scale > 0 && scale <= 20)) return `a scale of ${scale} is not between 0 and 20`;
  if (Math.max(width, height) > MAX_SIDE || width * height * scale * scale > MAX_PIXELS) {
    return `the picture would be ${Math.round(width * scale)} × ${Math.round(height * scale)} pixels`;
  }
  return undefined;
}

function checkLabels(svg: string): string | undefined {
  return /<foreignObject\b/i.test(svg) ? 'its labels are HTML, which only a browser can draw' : undefined;
}

/** What the root's style says; resvg itself does not read it. */
function backgroundOf(svg: string): string {
  return /background-color:\s*([#\w(),.% ]+?)\s*[;"]/.exec(rootTag(svg))?.[1] ?? 'white';
}

/** The characters of all text in an SVG; style sheets, titles and descriptions are not drawn. */
function codePointsOf(svg: string): Set<number> {
  const codePoints = new Set<number>();
  const drawn = svg.replace(/<(style|title|desc)\b[^>]*>[^<]*<\/\1>/g, '');
  for (const [, text = ''] of drawn.matchAll(/>([^<>]+)</g)) {
    const plain = text.replace(/&#x([\da-f]+);|&#(\d+);|&\w+;/gi, (_whole, hexadecimal?: string, decimal?: string) => {
      const codePoint = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal ?? 0x26);
      return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '';
    });
    for (const character of plain) codePoints.add(character.codePointAt(0) ?? 0);
  }
  return codePoints;
}
