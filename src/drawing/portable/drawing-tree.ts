import { childElements, type SvgElement, tagOf } from '../dom/svg-element.js';

/** A finished drawing that may still be changed; linkedom's elements satisfy it. */
export interface DrawingElement extends SvgElement {
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  cloneNode(isDeep: boolean): DrawingElement;
  append(...nodes: readonly (DrawingElement | string)[]): void;
  after(...nodes: readonly (DrawingElement | string)[]): void;
  replaceChildren(...nodes: readonly (DrawingElement | string)[]): void;
}

/** Deeper than anything Mermaid draws; what lies deeper is not visited. */
const MAX_DEPTH = 200;

/** All elements below (and with) a root in document order, as a list, so that the tree may change while it is walked. */
export function allElements(root: DrawingElement): DrawingElement[] {
  const found: DrawingElement[] = [];
  const visit = (element: DrawingElement, depth: number): void => {
    found.push(element);
    if (depth < MAX_DEPTH) for (const child of childElements(element)) visit(child as DrawingElement, depth + 1);
  };
  visit(root, 0);
  return found;
}

export function hasClass(element: SvgElement, name: string): boolean {
  return (element.getAttribute('class') ?? '').split(/\s+/).includes(name);
}

/** True below an element that is kept for use elsewhere, or that has coordinates of its own. */
export function isInside(element: SvgElement, tags: ReadonlySet<string>, root: SvgElement): boolean {
  for (let at = element.parentNode; at && at !== root; at = at.parentNode) {
    if (tags.has(tagOf(at as SvgElement))) return true;
  }
  return false;
}
