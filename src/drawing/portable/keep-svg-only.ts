import { childElements, tagOf } from '../dom/svg-element.js';
import { allElements, type DrawingElement, hasClass } from './drawing-tree.js';

/** Labels that a drawing holds only as HTML; nothing outside a browser shows them. */
class HtmlOnlyLabelError extends Error {
  constructor(readonly label: string) {
    super(`a label is HTML and not SVG text: ${label}`);
    this.name = 'HtmlOnlyLabelError';
  }
}

/**
 * Takes out what is not part of a picture that stays the same: HTML beside its SVG twin, and the line of today in Gantt
 * charts, which would differ each day.
 */
export function keepSvgOnly(root: DrawingElement): void {
  for (const element of allElements(root)) {
    if (tagOf(element) === 'switch') keepSvgTwin(element);
    if (tagOf(element) === 'g' && hasClass(element, 'today')) element.remove();
  }
  for (const element of allElements(root)) {
    if (tagOf(element) !== 'foreignobject') continue;
    const label = (element.textContent ?? '').trim();
    if (label !== '') throw new HtmlOnlyLabelError(label.slice(0, 60));
    element.remove();
  }
}

function keepSvgTwin(choice: DrawingElement): void {
  const children = childElements(choice) as DrawingElement[];
  const twin = children.find((child) => tagOf(child) !== 'foreignobject');
  if (!twin) return;
  // Journeys give the words the class of their box as well, and with it the colour of the box.
  const classes = (twin.getAttribute('class') ?? '').replace(/(?:^|\s)(?:section|task)-type-\d+/g, '');
  twin.setAttribute('class', classes);
  choice.after(twin);
  choice.remove();
}
