/** Invisible characters and those that steer a terminal or turn the direction of what follows; JSON leaves them as they are. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Stands before the digits of a bigint until the text is made: JSON knows whole numbers of any length, `stringify` does not. */
const WHOLE_NUMBER = 'whole number \u0001 ';
const QUOTED_WHOLE_NUMBER = /"whole number \\u0001 (-?\d+)"/g;

/**
 * A value as one JSON document for people and programs: indented, and without a character that a terminal would obey. A bigint
 * is written as the whole number that it is.
 */
export function writeJsonDocument(value: unknown): string {
  const written = JSON.stringify(
    value,
    (_, member: unknown) => (typeof member === 'bigint' ? `${WHOLE_NUMBER}${member}` : member),
    2,
  );
  const text = written.replace(QUOTED_WHOLE_NUMBER, '$1');
  // Outside of strings JSON has none of them, and inside an escape means the same.
  return `${text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
