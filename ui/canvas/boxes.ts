import type { Severity } from '../../src/findings/finding.js';
import type { BoxLink, DrawnNode } from '../../src/server/protocol.js';
import { svgElement } from '../element.js';

/** The boxes of a picture, by the names that the Mermaid text gives them. */
export type Boxes = ReadonlyMap<string, SVGGElement>;

/** Finds the group of each node in what Mermaid drew. */
export function findBoxes(svg: SVGSVGElement, nodes: readonly DrawnNode[]): Boxes {
  const wanted = new Set(nodes.map(({ id }) => id));
  const boxes = new Map<string, SVGGElement>();
  for (const group of svg.querySelectorAll<SVGGElement>('g.node')) {
    const name = nameOf(group.id);
    if (name !== undefined && wanted.has(name)) boxes.set(name, group);
  }
  return boxes;
}

/** `diagram-3-flowchart-container_train-7` → `container_train`. */
function nameOf(id: string): string | undefined {
  return /(?:^|-)flowchart-(.+)-\d+$/.exec(id)?.[1];
}

/** Makes each box a button: by mouse, by keyboard, and by name for those who do not see it. A double click goes on to the picture that it leads to. */
export function enliven(
  boxes: Boxes,
  nodes: readonly DrawnNode[],
  describe: (node: DrawnNode) => string,
  onPress: (node: DrawnNode) => void,
  onFollow: (link: BoxLink) => void,
): void {
  for (const node of nodes) {
    const box = boxes.get(node.id);
    if (!box) continue;
    box.dataset['node'] = node.id;
    box.setAttribute('role', 'button');
    box.setAttribute('tabindex', '0');
    box.setAttribute('aria-label', describe(node));
    box.addEventListener('click', (event) => {
      event.stopPropagation();
      onPress(node);
    });
    const { leadsTo } = node;
    if (leadsTo) box.addEventListener('dblclick', () => onFollow(leadsTo));
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onPress(node);
    });
  }
}

export function markSelected(boxes: Boxes, selected: ReadonlySet<string>): void {
  for (const [id, box] of boxes) {
    box.classList.toggle('is-selected', selected.has(id));
    box.setAttribute('aria-pressed', String(selected.has(id)));
  }
}

/** Says by a short glow which boxes were not there before. */
export function markNew(boxes: Boxes, before: ReadonlySet<string>): void {
  for (const [id, box] of boxes) box.classList.toggle('is-new', !before.has(id));
}

/** A dot at the corner of each box that has findings. */
export function markFindings(boxes: Boxes, severities: ReadonlyMap<string, Severity>): void {
  for (const [id, box] of boxes) {
    box.querySelector(':scope > .finding-dot')?.remove();
    const severity = severities.get(id);
    if (severity === undefined) continue;
    const { x, y, width } = box.getBBox();
    // In a group of its own, since the diagram's classes colour every child of a box.
    const dot = svgElement('circle', { cx: x + width - 3, cy: y + 3, r: 6 });
    box.append(svgElement('g', { class: `finding-dot is-${severity}` }, dot));
  }
}
