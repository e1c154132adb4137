import { stringify } from 'yaml';

/** What YAML can say of plain data. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined };

/** Invisible characters and those that steer a terminal or turn the direction of what follows. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * One document as YAML, quoted wherever a reader of YAML 1.1 or 1.2 would take a text for something else (`yes`, `22:22`).
 * Without anchors; an undefined value is left out.
 */
export function writeYaml(value: YamlValue): string {
  // A block of text loses a first line that is all blanks (yaml 2.9.1), so there are none.
  const options = { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false, blockQuote: false } as const;
  const text = stringify(value, options);
  if (text.search(UNSAFE) < 0) return text;
  // In double quotes, and only there, such a character has an escape.
  const quoted = stringify(value, { ...options, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' });
  return quoted.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
