import { allElements, type DrawingElement } from './drawing-tree.js';

/** Identifiers that some families number on from one drawing to the next: class, sankey, sequence. */
const COUNTED = /^(.*-classId-.+-|(?:node|linearGradient|root)-|actor(?:-[a-z]+)*)(\d+)((?:_popup)?)$/;

/** Names that state and block diagrams make up, from a random number and a count: in identifiers and elsewhere. */
const MADE_UP = /\b(id-[a-z0-9]{6,12}-)(\d+)/g;

/** Numbers them from 0 in each drawing, so that the same text gives the same bytes whatever was drawn before it. */
export function renumberIds(root: DrawingElement): void {
  const elements = allElements(root);
  const count = createCounts();
  const renamed = new Map<string, string>();
  for (const element of elements) {
    const id = element.getAttribute('id');
    const [, prefix, number, suffix = ''] = COUNTED.exec(id ?? '') ?? [];
    if (id && prefix !== undefined && number !== undefined)
      renamed.set(id, `${prefix}${count(prefix, number)}${suffix}`);
  }
  for (const element of elements) {
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? '';
      const own = name === 'id' ? (renamed.get(value) ?? value) : renameReferences(value, renamed);
      const next = own.replace(MADE_UP, (_, prefix: string, number: string) => `${prefix}${count(prefix, number)}`);
      if (next !== value) element.setAttribute(name, next);
    }
  }
}

/** Gives each number of a prefix its place in the order in which they are met. */
function createCounts(): (prefix: string, number: string) => number {
  const counts = new Map<string, Map<string, number>>();
  return (prefix, number) => {
    const known = counts.get(prefix) ?? new Map<string, number>();
    counts.set(prefix, known);
    const place = known.get(number) ?? known.size;
    known.set(number, place);
    return place;
  };
}

function renameReferences(value: string, renamed: ReadonlyMap<string, string>): string {
  if (renamed.size === 0 || !value.includes('#')) return value;
  return value.replace(/#([^\s")]+)/g, (whole, id: string) => (renamed.has(id) ? `#${renamed.get(id)}` : whole));
}
