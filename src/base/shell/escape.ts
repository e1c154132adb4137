/** A word of a POSIX shell that means itself: as it is where that is safe, else in single quotes. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoteAlways(word);
}

/**
 * The same on one line, for places where a line break ends more than the word: a comment, an instruction of a Dockerfile.
 * Line breaks at the very end are lost, as the shell drops them; no name of anything real ends in one.
 */
export function quoteWordOnLine(word: string): string {
  if (!/[\n\r]|<</.test(word)) return quoteWord(word);
  const format = word.replaceAll(/[\\%]/g, (character) => character.repeat(2));
  const escapes = { '\n': '\\n', '\r': '\\r', '<': '\\074' } as const;
  // `<<` even in quotes begins a here document to some readers of Dockerfiles.
  const line = format.replaceAll(/[\n\r<]/g, (character) => escapes[character as keyof typeof escapes]);
  return `"$(printf ${quoteAlways(line.replace(/^-/, '\\055'))})"`;
}

/** NUL can be in no word of any program. */
function quoteAlways(word: string): string {
  return `'${word.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}
