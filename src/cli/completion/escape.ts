/** A word or sentence inside single quotes, for bash and zsh. */
export function quoteForPosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A word of a command line that is suggested: as it is where that is safe, else in quotes. */
export function quoteIfNeeded(word: string): string {
  return /^[\w./][\w./@%+,=:-]*$/.test(word) ? word : quoteForPosix(word);
}

/** Inside single quotes fish knows two escapes. */
export function quoteForFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A description inside `[…]` of a zsh `_arguments` spec. */
export function escapeZshDescription(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}
