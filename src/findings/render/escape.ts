/**
 * Texts of users on their way out. Nothing in a file may steer the terminal that shows it: escape sequences would hide,
 * forge or recolour what is said, and direction marks would reorder it (the "Trojan Source" trick).
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Control and invisible characters as visible ones (`␛`, `␍`, `\u202e`), so that one line stays one line. */
export function visibleText(text: string): string {
  return text.replace(UNSAFE, visibleCharacter);
}

function visibleCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** What a terminal may obey of our own text: colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
// oxlint-disable-next-line no-control-regex -- it is what is looked for
const COLOR = /(\u001b\[[\d;]*m)/;

/** Lines on their way to a terminal: colours stay where they are wanted, whatever else would steer it becomes visible. */
export function visibleLines(text: string, hasColor: boolean): string {
  const clean = (line: string): string =>
    hasColor
      ? line
          .split(COLOR)
          .map((part, index) => (index % 2 === 1 ? part : visibleText(part)))
          .join('')
      : visibleText(line);
  return text.split('\n').map(clean).join('\n');
}

/** Data of a GitHub workflow command (docs.github.com, "Workflow commands": `%`, CR and LF are percent-encoded). */
export function escapeGithubData(text: string): string {
  return text.replace(/[%\r\n]/g, encodePercent);
}

/** A property of a GitHub workflow command: `:` and `,` would end it. */
export function escapeGithubProperty(text: string): string {
  return text.replace(/[%\r\n:,]/g, encodePercent);
}

function encodePercent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A path relative to the root as a URI reference: each part percent-encoded, the slashes kept. */
export function escapeUriPath(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(LONE_SURROGATE, '\ufffd')))
    .join('/');
}
