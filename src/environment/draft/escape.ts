/** Words that YAML readers of any version take for something else than text. */
const NO_TEXT = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+.]?\d[\d_.e+-]*|0[xob][\da-f_]+|\.inf|\.nan)$/i;

const PLAIN = /^[\w./~][\w./+=~-]*$/;

/** Characters that JSON leaves as they are and YAML does not take, or that nobody sees. */
const UNSEEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text as a YAML scalar on one line: plain where every reader takes it for text, else in double quotes. */
export function quoteYaml(text: string): string {
  if (PLAIN.test(text) && !NO_TEXT.test(text)) return text;
  return JSON.stringify(text).replace(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
