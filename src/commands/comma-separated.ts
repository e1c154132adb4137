/** The fields of one CSV record, as Docker reads `--mount` and `--gpus`: a comma inside double quotes does not separate. */
export function splitCommaSeparated(text: string): string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}
