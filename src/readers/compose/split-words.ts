/**
 * Splits a `command:` that is one text into words, as compose does (POSIX quotes and backslashes, but no shell: `&&`, `|` and
 * `$VAR` are text). An open quote takes the rest.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const next = text[at + 1];
    if (character === '\\' && quote !== "'" && next !== undefined && (quote === '' || /["\\$`\n]/.test(next))) {
      word = (word ?? '') + (next === '\n' ? '' : next);
      at += 1;
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}
