import type { FontFile } from './font-file.js';

/** Parts of an SVG whose text is not drawn. */
const UNDRAWN = /(<(?:style|title|desc)\b[^>]*>[^<]*<\/(?:style|title|desc)>)/;

/** Characters that belong to their neighbours: spaces, marks, joiners. */
const ATTACHED = /^[\s\p{M}\p{Cf}]$/u;

/**
 * Names the font of each text that the first font cannot draw alone. resvg finds one by itself, too, but takes the first
 * in the list whatever its weight and language: Chinese titles would not be bold.
 */
export function assignFonts(svg: string, fonts: readonly FontFile[]): string {
  const [base] = fonts;
  if (!base) return svg;
  const families = chooseFamilies(svg, fonts);
  return svg
    .split(UNDRAWN)
    .map((part) =>
      UNDRAWN.test(part)
        ? part
        : part.replace(/>([^<>]+)</g, (_, text: string) => `>${assignText(markStart(text), fonts, families)}<`),
    )
    .join('');
}

const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * resvg moves only the first character to where a line starts. In a line that begins from the right that one is drawn
 * last, and all others stay behind; an invisible mark at its front is drawn first and takes them along.
 */
function markStart(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u200e${text}` : text;
}

/** One font for all of a text where there is one: resvg shapes a line as a whole, and mixes fonts within it badly. */
function assignText(text: string, fonts: readonly FontFile[], families: ReadonlyMap<FontFile, string>): string {
  const pieces = piecesOf(text).filter((piece) => !ATTACHED.test(piece));
  const whole = fonts.find((font) => pieces.every((piece) => font.has(codePointOf(piece))));
  if (!whole) return assignRuns(text, fonts, families);
  const family = families.get(whole);
  return whole === fonts[0] || !family ? text : `<tspan font-family="${family}">${text}</tspan>`;
}

function assignRuns(text: string, fonts: readonly FontFile[], families: ReadonlyMap<FontFile, string>): string {
  const [base] = fonts;
  let result = '';
  let run = '';
  let runFont = base;
  const close = (): void => {
    const family = runFont && families.get(runFont);
    result += runFont === base || !family || run.trim() === '' ? run : `<tspan font-family="${family}">${run}</tspan>`;
    run = '';
  };
  for (const piece of piecesOf(text)) {
    const font = fontOf(piece, fonts, runFont);
    if (font !== runFont) close();
    runFont = font;
    run += piece;
  }
  close();
  return result;
}

function fontOf(piece: string, fonts: readonly FontFile[], current: FontFile | undefined): FontFile | undefined {
  return ATTACHED.test(piece) ? current : (fonts.find((font) => font.has(codePointOf(piece))) ?? current);
}

/** Characters; those that XML escapes stay whole. */
function piecesOf(text: string): string[] {
  return text.match(/&#?\w+;|[\s\S]/gu) ?? [];
}

function codePointOf(piece: string): number {
  return piece.length > 2 && piece.startsWith('&') ? 0x26 : (piece.codePointAt(0) ?? 0);
}

/** A collection of Chinese, Japanese and Korean fonts draws some characters differently for each language. */
function chooseFamilies(svg: string, fonts: readonly FontFile[]): Map<FontFile, string> {
  const ending = /\p{Script=Hiragana}|\p{Script=Katakana}/u.test(svg)
    ? 'JP'
    : /\p{Script=Han}/u.test(svg)
      ? 'SC'
      : /\p{Script=Hangul}/u.test(svg)
        ? 'KR'
        : 'SC';
  const chosen = new Map<FontFile, string>();
  for (const font of fonts) {
    const family = font.families.find((name) => name.endsWith(` ${ending}`) && !/mono/i.test(name)) ?? font.families[0];
    if (family && /^[\w .-]+$/.test(family)) chosen.set(font, family);
  }
  return chosen;
}
