import { childElements, parentElement, type SvgElement, tagOf } from '../dom/svg-element.js';
import type { TextFont } from '../text/text-width.js';
import { matchesSelector } from './selector.js';
import { type Declaration, parseDeclarations, parseStylesheet, type Stylesheet } from './stylesheet.js';

/** What browsers start from; Mermaid's own style sheet says 16px, too. */
const ROOT_FONT_SIZE_PX = 16;

/** Height of a small letter in Liberation Sans. */
const EX_PER_EM = 0.519;

const SIZE_WORDS: Readonly<Record<string, number>> = {
  'xx-small': 9,
  'x-small': 10,
  small: 13,
  medium: 16,
  large: 18,
  'x-large': 24,
  'xx-large': 32,
};

const EMPTY: Stylesheet = new Map();
const sheets = new Map<string, Stylesheet>();
const inlineStyles = new Map<string, ReadonlyMap<string, Declaration>>();

/** Caches grow with the texts met; one drawing's worth is enough. */
export function forgetStyles(): void {
  sheets.clear();
  inlineStyles.clear();
}

/** The value that an element itself is given, by rule, `style` or attribute, in the order of the cascade. */
export function ownValue(element: SvgElement, property: string): string | undefined {
  const inline = inlineStyle(element)?.get(property);
  if (inline?.isImportant) return inline.value;
  const rule = sheetOf(element)
    .get(property)
    ?.find(({ selector }) => matchesSelector(element, selector));
  if (rule?.isImportant) return rule.value;
  return inline?.value ?? rule?.value ?? element.getAttribute(property) ?? undefined;
}

/** The nearest value up the tree, for properties that are inherited. */
export function inheritedValue(element: SvgElement, property: string): string | undefined {
  for (let at: SvgElement | undefined = element; at; at = parentElement(at)) {
    const value = ownValue(at, property);
    if (value !== undefined && value !== 'inherit') return value;
  }
  return undefined;
}

export function fontOf(element: SvgElement): TextFont {
  const weight = inheritedValue(element, 'font-weight') ?? 'normal';
  return {
    family: familyOf(inheritedValue(element, 'font-family') ?? ''),
    isBold: weight.startsWith('bold') || Number.parseInt(weight, 10) >= 600,
    sizePx: fontSizePx(element),
  };
}

export function fontSizePx(element: SvgElement): number {
  let factor = 1;
  for (let at: SvgElement | undefined = element; at; at = parentElement(at)) {
    const value = ownValue(at, 'font-size');
    if (value === undefined || value === 'inherit') continue;
    const size = Number.parseFloat(value);
    if (!Number.isFinite(size)) {
      const word = SIZE_WORDS[value];
      if (word !== undefined) return factor * word;
      factor *= value === 'larger' ? 1.2 : value === 'smaller' ? 1 / 1.2 : 1;
    } else if (value.endsWith('rem')) return factor * size * ROOT_FONT_SIZE_PX;
    else if (value.endsWith('em')) factor *= size;
    else if (value.endsWith('ex')) factor *= size * EX_PER_EM;
    else if (value.endsWith('%')) factor *= size / 100;
    else return factor * (value.endsWith('pt') ? (size * 4) / 3 : size);
  }
  return factor * ROOT_FONT_SIZE_PX;
}

export function isHidden(element: SvgElement): boolean {
  return ownValue(element, 'display') === 'none';
}

function familyOf(value: string): TextFont['family'] {
  const first = (value.split(',')[0] ?? '').toLowerCase();
  if (/mono|courier|consol|menlo/.test(first)) return 'mono';
  return /times|georgia|garamond|cambria|(^|[^-])\bserif/.test(first) && !first.includes('sans') ? 'serif' : 'sans';
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

/** Mermaid puts one `<style>` into each drawing; what stands outside a drawing has none. */
export function sheetOf(element: SvgElement): Stylesheet {
  let root: SvgElement | undefined;
  for (let at: SvgElement | undefined = element; at; at = parentElement(at)) if (tagOf(at) === 'svg') root = at;
  const css = root && childElements(root).find((child) => tagOf(child) === 'style')?.textContent;
  if (!css) return EMPTY;
  let known = sheets.get(css);
  if (!known) {
    known = parseStylesheet(css);
    sheets.set(css, known);
  }
  return known;
}
