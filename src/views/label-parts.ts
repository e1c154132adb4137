/** A part of a label before and after; undefined where it was or is not there. */
type Pair = readonly [before: string | undefined, after: string | undefined];

/** The parts of a label (its lines, and what `·` separates) in which two labels differ, each beside what became of it. */
export function changedParts(before: string, after: string): readonly Pair[] {
  const oldParts = partsOf(before);
  const newParts = partsOf(after);
  const gone = oldParts.filter((part) => !newParts.includes(part));
  const come = newParts.filter((part) => !oldParts.includes(part));
  return pairParts(gone, come);
}

function partsOf(label: string): readonly string[] {
  return label.split(/\n| ?· ?/).filter((part) => part.trim() !== '');
}

/** Parts that differ only in numbers belong together, then those that begin with the same word; of the rest, one and one. */
function pairParts(gone: readonly string[], come: readonly string[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let goneLeft = gone;
  const comeLeft = [...come];
  for (const likeness of [withoutNumbers, firstWord]) {
    goneLeft = goneLeft.filter((part) => {
      const at = comeLeft.findIndex((other) => likeness(other) === likeness(part));
      if (at >= 0) pairs.push([part, comeLeft.splice(at, 1)[0]]);
      return at < 0;
    });
  }
  if (goneLeft.length === 1 && comeLeft.length === 1) return [...pairs, [goneLeft[0], comeLeft[0]]];
  return [
    ...pairs,
    ...goneLeft.map((part): Pair => [part, undefined]),
    ...comeLeft.map((part): Pair => [undefined, part]),
  ];
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+/g, '#');
}

function firstWord(text: string): string {
  return /^\S*/.exec(text)?.[0] ?? '';
}
