/** Fields of one mount as a line of comma separated values: quoted where one holds a comma or a quote (RFC 4180). */
export function mountText(fields: readonly string[]): string {
  return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
