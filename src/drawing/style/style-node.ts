import { childElements, parentElement, type SvgElement, tagOf } from '../dom/svg-element.js';
import { matchesSelector } from './selector.js';
import { type Declaration, parseDeclarations, parseStylesheet, type Stylesheet } from './stylesheet.js';

/**
 * What decides the style of an element: its own looks below those of its ancestors. Elements that look alike share a node,
 * so that rules are matched once for all of them; Mermaid measures thousands of texts that differ in their words only.
 */
export interface StyleNode {
  readonly parent: StyleNode | undefined;
  readonly sheet: Stylesheet;
  readonly children: Map<string, StyleNode>;
  /** Values that the element itself is given, by property, as far as they were asked for. */
  readonly own: Map<string, string | undefined>;
  /** One element of these looks, to match rules against. */
  readonly sample: SvgElement;
}

const EMPTY: Stylesheet = new Map();

/** Attributes that rules or inheritance can depend on. */
const LOOKS: ReadonlySet<string> = new Set([
  'id',
  'class',
  'style',
  'data-look',
  'font-size',
  'font-weight',
  'font-family',
  'font-style',
  'text-anchor',
  'dominant-baseline',
  'alignment-baseline',
  'display',
  'letter-spacing',
]);

let roots = new Map<string, StyleNode>();
let sheets = new Map<string, Stylesheet>();
let inlineStyles = new Map<string, ReadonlyMap<string, Declaration>>();
let sheetOfRoot = new WeakMap<SvgElement, Stylesheet>();

/** Caches grow with the texts met; one drawing's worth is enough. */
export function forgetStyles(): void {
  roots = new Map();
  sheets = new Map();
  inlineStyles = new Map();
  sheetOfRoot = new WeakMap();
}

/** Nodes found since the outermost `whileUnchanged` began; absent outside of one. */
let found: Map<SvgElement, StyleNode> | undefined;

/** Runs something that changes nothing in the tree, so that what was found of an element stays true until its end. */
export function whileUnchanged<T>(measure: () => T): T {
  if (found) return measure();
  found = new Map();
  try {
    return measure();
  } finally {
    found = undefined;
  }
}

export function styleNodeOf(element: SvgElement): StyleNode {
  const remembered = found?.get(element);
  if (remembered) return remembered;
  const node = findStyleNode(element);
  found?.set(element, node);
  return node;
}

function findStyleNode(element: SvgElement): StyleNode {
  const parent = parentElement(element);
  const above = parent && styleNodeOf(parent);
  const sheet = tagOf(element) === 'svg' ? sheetOf(element) : (above?.sheet ?? EMPTY);
  const siblings = above?.children ?? roots;
  const looks = looksOf(element);
  const known = siblings.get(looks);
  if (known && known.sheet === sheet) return known;
  const node: StyleNode = { parent: above, sheet, children: new Map(), own: new Map(), sample: element };
  siblings.set(looks, node);
  return node;
}

function looksOf(element: SvgElement): string {
  let looks = element.nodeName;
  for (const name of element.getAttributeNames()) {
    if (LOOKS.has(name)) looks += `\n${name}=${element.getAttribute(name)}`;
  }
  return looks;
}

/** The value that elements of these looks are given, by rule, `style` or attribute, in the order of the cascade. */
export function ownValue(node: StyleNode, property: string): string | undefined {
  if (node.own.has(property)) return node.own.get(property);
  const value = cascade(node, property);
  node.own.set(property, value);
  return value;
}

function cascade({ sample, sheet }: StyleNode, property: string): string | undefined {
  const inline = inlineStyle(sample)?.get(property);
  if (inline?.isImportant) return inline.value;
  const rule = sheet.get(property)?.find(({ selector }) => matchesSelector(sample, selector));
  if (rule?.isImportant) return rule.value;
  return inline?.value ?? rule?.value ?? sample.getAttribute(property) ?? undefined;
}

export function inlineStyle(element: SvgElement): ReadonlyMap<string, Declaration> | undefined {
  const text = element.getAttribute('style');
  if (!text) return undefined;
  let known = inlineStyles.get(text);
  if (!known) {
    known = parseDeclarations(text);
    inlineStyles.set(text, known);
  }
  return known;
}

/** The rules of a drawing: Mermaid puts one `<style>` into each. One inside another obeys its own and no others. */
export function sheetOf(root: SvgElement): Stylesheet {
  const known = sheetOfRoot.get(root);
  if (known) return known;
  const css = childElements(root).find((child) => tagOf(child) === 'style')?.textContent;
  if (!css) {
    const outer = parentElement(root);
    for (let at = outer; at; at = parentElement(at)) if (tagOf(at) === 'svg') return sheetOf(at);
    return EMPTY;
  }
  const sheet = sheets.get(css) ?? parseStylesheet(css);
  sheets.set(css, sheet);
  sheetOfRoot.set(root, sheet);
  return sheet;
}
