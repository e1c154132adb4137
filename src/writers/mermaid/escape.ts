/**
 * Characters that mean something inside a quoted Mermaid label, as Mermaid's own entity codes (`#35;` is `#`). Beyond
 * quotes and angle brackets: the backtick starts a Markdown string, `$$` a formula, `%%{` a directive, `\n` a line
 * break, `&` an HTML entity, `*` and `_` emphasis.
 */
const ENTITIES: Readonly<Record<string, string>> = {
  '"': '#quot;',
  '#': '#35;',
  '<': '#lt;',
  '>': '#gt;',
  '&': '#amp;',
  '`': '#96;',
  $: '#36;',
  '%': '#37;',
  '\\': '#92;',
  '*': '#42;',
  '{': '#123;',
  '}': '#125;',
  '[': '#91;',
  ']': '#93;',
  ';': '#59;',
  '|': '#124;',
  '~': '#126;',
};

/** Characters that no label may carry: controls, and marks that turn the direction of what follows. */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- these are the characters that are removed
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

/** Longest line of a label; longer ones are cut and end in `…`. */
const LONGEST_LINE = 80;

/** A label as the text between the quotes: entities for what means something, `<br>` for a line break. */
export function escapeLabel(text: string): string {
  return escapeStyle(text.replaceAll('\r\n', '\n').split('\n').flatMap(breakLine).map(escapeLine).join('<br>'));
}

/** The title of a group: one line. */
export function escapeTitle(text: string): string {
  return escapeStyle(escapeLine(text.replaceAll(/\s+/g, ' ')));
}

/** Mermaid breaks a line at 200 pixels, 12.5 em of its 16-pixel font, in the middle of a word if it must. */
const WIDEST_LINE_EM = 12.4;

/** Breaks a long line at spaces; a word that is too long alone, after a sign that joins the parts of a name. */
function breakLine(line: string): readonly string[] {
  const words = line.slice(0, 4 * LONGEST_LINE).split(/(?<= )/);
  const parts = words.flatMap((word) =>
    widthEm(word.trimEnd()) > WIDEST_LINE_EM ? joinParts(word.split(/(?<=[/:@,=_-])/)) : word,
  );
  return joinParts(parts).map((part) => part.trimEnd());
}

/** As many parts a line as fit. */
function joinParts(parts: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && widthEm(last) + widthEm(part.trimEnd()) <= WIDEST_LINE_EM)
      lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}

/** Width of a text in Arial, near enough to break lines: classes of its advance widths; from Hangul on a full em. */
function widthEm(text: string): number {
  let width = 0;
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) >= 0x1100) width += 1;
    else width += /[ijltfrI.,:;'|!()[\]/ \u00a0·-]/.test(character) ? 0.28 : /[A-Z@%mw]/.test(character) ? 0.69 : 0.55;
  }
  return width;
}

/** One line of text for `accTitle` and `accDescr`, which end at the end of the line and know no quotes. */
export function escapeSentence(text: string): string {
  return cleanLine(text.replaceAll(/\s+/g, ' '), 400)
    .replaceAll(/["#<>&{};%`$\\]/g, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/(direction) (?=TB|BT|RL|LR|TD)/gi, '$1-')
    .trim();
}

function escapeLine(line: string): string {
  const clean = cleanLine(line, LONGEST_LINE);
  const escaped = [...clean].map((character) => ENTITIES[character] ?? character).join('');
  return escapeDirection(escapeEmphasis(escapeListMark(escaped)));
}

function cleanLine(line: string, longest: number): string {
  const clean = line.replaceAll(UNSAFE, '').toWellFormed();
  const characters = [...clean];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : clean;
}

/**
 * Mermaid takes a line with `style` anywhere, also in a name, then `:`, then `#…;` for a style and drops its last `;`, which
 * ends one of our entities.
 */
function escapeStyle(label: string): string {
  return label.replaceAll(/:(?=\S*#)/g, '#58;');
}

/** Mermaid takes a line that says `direction TB` anywhere, also inside quotes, for the direction of a group. */
function escapeDirection(line: string): string {
  return line.replaceAll(/d(?=irection\s+(?:TB|BT|RL|LR|TD))/gi, (letter) => `#${letter.charCodeAt(0)};`);
}

/** `1. x`, `- x`, `+ x` at the start of a label would be read as a Markdown list. */
function escapeListMark(line: string): string {
  return line.replace(
    /^(\s*)(?:(\d+)\.(\s)|([-+])(\s))/,
    (_all, indent: string, digits?: string, after?: string, mark?: string, space?: string) =>
      digits === undefined ? `${indent}${mark === '-' ? '#45;' : '#43;'}${space}` : `${indent}${digits}#46;${after}`,
  );
}

/** `__init__` at the edge of a word would be emphasis; inside a word (`train_v2`) it is not. */
function escapeEmphasis(line: string): string {
  return line.replaceAll(/(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])/g, (marks) => '#95;'.repeat(marks.length));
}
