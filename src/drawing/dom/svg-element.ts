/** As much of a DOM node as measuring and writing need; linkedom's nodes satisfy it. */
export interface SvgNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly parentNode: SvgNode | null;
  readonly childNodes: Iterable<SvgNode>;
}

export interface SvgElement extends SvgNode {
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  getAttributeNames(): Iterable<string>;
}

const ELEMENT_NODE = 1;
const TEXT_NODE = 3;

export function isElement(node: SvgNode | null | undefined): node is SvgElement {
  return node?.nodeType === ELEMENT_NODE;
}

export function isTextNode(node: SvgNode): boolean {
  return node.nodeType === TEXT_NODE;
}

/** Tag without prefix, in lower case: `xhtml:DIV` → `div`. */
export function tagOf(element: SvgElement): string {
  const name = element.nodeName.toLowerCase();
  return name.slice(name.indexOf(':') + 1);
}

export function childElements(element: SvgElement): SvgElement[] {
  return [...element.childNodes].filter(isElement);
}

export function parentElement(element: SvgElement): SvgElement | undefined {
  return isElement(element.parentNode) ? element.parentNode : undefined;
}
