import type { Dimension } from '../dimension.js';
import { broadcastDimensions, broadcastShapes } from './broadcast.js';
import type { Judge } from './judge.js';

/** `torch.einsum`: letters, `...`, output given or in alphabetical order of the letters that come once. */
export function einsumShape(
  judge: Judge,
  equation: string,
  inputs: readonly (readonly Dimension[])[],
): readonly Dimension[] {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length !== inputs.length) {
    judge.fail(`einsum(): ${terms.length} subscripts were given for ${inputs.length} operands`);
  }
  const lengths = new Map<string, Dimension>();
  const counts = new Map<string, number>();
  let ellipsis: readonly Dimension[] = [];
  for (const [at, term] of terms.entries()) {
    const input = inputs[at] ?? [];
    const [before = '', after] = term.split('...');
    const extra = input.length - before.length - (after?.length ?? 0);
    if (extra < 0 || (after === undefined && extra > 0)) {
      judge.fail(
        `einsum(): the number of subscripts in '${term}' does not match the ${input.length} dimensions of operand ${at}`,
      );
    }
    const letters = [...before, ...(after ?? '')];
    const own = [...input.slice(0, before.length), ...input.slice(before.length + extra)];
    for (const [index, letter] of letters.entries()) meet(judge, lengths, counts, letter, own[index] ?? 1);
    if (after !== undefined) {
      ellipsis = broadcastShapes(judge, ellipsis, input.slice(before.length, before.length + extra));
    }
  }
  const once = [...counts].filter(([, count]) => count === 1).map(([letter]) => letter);
  const output = right ?? `...${once.sort().join('')}`;
  const [before = '', after] = output.split('...');
  const lengthOf = (letter: string): Dimension =>
    lengths.get(letter) ?? judge.fail(`einsum(): output subscript ${letter} does not appear in the equation`);
  return [...[...before].map(lengthOf), ...(after === undefined ? [] : ellipsis), ...[...(after ?? '')].map(lengthOf)];
}

function meet(
  judge: Judge,
  lengths: Map<string, Dimension>,
  counts: Map<string, number>,
  letter: string,
  length: Dimension,
): void {
  const known = lengths.get(letter);
  counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const met = known === undefined ? length : broadcastDimensions(judge, known, length);
  lengths.set(letter, met ?? judge.fail(`einsum(): operands do not broadcast for subscript ${letter}`));
}
