import fc from 'fast-check';

/** One change at a place of a text. Mostly a name is put for another, which leaves programs whole, so that they are run. */
export type Edit =
  | { readonly kind: 'put'; readonly at: number; readonly cut: number; readonly word: string }
  | { readonly kind: 'mistake'; readonly at: number; readonly from: number };

/** What programs are made of; a word of nothing only cuts. */
const WORDS = [
  '',
  'self',
  'None',
  '0',
  '-1',
  '10**9',
  '[]',
  '{}',
  '*',
  '**',
  '()',
  'yield ',
  'return ',
  'raise ',
  'x',
  'lambda: x',
  'super()',
  'for ',
  'in ',
  ':',
  '\n',
  '    ',
  '.a',
  '[0]',
  '=',
  'del ',
  'async ',
];

/** Words that hold a program together. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

export function editsWith(words: readonly string[], mostEdits: number): fc.Arbitrary<readonly Edit[]> {
  const put: fc.Arbitrary<Edit> = fc.record({
    kind: fc.constant('put'),
    at: fc.nat(),
    cut: fc.nat(12),
    word: fc.constantFrom(...WORDS, ...words),
  });
  const mistake: fc.Arbitrary<Edit> = fc.record({ kind: fc.constant('mistake'), at: fc.nat(), from: fc.nat() });
  const edit = fc.oneof({ weight: 1, arbitrary: put }, { weight: 4, arbitrary: mistake });
  return fc.array(edit, { minLength: 1, maxLength: mostEdits });
}

export function mutateText(text: string, edits: readonly Edit[]): string {
  return edits.reduce((changed, edit) => {
    if (edit.kind === 'put') {
      const place = edit.at % (changed.length + 1);
      return changed.slice(0, place) + edit.word + changed.slice(place + edit.cut);
    }
    const names = [...changed.matchAll(/\b\w+\b/g)].filter(([name]) => !KEYWORDS.has(name));
    const [old, other] = [names[edit.at % names.length], names[edit.from % names.length]];
    if (!old || !other) return changed;
    return changed.slice(0, old.index) + other[0] + changed.slice(old.index + old[0].length);
  }, text);
}
