/** Invisible characters and those that steer a terminal or turn the direction of what follows; JSON leaves them as they are. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A value as one JSON document for people and programs: indented, and without a character that a terminal would obey. */
export function writeJsonDocument(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  // Outside of strings JSON has none of them, and inside an escape means the same.
  return `${text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
