import { cutMiddle } from '../../views/run/short-kernel.js';

/** Pixels that a text takes in the widest of the usual fonts (DejaVu Sans, Verdana): nothing here can measure the one that is there. */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) >= 0x1100) em += 1;
    else em += /[ijlftrI.,:;'|!()[\]/ ·-]/.test(character) ? 0.4 : /[A-Z@%mw<>…+=]/.test(character) ? 0.82 : 0.62;
  }
  return em * size;
}

/** Letters of bold text are so much wider. */
export const BOLD = 1.12;

/** Shortened in the middle until it fits. */
export function fitText(text: string, width: number, size: number): string {
  if (text.length > 2000) return fitText(cutMiddle(text, 400), width, size);
  if (textWidth(text, size) <= width) return text;
  let longest = Math.max(4, Math.floor((width / textWidth(text, size)) * [...text].length) + 2);
  while (longest > 4 && textWidth(cutMiddle(text, longest), size) > width) longest -= 1;
  return cutMiddle(text, longest);
}
