/** `name=value` in a marker; offsets are in the text of the marker. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface ReadAttributes {
  readonly attributes: readonly Attribute[];
  /** Where reading stopped, and why. */
  readonly problem?: { readonly start: number; readonly text: string; readonly reason: string };
}

const NAME = /([^\s="']+)=/y;
const VALUE = /"([^"]*)"|'([^']*)'|([^\s"']+)/y;

/** Reads `a=1 b="two words" c='x'` from `from` on, up to the first thing that is not of this form. */
export function readAttributes(text: string, from: number): ReadAttributes {
  const attributes: Attribute[] = [];
  for (let start = skipSpace(text, from); start < text.length; ) {
    const stop = (reason: string): ReadAttributes => {
      const [word = ''] = /^\S+/.exec(text.slice(start)) ?? [];
      return { attributes, problem: { start, text: word, reason } };
    };
    const name = matchAt(NAME, text, start);
    if (!name) return stop('it is no name=value');
    const value = matchAt(VALUE, text, start + name[0].length);
    if (!value) return stop(isQuote(text[start + name[0].length]) ? 'the quote is not closed' : 'it has no value');
    const end = start + name[0].length + value[0].length;
    if (end < text.length && !/\s/.test(text.charAt(end))) return stop('a quote stands inside the value');
    attributes.push({ name: name[1] ?? '', value: value[1] ?? value[2] ?? value[3] ?? '', start, end });
    start = skipSpace(text, end);
  }
  return { attributes };
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}
