import { childElements, type SvgElement, tagOf } from '../dom/svg-element.js';
import { allElements, type DrawingElement, hasClass } from './drawing-tree.js';

/**
 * Mermaid gives each word a `<tspan>` of its own. Neighbours that look alike become one: right-to-left text and ligatures
 * need whole lines, and the file becomes a third smaller.
 */
export function mergeWords(root: DrawingElement): void {
  for (const element of allElements(root)) {
    if (tagOf(element) === 'tspan' && hasClass(element, 'text-outer-tspan')) mergeLine(element);
  }
}

function mergeLine(line: DrawingElement): void {
  let first: DrawingElement | undefined;
  let text = '';
  const close = (): void => first?.replaceChildren(text);
  for (const child of childElements(line)) {
    const word = child as DrawingElement;
    if (first && looksOf(first) === looksOf(word)) {
      text += word.textContent ?? '';
      word.remove();
      continue;
    }
    close();
    first = word;
    text = word.textContent ?? '';
  }
  close();
}

function looksOf(element: SvgElement): string {
  return [...element.attributes]
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
    .join(' ');
}
