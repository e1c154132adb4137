/**
 * A sentence as one line of Markdown or MDX in which nothing but letters is meant. No more is escaped than must be:
 * formatters take needless backslashes away, and the block would look edited.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*{[<$~]/g, (character) => `\\${character}`)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replaceAll(/&(?=#?[A-Za-z0-9]{1,32};)/g, '\\&')
    .replace(/^[#>+=-]/, (character) => `\\${character}`)
    .replace(/^(\d{1,9})([.)])/, (_all, digits: string, mark: string) => `${digits}\\${mark}`);
}

/** A value of a marker's attribute, in the quotes that it needs. A marker cannot hold what ends its comment. */
export function quoteAttribute(value: string): string | undefined {
  if (/--+>|\*\/|[\r\n]/.test(value)) return undefined;
  if (/^[^\s"']+$/.test(value)) return value;
  if (!value.includes('"')) return `"${value}"`;
  return value.includes("'") ? undefined : `'${value}'`;
}
