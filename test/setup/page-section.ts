import { readFileSync, writeFileSync } from 'node:fs';

/** The text between two comments of a page; with `TORCHDOCK_ACCEPT=1` it is written first. */
export function readSection(page: string, name: string, text: string): string | undefined {
  const whole = readFileSync(page, 'utf8');
  const match = new RegExp(`(<!-- ${name}:begin [^\\n]*-->\\n)([\\s\\S]*?)(<!-- ${name}:end -->)`).exec(whole);
  const [all = '', begin = '', found, end = ''] = match ?? [];
  if (process.env['TORCHDOCK_ACCEPT'] !== '1') return found;
  writeFileSync(
    page,
    whole.replace(all, () => begin + text + end),
  );
  return text;
}

/** A table of Markdown with a blank line around it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return `\n${line(head)}${`|${'---|'.repeat(head.length)}\n`}${rows.map(line).join('')}\n`;
}
