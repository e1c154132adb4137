/** An XML element as `parseXml` gives it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
}

const TOKEN = /<\/([\w:]+)>|<([\w:]+)((?:\s[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(.)/gsu;
const REFERENCE = /&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);/gi;

/** Strict: throws over anything that is not well-formed XML of elements, attributes in double quotes and text. */
export function parseXml(xml: string): XmlElement {
  const top: XmlElement = { name: '', attributes: new Map(), children: [] };
  const open = [top];
  for (const [whole, closing, opening, attributes, isEmpty, text] of xml.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? top;
    if (text !== undefined) parent.children.push(checked(text));
    else if (closing !== undefined) {
      if (open.pop()?.name !== closing) throw new Error(`</${closing}> closes nothing`);
    } else if (opening !== undefined) {
      const element = { name: opening, attributes: readAttributes(attributes ?? ''), children: [] };
      parent.children.push(element);
      if (!isEmpty) open.push(element);
    } else throw new Error(`not XML: ${JSON.stringify(whole)}`);
  }
  const [root] = top.children;
  if (open.length !== 1 || typeof root !== 'object') throw new Error('no single root element');
  return root;
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice`);
    attributes.set(name, checked(value));
  }
  return attributes;
}

function checked(text: string): string {
  if (text.replace(REFERENCE, '').includes('&')) throw new Error(`a bare & in ${JSON.stringify(text)}`);
  if (/(?![\t\n\r])\p{Control}|\p{Surrogate}|[\ufffe\uffff]/u.test(text))
    throw new Error('a character that XML forbids');
  return text;
}

/** All elements of a name below (and with) a root. */
export function elementsOf(root: XmlElement, name: string): XmlElement[] {
  const below = root.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child, name)));
  return root.name === name ? [root, ...below] : below;
}

export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
