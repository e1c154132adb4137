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
  return text.replaceAll('\r\n', '\n').split('\n').map(escapeLine).join('<br>');
}

/** One line of text for `accTitle` and `accDescr`, which end at the end of the line and know no quotes. */
export function escapeSentence(text: string): string {
  return cleanLine(text.replaceAll(/\s+/g, ' '), 400)
    .replaceAll(/["#<>&{};%`$\\]/g, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

function escapeLine(line: string): string {
  const clean = cleanLine(line, LONGEST_LINE);
  const escaped = [...clean].map((character) => ENTITIES[character] ?? character).join('');
  return escapeEmphasis(escapeListMark(escaped));
}

function cleanLine(line: string, longest: number): string {
  const clean = line.replaceAll(UNSAFE, '').toWellFormed();
  const characters = [...clean];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : clean;
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
