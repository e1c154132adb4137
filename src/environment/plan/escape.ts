/** One field of `--mount`, a line of comma separated values: quoted where it holds a comma or a quote (RFC 4180). */
export function quoteMountField(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
