/** A sentence as one line of Markdown or MDX in which nothing but letters is meant. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>#|~&$]/g, (character) => `\\${character}`);
}

/** A value of a marker's attribute, in the quotes that it needs. A marker cannot hold what ends its comment. */
export function quoteAttribute(value: string): string | undefined {
  if (/--+>|\*\/|[\r\n]/.test(value)) return undefined;
  if (/^[^\s"']+$/.test(value)) return value;
  if (!value.includes('"')) return `"${value}"`;
  return value.includes("'") ? undefined : `'${value}'`;
}
