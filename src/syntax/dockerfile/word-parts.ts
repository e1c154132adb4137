/** A piece of a word: text whose quotes are gone, or a variable as written (`$NAME`, `${NAME:-x}`). */
export interface WordPart {
  readonly kind: 'text' | 'variable';
  readonly text: string;
}

/** Takes quotes and escapes off a word and finds its variables; there are none inside single quotes. */
export function* wordParts(word: string, escape: string): Generator<WordPart> {
  let quote = '';
  let start = 0;
  for (let at = 0; at < word.length; ) {
    const character = word[at] ?? '';
    const width = specialWidth(word, at, quote, escape);
    if (width === 0) {
      at += 1;
      continue;
    }
    if (start < at) yield { kind: 'text', text: word.slice(start, at) };
    if (character === '$') yield { kind: 'variable', text: word.slice(at, at + width) };
    else if (character === escape) yield { kind: 'text', text: escaped(word.slice(at, at + width), quote) };
    else quote = quote === '' ? character : '';
    at += width;
    start = at;
  }
  if (start < word.length) yield { kind: 'text', text: word.slice(start) };
}

/** How many characters the quote, escape or variable at `at` takes; 0 when it is plain text. */
function specialWidth(word: string, at: number, quote: string, escape: string): number {
  const character = word[at] ?? '';
  if (quote === "'") return character === "'" ? 1 : 0;
  if (character === escape) return at + 1 < word.length ? 2 : 0;
  if (character === '"' || (character === "'" && quote === '')) return 1;
  return character === '$' ? variableEnd(word, at) - at : 0;
}

/** Inside double quotes an escape counts only before what it can escape. */
function escaped(pair: string, quote: string): string {
  return quote === '"' && !/["$\\`]/.test(pair[1] ?? '') ? pair : pair.slice(1);
}

/** End of the variable that starts with `$` at `at`; braces may hold others. */
function variableEnd(word: string, at: number): number {
  if (word[at + 1] !== '{') return at + 1 + (/^[A-Za-z_]\w*/.exec(word.slice(at + 1, at + 256))?.[0].length ?? 0);
  let open = 0;
  for (let index = at + 1; index < word.length; index += 1) {
    if (word[index] === '{') open += 1;
    if (word[index] === '}') open -= 1;
    if (open === 0) return index + 1;
  }
  return word.length;
}
