/** Words that YAML (1.1 and 1.2) takes for something else than text. */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A text as a YAML scalar: plain where nothing can be misread, else in double quotes, of which JSON's are a part. */
export function quoteYaml(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*$/.test(text) && !RESERVED.test(text);
  // JSON leaves these as they are, and YAML does not read them all.
  return isPlain
    ? text
    : JSON.stringify(text).replace(
        /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
}
