/**
 * The value of an option of a started program: `--port=1`, `--port 1`. `''` when it is given without a value;
 * undefined when it is not given. The last one counts, as programs read it.
 */
export function optionValue(argv: readonly string[], names: readonly string[]): string | undefined {
  let value: string | undefined;
  for (const [index, word] of argv.entries()) {
    const equals = word.indexOf('=');
    if (names.includes(word)) value = valueWord(argv[index + 1]);
    else if (equals > 0 && names.includes(word.slice(0, equals))) value = word.slice(equals + 1);
  }
  return value;
}

function valueWord(word: string | undefined): string {
  return word === undefined || word.startsWith('-') ? '' : word;
}

/** True for a value that is empty or only quotes: what `--token=''` leaves in an exec form. */
export function isEmptyValue(value: string): boolean {
  return /^(?:''|"")?$/.test(value.trim());
}

/** True for a value that stands in the file itself; variables and templates are given from outside. */
export function isLiteral(value: string): boolean {
  return !isEmptyValue(value) && !/\$|\{\{|%\(|<[^>]*>/.test(value);
}

/** Addresses that mean "every network of this machine". */
export function isEveryAddress(address: string): boolean {
  return /^(?:\*|0\.0\.0\.0|::|\[::\])$/.test(address.replace(/^['"]|['"]$/g, ''));
}
