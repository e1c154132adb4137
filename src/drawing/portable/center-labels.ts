import { tagOf } from '../dom/svg-element.js';
import { boundingBox } from '../geometry/bounding-box.js';
import { type Box, uniteBoxes } from '../geometry/box.js';
import { parseTransform, transformBox } from '../geometry/matrix.js';
import { inheritedValue } from '../style/computed-style.js';
import { allElements, type DrawingElement, hasClass } from './drawing-tree.js';

/**
 * Some shapes (cloud, and most of mind maps) place their label as if it were HTML, half its width too far. A node with one
 * text that is meant to be centred, or leaves its shape, gets it back into the middle.
 */
export function centerLabels(root: DrawingElement): void {
  for (const node of allElements(root)) {
    if (tagOf(node) !== 'g' || !/(^|\s)(node|mindmap-node)(\s|$)/.test(node.getAttribute('class') ?? '')) continue;
    const children = [...node.childNodes].filter((child) => child.nodeType === 1) as DrawingElement[];
    const label = children.find((child) => tagOf(child) === 'g' && hasClass(child, 'label'));
    const texts = label ? allElements(label).filter((element) => tagOf(element) === 'text') : [];
    const [text] = texts;
    if (!label || !text || texts.length !== 1) continue;
    const shape = boxOf(children.filter((child) => child !== label));
    const words = boxOf([label]);
    if (!shape || !words) continue;
    const isMeantCentered = isCentered(text) || hasClass(node, 'mindmap-node');
    if (isMeantCentered || words.right > shape.right + 2 || words.left < shape.left - 2)
      moveIntoMiddle(label, words, shape);
  }
}

function isCentered(text: DrawingElement): boolean {
  const line = allElements(text)[1] ?? text;
  return inheritedValue(line, 'text-anchor') === 'middle';
}

function boxOf(elements: readonly DrawingElement[]): Box | undefined {
  let box: Box | undefined;
  for (const element of elements) {
    const own = boundingBox(element);
    if (own) box = uniteBoxes(box, transformBox(parseTransform(element.getAttribute('transform')), own));
  }
  return box;
}

function moveIntoMiddle(label: DrawingElement, words: Box, shape: Box): void {
  const shift = (shape.left + shape.right - words.left - words.right) / 2;
  const width = words.right - words.left;
  if (Math.abs(shift) < Math.max(3, width * 0.3) || width > shape.right - shape.left + 1) return;
  label.setAttribute('transform', `translate(${shift}, 0) ${label.getAttribute('transform') ?? ''}`.trim());
}
