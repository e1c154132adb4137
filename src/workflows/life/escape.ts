/**
 * A value of ssh_config (ssh_config(5)): `%` begins a token, so it is doubled where `expands`; blanks need quotes, and a quote
 * or a line break cannot be written at all: undefined then.
 */
export function quoteForSshConfig(value: string, expands: boolean): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  if (/["\\\u0000-\u001f\u007f]/.test(value)) return undefined;
  const text = expands ? value.replaceAll('%', '%%') : value;
  return /^[A-Za-z0-9_./%:@+,-]+$/.test(text) ? text : `"${text}"`;
}
