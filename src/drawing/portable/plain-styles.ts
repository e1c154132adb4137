import { tagOf } from '../dom/svg-element.js';
import { matchesSelector } from '../style/selector.js';
import { inlineStyle, sheetOf } from '../style/style-node.js';
import type { StyleRule } from '../style/stylesheet.js';
import { allElements, type DrawingElement } from './drawing-tree.js';

/** Geometry that Mermaid sets by CSS and that only browsers take from there. */
const GEOMETRY = new Set(['rx', 'ry', 'transform']);

const SKIPPED = new Set(['style', 'defs', 'title', 'desc', 'svg']);

/**
 * Writes onto the elements what only browsers read out of a style sheet: rules with `!important` or with tests on parts of
 * attributes, and geometry. What resvg, Inkscape and office programs draw is then the same as in a browser.
 */
export function applyPlainStyles(root: DrawingElement): void {
  const sheet = sheetOf(root);
  const hard = [...sheet].filter(([property, rules]) => rules.some((rule) => isHard(property, rule)));
  for (const element of allElements(root)) {
    if (SKIPPED.has(tagOf(element))) continue;
    for (const [property, rules] of hard) {
      const winner = rules.find(({ selector }) => matchesSelector(element, selector));
      if (winner && isHard(property, winner)) apply(element, property, winner);
    }
    moveCorners(element);
  }
  // resvg takes the property for the attribute, and does not understand its units.
  const style = allElements(root).find((element) => tagOf(element) === 'style');
  style?.replaceChildren((style.textContent ?? '').replace(/([{;])transform:[^;}]*;?/g, '$1'));
}

function isHard(property: string, { isImportant, selector }: StyleRule): boolean {
  if (GEOMETRY.has(property) || isImportant) return true;
  return selector.compounds.some(({ attributes }) =>
    attributes.some(({ operator }) => operator !== '' && operator !== '='),
  );
}

function apply(element: DrawingElement, property: string, rule: StyleRule): void {
  const inline = inlineStyle(element)?.get(property);
  if (inline && (inline.isImportant || !rule.isImportant)) return;
  if (property === 'transform') {
    applyTransform(element, rule.value);
    return;
  }
  const style = (element.getAttribute('style') ?? '').replace(/;?\s*$/, '');
  element.setAttribute('style', `${style}${style === '' ? '' : ';'}${property}:${rule.value}`);
}

/** CSS turns round `transform-origin`; the attribute turns round the corner of the drawing. */
function applyTransform(element: DrawingElement, value: string): void {
  if (!/^[\w\s.,()%-]+$/.test(value) || /%|var|calc/.test(value)) return;
  const [x = 0, y = 0] = (element.getAttribute('transform-origin') ?? '')
    .split(/\s+/)
    .map((part) => Number.parseFloat(part) || 0);
  const turn = value.replace(/(deg|px)\b/g, '');
  element.setAttribute('transform', `translate(${x}, ${y}) ${turn} translate(${-x}, ${-y})`);
  element.removeAttribute('transform-origin');
}

/** `rx` and `ry` of a `style` attribute become attributes. */
function moveCorners(element: DrawingElement): void {
  if (tagOf(element) !== 'rect') return;
  const inline = inlineStyle(element);
  for (const name of ['rx', 'ry']) {
    const value = Number.parseFloat(inline?.get(name)?.value ?? '');
    if (Number.isFinite(value)) element.setAttribute(name, String(value));
  }
}
