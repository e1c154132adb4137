import { decodeEntities } from '../dom/label-text.js';
import { isElement, isTextNode, type SvgElement, tagOf } from '../dom/svg-element.js';

/** Every element that Mermaid draws with, in SVG's own spelling. Anything else is left out with all it holds. */
const ELEMENTS = new Map(
  `svg g a defs title desc style symbol use marker pattern mask clipPath filter feDropShadow feGaussianBlur feOffset feMerge
feMergeNode feFlood feComposite feBlend feColorMatrix linearGradient radialGradient stop rect circle ellipse line polyline
polygon path text tspan textPath image switch`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

/** HTML parsers and linkedom keep attributes as they were set; these are the mixed-case ones a browser would restore. */
const MIXED_CASE = new Map(
  `viewBox preserveAspectRatio markerWidth markerHeight markerUnits refX refY gradientUnits gradientTransform patternUnits
patternTransform clipPathUnits stdDeviation textLength lengthAdjust startOffset spreadMethod`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

/** Where a number that is none makes a wrong picture rather than a default one. */
const GEOMETRY = /^(?:x|y|x1|y1|x2|y2|dx|dy|cx|cy|r|rx|ry|d|points|width|height|transform|viewBox)$/;

class NotANumberError extends Error {
  constructor(tag: string, attribute: string) {
    super(`Mermaid computed no number for ${attribute} of a ${tag}`);
    this.name = 'NotANumberError';
  }
}

/**
 * Writes a drawing as well-formed XML with nothing in it that could act: no scripts, no event handlers, no foreign
 * elements, links only to the web. Numbers have three decimals, so that machines agree on the bytes.
 */
export function writeXml(root: SvgElement): string {
  const parts: string[] = [];
  writeElement(root, parts, 0);
  return `${parts.join('')}\n`;
}

function writeElement(element: SvgElement, parts: string[], depth: number): void {
  const name = ELEMENTS.get(tagOf(element));
  if (!name || depth > 200) return;
  parts.push('<', name);
  const attributes = new Map<string, string>();
  if (depth === 0) {
    attributes.set('xmlns', 'http://www.w3.org/2000/svg');
    attributes.set('xmlns:xlink', 'http://www.w3.org/1999/xlink');
  }
  for (const { name: given, value } of element.attributes) addAttribute(attributes, name, given, value);
  for (const attribute of [...attributes.keys()].sort())
    parts.push(' ', attribute, '="', escapeAttribute(attributes.get(attribute) ?? ''), '"');
  const before = parts.length;
  parts.push('>');
  for (const child of element.childNodes) {
    if (isTextNode(child)) parts.push(escapeText(textOf(child.textContent ?? '', name)));
    else if (isElement(child)) writeElement(child, parts, depth + 1);
  }
  if (parts.length === before + 1) parts[before] = '/>';
  else parts.push('</', name, '>');
}

function textOf(text: string, parent: string): string {
  return parent === 'style' ? safeCss(text) : decodeEntities(text);
}

function addAttribute(attributes: Map<string, string>, element: string, given: string, value: string): void {
  const name = MIXED_CASE.get(given.toLowerCase()) ?? given;
  if (!/^(?:xlink:href|xml:space|[a-zA-Z_][\w.-]*)$/.test(name) || /^on/i.test(name) || name === 'xmlns') return;
  if (name.endsWith('href')) {
    if (isSafeLink(value, element)) attributes.set(name, value);
    return;
  }
  if (GEOMETRY.test(name)) {
    if (/NaN|Infinity|undefined/.test(value)) throw new NotANumberError(element, name);
    attributes.set(name, shortenNumbers(value));
    return;
  }
  if (/\bNaN\b/.test(value) && /^(?:fill|stroke|stop-color|color|stroke-width|opacity)$/.test(name)) return;
  if (name === 'style') addStyle(attributes, value);
  else attributes.set(name, decodeEntities(value));
}

/** Mermaid leaves empty declarations, behind which resvg reads no further. */
function addStyle(attributes: Map<string, string>, value: string): void {
  const declarations = safeCss(value)
    .split(';')
    .map((declaration) => declaration.trim())
    .filter((declaration) => /^[\w-]+\s*:\s*\S/.test(declaration));
  if (declarations.length > 0) attributes.set('style', declarations.join(';'));
}

function isSafeLink(value: string, element: string): boolean {
  const address = value.trim();
  if (element === 'image') return /^(?:https?:\/\/|data:image\/(?:png|jpe?g|gif|webp);base64,)/i.test(address);
  return address.startsWith('#') || (element === 'a' && /^(?:https?:\/\/|mailto:)/i.test(address));
}

/** Style that reaches outside the file is taken out; references to parts of the drawing stay. */
function safeCss(css: string): string {
  return css
    .replace(/@import[^;]*(?:;|$)/gi, '')
    .replace(/url\(\s*(?!["']?#)[^)]*\)/gi, 'none')
    .replace(/expression\s*\(|javascript\s*:/gi, '');
}

function shortenNumbers(value: string): string {
  return value.replace(/-?\d*\.\d{4,}(?:e[+-]?\d+)?|-?\d+(?:\.\d+)?e[+-]?\d+/gi, (number) => {
    const rounded = Math.round(Number(number) * 1000) / 1000;
    return Object.is(rounded, -0) ? '0' : String(rounded);
  });
}

/** XML 1.0 has no way to write these, not even escaped. */
const UNWRITABLE = /(?![\t\n\r])\p{Control}|[\ufffe\uffff]|\p{Surrogate}/gu;

function escapeText(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\n', ' ');
}
