import { allElements, type DrawingElement } from './drawing-tree.js';

/** Identifiers that some families number on from one drawing to the next: class, sankey, sequence. */
const COUNTED = /^(.*-classId-.+-|(?:node|linearGradient|root)-|actor(?:-[a-z]+)*)(\d+)((?:_popup)?)$/;

/** Numbers them from 0 in each drawing, so that the same text gives the same bytes whatever was drawn before it. */
export function renumberIds(root: DrawingElement): void {
  const elements = allElements(root);
  const renamed = new Map<string, string>();
  const numbers = new Map<string, Map<string, number>>();
  for (const element of elements) {
    const id = element.getAttribute('id');
    const [, prefix, number, suffix = ''] = COUNTED.exec(id ?? '') ?? [];
    if (!id || prefix === undefined || number === undefined) continue;
    const known = numbers.get(prefix) ?? new Map<string, number>();
    numbers.set(prefix, known);
    known.set(number, known.get(number) ?? known.size);
    renamed.set(id, `${prefix}${known.get(number)}${suffix}`);
  }
  if (renamed.size > 0) for (const element of elements) rename(element, renamed);
}

function rename(element: DrawingElement, renamed: ReadonlyMap<string, string>): void {
  for (const name of element.getAttributeNames()) {
    const value = element.getAttribute(name) ?? '';
    const next = name === 'id' ? (renamed.get(value) ?? value) : renameReferences(value, renamed);
    if (next !== value) element.setAttribute(name, next);
  }
}

function renameReferences(value: string, renamed: ReadonlyMap<string, string>): string {
  if (!value.includes('#')) return value;
  return value.replace(/#([^\s")]+)/g, (whole, id: string) => (renamed.has(id) ? `#${renamed.get(id)}` : whole));
}
