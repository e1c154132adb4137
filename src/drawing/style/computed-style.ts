import type { SvgElement } from '../dom/svg-element.js';
import type { TextFont } from '../text/text-width.js';
import { ownValue, type StyleNode, styleNodeOf } from './style-node.js';

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

const fonts = new WeakMap<StyleNode, TextFont>();

export function fontOf(element: SvgElement): TextFont {
  const node = styleNodeOf(element);
  const known = fonts.get(node);
  if (known) return known;
  const weight = inherited(node, 'font-weight') ?? 'normal';
  const font: TextFont = {
    family: familyOf(inherited(node, 'font-family') ?? ''),
    isBold: weight.startsWith('bold') || Number.parseInt(weight, 10) >= 600,
    sizePx: sizeOf(node),
  };
  fonts.set(node, font);
  return font;
}

/** The value of an element itself, for properties that are not inherited. */
export function specifiedValue(element: SvgElement, property: string): string | undefined {
  return ownValue(styleNodeOf(element), property);
}

/** The nearest value up the tree, for properties that are inherited. */
export function inheritedValue(element: SvgElement, property: string): string | undefined {
  return inherited(styleNodeOf(element), property);
}

export function isHidden(element: SvgElement): boolean {
  return specifiedValue(element, 'display') === 'none';
}

function inherited(node: StyleNode, property: string): string | undefined {
  for (let at: StyleNode | undefined = node; at; at = at.parent) {
    const value = ownValue(at, property);
    if (value !== undefined && value !== 'inherit') return value;
  }
  return undefined;
}

function sizeOf(node: StyleNode): number {
  let factor = 1;
  for (let at: StyleNode | undefined = node; at; at = at.parent) {
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

function familyOf(value: string): TextFont['family'] {
  const first = (value.split(',')[0] ?? '').toLowerCase();
  if (/mono|courier|consol|menlo/.test(first)) return 'mono';
  return /times|georgia|garamond|cambria|(^|[^-])\bserif/.test(first) && !first.includes('sans') ? 'serif' : 'sans';
}
