/** The part of the data that something is of. */
export type Split = 'train' | 'val' | 'test';

const WORDS: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  trn: 'train',
  tr: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  eval: 'val',
  evaluation: 'val',
  test: 'test',
  testing: 'test',
  tst: 'test',
};

/** `train_loader`, `valLoader`, `data/test`: the last word that says which part of the data is meant. */
export function splitOfText(text: string): Split | undefined {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  const found = words.map((word) => (Object.hasOwn(WORDS, word) ? WORDS[word] : splitOfPrefix(word)));
  return found.findLast((split) => split !== undefined);
}

/** `trainloader`, `testset` */
function splitOfPrefix(word: string): Split | undefined {
  const match = /^(train|valid|val|test)(?:loader|set|data|dataset|dl|ds|sampler|transforms?|iter)$/.exec(word);
  return match ? WORDS[match[1] ?? ''] : undefined;
}
