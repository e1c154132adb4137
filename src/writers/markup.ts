import { escapeMarkup } from './escape.js';

/** Text that is SVG or HTML already. It is made by `element` and `rawMarkup` only, so that nothing is forgotten to be escaped. */
export interface Markup {
  readonly kind: 'markup';
  readonly text: string;
}

export type Content = Markup | string | number | undefined | readonly Content[];
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Elements of HTML that have no end, and of SVG that never hold anything. */
const VOID = /^(?:meta|br|hr|col|link|img)$/;
const EMPTY = /^(?:rect|path|line|circle|use|stop)$/;

/** One element. Attributes that are undefined or false are left out, and true is an attribute without a value. */
export function element(name: string, attributes: Attributes, ...content: readonly Content[]): Markup {
  const tag = `${name}${Object.entries(attributes).map(writeAttribute).join('')}`;
  if (VOID.test(name)) return rawMarkup(`<${tag}>`);
  if (EMPTY.test(name) && content.length === 0) return rawMarkup(`<${tag}/>`);
  return rawMarkup(`<${tag}>${writeContent(content)}</${name}>`);
}

function writeAttribute([name, value]: readonly [string, string | number | boolean | undefined]): string {
  if (value === undefined || value === false) return '';
  if (value === true) return ` ${name}`;
  return ` ${name}="${escapeMarkup(typeof value === 'number' ? writeNumber(value) : value)}"`;
}

function writeContent(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeMarkup(content);
  if (typeof content === 'number') return writeNumber(content);
  return 'kind' in content ? content.text : content.map(writeContent).join('');
}

/** Only for text of our own, and for markup that another writer made. */
export function rawMarkup(text: string): Markup {
  return { kind: 'markup', text };
}

/** Two decimals are a hundredth of a pixel; never `1e-7`, never `-0`. */
function writeNumber(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return Number.isFinite(rounded) ? String(rounded === 0 ? 0 : rounded) : '0';
}
