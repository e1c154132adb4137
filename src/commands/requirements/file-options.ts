import { closestWord } from '../../base/suggest.js';

/** What pip allows in a requirements file (pip documentation, "Requirements File Format"). */
const OPTIONS = [
  { name: '--index-url', short: '-i', takesValue: true },
  { name: '--extra-index-url', takesValue: true },
  { name: '--find-links', short: '-f', takesValue: true },
  { name: '--requirement', short: '-r', takesValue: true },
  { name: '--constraint', short: '-c', takesValue: true },
  { name: '--editable', short: '-e', takesValue: true },
  { name: '--no-binary', takesValue: true },
  { name: '--only-binary', takesValue: true },
  { name: '--trusted-host', takesValue: true },
  { name: '--use-feature', takesValue: true },
  { name: '--no-index', takesValue: false },
  { name: '--prefer-binary', takesValue: false },
  { name: '--require-hashes', takesValue: false },
  { name: '--pre', takesValue: false },
] as const satisfies readonly { readonly name: string; readonly short?: string; readonly takesValue: boolean }[];

type OptionName = (typeof OPTIONS)[number]['name'];

export type FileOption =
  | { readonly kind: 'known'; readonly name: OptionName; readonly value: string }
  | { readonly kind: 'unknown'; readonly text: string; readonly suggestion?: string };

/** Reads a line of options: `--index-url https://… --pre`, `-r base.txt`, `-rbase.txt`. */
export function readFileOptions(line: string): readonly FileOption[] {
  const words = line.split(/\s+/).filter((word) => word !== '');
  const options: FileOption[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const { definition, attached } = findOption(word);
    if (!definition) {
      options.push(unknownOption(word));
      break;
    }
    const isSeparate = definition.takesValue && attached === undefined;
    if (isSeparate) at += 1;
    options.push({
      kind: 'known',
      name: definition.name,
      value: unquote(attached ?? (isSeparate ? words[at] : '') ?? ''),
    });
  }
  return options;
}

type Definition = { readonly name: OptionName; readonly short?: string; readonly takesValue: boolean };

function findOption(word: string): { definition: Definition | undefined; attached?: string } {
  const definitions: readonly Definition[] = OPTIONS;
  const equals = word.indexOf('=');
  const name = word.startsWith('--') && equals > 0 ? word.slice(0, equals) : word;
  const definition = definitions.find((option) => option.name === name || option.short === name);
  if (definition) return name === word ? { definition } : { definition, attached: word.slice(equals + 1) };
  const glued = word.startsWith('--') ? undefined : definitions.find(({ short }) => short && word.startsWith(short));
  return glued ? { definition: glued, attached: word.slice(2) } : { definition: undefined };
}

function unknownOption(word: string): FileOption {
  const text = word.split('=', 1)[0] ?? word;
  const suggestion = closestWord(
    text.slice(0, 64),
    OPTIONS.map(({ name }) => name),
  );
  return { kind: 'unknown', text, ...(suggestion === undefined ? {} : { suggestion }) };
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
