import stringWidth from 'string-width';

/** Cells that a text takes in a terminal: 2 for CJK and emoji, 0 for marks that combine. Plain ASCII is only counted. */
export function cellWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
