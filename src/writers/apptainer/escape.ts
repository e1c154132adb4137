/** A name of a file that needs no quotes, and is no option. */
export function toFileName(text: string): string {
  const name = text.replaceAll(/[^\w.-]+/g, '-').replace(/^[-.]+/, '');
  return name === '' ? 'torchdock' : name;
}
