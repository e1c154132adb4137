import { tagOf } from '../dom/svg-element.js';
import { allElements, type DrawingElement } from './drawing-tree.js';

/**
 * `orient="auto-start-reverse"` is SVG 2 and unknown to resvg. At an end it is the same as `auto`; for starts the marker
 * gets a copy that is turned round.
 */
export function turnMarkers(root: DrawingElement, createGroup: () => DrawingElement): void {
  const elements = allElements(root);
  for (const marker of elements) {
    if (tagOf(marker) !== 'marker' || marker.getAttribute('orient') !== 'auto-start-reverse') continue;
    marker.setAttribute('orient', 'auto');
    const id = marker.getAttribute('id');
    const users = elements.filter((element) => element.getAttribute('marker-start') === `url(#${id})`);
    if (!id || users.length === 0) continue;
    const turned = marker.cloneNode(true);
    const group = createGroup();
    const [x, y] = [marker.getAttribute('refX') ?? '0', marker.getAttribute('refY') ?? '0'];
    group.setAttribute('transform', `rotate(180 ${x} ${y})`);
    group.append(...([...turned.childNodes] as DrawingElement[]));
    turned.append(group);
    turned.setAttribute('id', `${id}-reversed`);
    turned.setAttribute('overflow', 'visible');
    marker.after(turned);
    for (const user of users) user.setAttribute('marker-start', `url(#${id}-reversed)`);
  }
}
