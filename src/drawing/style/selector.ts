import { parentElement, type SvgElement, tagOf } from '../dom/svg-element.js';

/** One compound of a selector (`rect.basic#id`), with how it hangs on the compound to its left. */
interface Compound {
  readonly combinator: 'descendant' | 'child';
  readonly tag?: string;
  readonly id?: string;
  readonly classes: readonly string[];
  readonly attributes: readonly AttributeTest[];
}

interface AttributeTest {
  readonly name: string;
  readonly operator: '' | '=' | '*=' | '^=' | '$=' | '~=';
  readonly value: string;
}

export interface Selector {
  /** From left to right. */
  readonly compounds: readonly Compound[];
  /** Identifiers × 10⁶ + classes and attributes × 10³ + tags, enough to order the rules of one diagram. */
  readonly specificity: number;
}

const PART =
  /([a-zA-Z][\w-]*|\*)|\.((?:[\w-]|\\.|[^\0-\x7f])+)|#((?:[\w-]|\\.|[^\0-\x7f])+)|\[\s*([\w:-]+)\s*(?:([*^$~]?=)\s*["']?([^"'\]]*)["']?\s*)?\]/y;

/** Undefined for a selector with parts that do not matter to static text (`:hover`, `+`, `::before`). */
export function parseSelector(text: string): Selector | undefined {
  const compounds: Compound[] = [];
  let combinator: Compound['combinator'] = 'descendant';
  for (const piece of text
    .replace(/\s*>\s*/g, ' > ')
    .trim()
    .split(/\s+/)) {
    if (piece === '>') {
      combinator = 'child';
      continue;
    }
    const compound = parseCompound(piece, combinator);
    if (!compound) return undefined;
    compounds.push(compound);
    combinator = 'descendant';
  }
  return compounds.length === 0 ? undefined : { compounds, specificity: weigh(compounds) };
}

function parseCompound(piece: string, combinator: Compound['combinator']): Compound | undefined {
  const classes: string[] = [];
  const attributes: AttributeTest[] = [];
  let tag: string | undefined;
  let id: string | undefined;
  PART.lastIndex = 0;
  while (PART.lastIndex < piece.length) {
    const found = PART.exec(piece);
    if (!found) return undefined;
    if (found[1] && found[1] !== '*') tag = found[1].toLowerCase();
    if (found[2]) classes.push(found[2].replaceAll('\\', ''));
    if (found[3]) id = found[3].replaceAll('\\', '');
    if (found[4]) {
      const operator = (found[5] ?? '') as AttributeTest['operator'];
      attributes.push({ name: found[4], operator, value: found[6] ?? '' });
    }
  }
  return { combinator, classes, attributes, ...(tag ? { tag } : {}), ...(id ? { id } : {}) };
}

function weigh(compounds: readonly Compound[]): number {
  let weight = 0;
  for (const { id, classes, attributes, tag } of compounds) {
    weight += (id ? 1e6 : 0) + (classes.length + attributes.length) * 1e3 + (tag ? 1 : 0);
  }
  return weight;
}

export function matchesSelector(element: SvgElement, selector: Selector): boolean {
  return matchesFrom(element, selector.compounds, selector.compounds.length - 1);
}

/** Right to left, trying every ancestor where a descendant is asked for. Selectors have few parts, trees are shallow. */
function matchesFrom(element: SvgElement, compounds: readonly Compound[], index: number): boolean {
  const compound = compounds[index];
  if (!compound || !matchesCompound(element, compound)) return false;
  if (index === 0) return true;
  let ancestor = parentElement(element);
  if (compound.combinator === 'child') return ancestor !== undefined && matchesFrom(ancestor, compounds, index - 1);
  for (; ancestor; ancestor = parentElement(ancestor)) if (matchesFrom(ancestor, compounds, index - 1)) return true;
  return false;
}

function matchesCompound(element: SvgElement, compound: Compound): boolean {
  if (compound.tag && tagOf(element) !== compound.tag) return false;
  if (compound.id && element.getAttribute('id') !== compound.id) return false;
  if (compound.classes.length > 0) {
    const classes = ` ${(element.getAttribute('class') ?? '').replace(/\s+/g, ' ')} `;
    if (!compound.classes.every((name) => classes.includes(` ${name} `))) return false;
  }
  return compound.attributes.every((test) => matchesAttribute(element.getAttribute(test.name), test));
}

function matchesAttribute(value: string | null, test: AttributeTest): boolean {
  if (value === null) return false;
  switch (test.operator) {
    case '':
      return true;
    case '=':
      return value === test.value;
    case '*=':
      return value.includes(test.value);
    case '^=':
      return value.startsWith(test.value);
    case '$=':
      return value.endsWith(test.value);
    case '~=':
      return value.split(/\s+/).includes(test.value);
  }
}
