/** A name that `ENV` and `LABEL` take as it is. */
const NAME = /^[A-Za-z_][\w.-]*$/;

/** Means the same to every builder, without quotes. */
const PLAIN_PATH = /^[\w./][\w./-]*$/;

export function isSayableName(name: string): boolean {
  return NAME.test(name);
}

/** No instruction can hold a line break: the line would end there, and a continued line loses it. */
export function isSayableValue(value: string): boolean {
  return !/[\n\r\0]/.test(value);
}

/** A value of `ENV` or `LABEL`, in double quotes and without variables; line breaks become spaces. */
export function quoteValue(value: string): string {
  return `"${onOneLine(value).replaceAll(/[\\"$]/g, (character) => `\\${character}`)}"`;
}

/** A path as the only argument of an instruction. */
export function quotePath(path: string): string {
  return PLAIN_PATH.test(path) ? path : quoteValue(path);
}

/** The reference of an image, with nothing in it that no reference has: no second word, no option, no variable. */
export function cleanReference(reference: string): string {
  return reference.replaceAll(/[^\w./:@+-]/g, '').replace(/^-+/, '');
}

/** Paths of `COPY`: words in which variables and quotes, and in a source patterns too, mean themselves. */
export function copyPaths(source: string, target: string): string {
  if (PLAIN_PATH.test(source) && PLAIN_PATH.test(target)) return `${source} ${target}`;
  const literal = onOneLine(source).replaceAll(/[[*?\\]/g, (character) =>
    character === '\\' ? '\\\\' : `[${character}]`,
  );
  // `<<` even in quotes begins a here document to some readers.
  return jsonWords([escapeWord(literal), escapeWord(target)]).replaceAll('<', '\\u003c');
}

/** A word that the builder looks for variables and quotes in. */
function escapeWord(word: string): string {
  return onOneLine(word).replaceAll(/[\\"'$]/g, (character) => `\\${character}`);
}

/** The exec form: words that no shell and no builder reads. */
export function jsonWords(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word.toWellFormed())).join(', ')}]`;
}

/** A text that stands in for a match of `sed 's,…,HERE,'`. */
export function escapeReplacement(text: string): string {
  return onOneLine(text).replaceAll(/[\\&,]/g, (character) => `\\${character}`);
}

function onOneLine(text: string): string {
  return text
    .replaceAll('\0', '')
    .replaceAll(/\r\n|[\n\r]/g, ' ')
    .toWellFormed();
}
