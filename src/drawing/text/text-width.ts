import { type FaceName, WIDTH_BLOCKS } from './width-table.js';

/** What of a font decides widths. Sizes are CSS pixels. */
export interface TextFont {
  readonly family: 'sans' | 'serif' | 'mono';
  readonly isBold: boolean;
  readonly sizePx: number;
}

/** Ascent and descent of Liberation Sans (its `hhea` table) in em; browsers round both to whole pixels. */
const ASCENT_EM = 0.905;
const DESCENT_EM = 0.212;

/** Advance of every glyph of Liberation Mono, in em. */
const MONO_EM = 0.6;
const IDEOGRAPH_EM = 1;
/** Hangul syllables are narrower than ideographs in Noto Sans CJK. */
const HANGUL_EM = 0.92;
/** Noto Color Emoji: 2550 units of 2048. */
const EMOJI_EM = 1.245;
/** For scripts without a table: near the mean of Noto Sans over Devanagari, Thai, Georgian, Armenian. */
const OTHER_EM = 0.62;

/** East Asian Width W and F (Unicode TR 11), without what the emoji test takes; sorted pairs, both ends included. */
const WIDE_RANGES: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1aff0, 0x1b2fb],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

const COMBINING = /^[\p{M}\p{Cf}\u{1f3fb}-\u{1f3ff}]$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;
const ZERO_WIDTH_JOINER = 0x200d;
const EMOJI_SELECTOR = 0xfe0f;

const knownWidths = new Map<FaceName | 'mono', Map<number, number>>();

/** Width of one line of text as a browser without kerning would set it, in pixels. */
export function measureTextWidth(text: string, font: TextFont): number {
  const face = faceOf(font);
  let em = 0;
  let previous = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint === EMOJI_SELECTOR) em += Math.max(0, EMOJI_EM - advanceEm(previous, face));
    else if (previous !== ZERO_WIDTH_JOINER) em += advanceEm(codePoint, face);
    previous = codePoint;
  }
  return em * font.sizePx;
}

/** How far a line reaches above and below its baseline, in pixels. */
export function measureTextHeight(font: TextFont): { readonly ascent: number; readonly descent: number } {
  return { ascent: Math.round(ASCENT_EM * font.sizePx), descent: Math.round(DESCENT_EM * font.sizePx) };
}

function faceOf(font: TextFont): FaceName | 'mono' {
  if (font.family === 'mono') return 'mono';
  if (font.family === 'serif') return font.isBold ? 'serifBold' : 'serif';
  return font.isBold ? 'sansBold' : 'sans';
}

/** Every width is looked up once: texts that Mermaid breaks into lines are measured again for each word. */
function advanceEm(codePoint: number, face: FaceName | 'mono'): number {
  const widths = widthsOf(face);
  const known = widths.get(codePoint);
  if (known !== undefined) return known;
  const width = unlistedEm(codePoint, face);
  widths.set(codePoint, width);
  return width;
}

function unlistedEm(codePoint: number, face: FaceName | 'mono'): number {
  if (codePoint < 0x20) return 0;
  const character = String.fromCodePoint(codePoint);
  if (COMBINING.test(character)) return 0;
  if (codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff) return EMOJI_EM / 2;
  if (EMOJI.test(character)) return EMOJI_EM;
  if (codePoint >= 0xac00 && codePoint <= 0xd7ff) return HANGUL_EM;
  if (isWide(codePoint)) return IDEOGRAPH_EM;
  if (codePoint >= 0xff61 && codePoint <= 0xffdc) return IDEOGRAPH_EM / 2;
  return face === 'mono' ? MONO_EM : OTHER_EM;
}

function isWide(codePoint: number): boolean {
  return WIDE_RANGES.some(([from, to]) => codePoint >= from && codePoint <= to);
}

/**
 * Widths in em by code point. Symbols that a browser shows as emoji are not taken from the table: DejaVu has narrower
 * ones, and where there is a colour font it is that one which is seen.
 */
function widthsOf(face: FaceName | 'mono'): Map<number, number> {
  const known = knownWidths.get(face);
  if (known) return known;
  const widths = new Map<number, number>();
  for (const block of face === 'mono' ? [] : WIDTH_BLOCKS[face]) {
    block.widths.split(' ').forEach((width, index) => {
      const codePoint = block.from + index;
      const character = String.fromCodePoint(codePoint);
      if (width !== '' && !COMBINING.test(character) && !EMOJI.test(character))
        widths.set(codePoint, Number(width) / 1000);
    });
  }
  knownWidths.set(face, widths);
  return widths;
}
