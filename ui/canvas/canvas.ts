import type { DrawnNode } from '../../src/server/protocol.js';
import { placePicture } from '../drawing/place-picture.js';
import { button, element } from '../element.js';
import { nodesOfFinding, severitiesOfNodes } from '../findings-of-nodes.js';
import {
  findingKey,
  type PageActions,
  type PageState,
  type PageStore,
  type Picture,
  placeLabel,
} from '../page-state.js';
import { icon } from '../panels/icons.js';
import { WORDS } from '../words/words.js';
import { type Boxes, enliven, findBoxes, markFindings, markNew, markSelected } from './boxes.js';
import { createNotes } from './notes.js';
import { createNotice } from './notice.js';
import { createViewport, type Viewport } from './viewport.js';

/** A pointer that moved further than this between press and release has dragged, not clicked. */
const CLICK_SLACK = 5;
/** As the view of runs marks the worst box. */
const WORST_MARK = '▲';

/** The left of the page: the picture, its notes, the buttons that zoom, and what stands there when there is no picture. */
export function createCanvas(store: PageStore, actions: PageActions): HTMLElement {
  const stage = element('div', { class: 'stage' });
  const frame = element('div', { class: 'viewport', tabindex: '-1' }, stage);
  const scaleLabel = element('span', { class: 'zoom-scale' });
  const window = element('div', { class: 'canvas-window', id: 'picture', role: 'tabpanel' }, frame);
  const canvas = element('main', { class: 'canvas' }, window);
  const shadow = stage.attachShadow({ mode: 'open' });
  const shown: ShownPicture = { boxes: new Map(), nodes: [], key: '' };

  const whenAttached = (): void => {
    const viewport = createViewport(frame, stage, (scale) => {
      scaleLabel.textContent = `${Math.round(scale * 100)}%`;
    });
    ignoreDrags(frame);
    frame.addEventListener('click', () => actions.select(undefined));
    frame.addEventListener('keydown', (event) => moveByKey(event, viewport));
    window.append(createZoomBar(store, viewport, scaleLabel));
    canvas.append(createNotes(store), createNotice(store));
    followPicture(store, actions, { shadow, shown, viewport, frame, canvas });
  };
  // Panzoom wants an element that is part of the page.
  queueMicrotask(whenAttached);
  return canvas;
}

interface ShownPicture {
  boxes: Boxes;
  nodes: readonly DrawnNode[];
  /** What was asked for: another key is another picture, which is fitted anew. */
  key: string;
}

interface CanvasParts {
  readonly shadow: ShadowRoot;
  readonly shown: ShownPicture;
  readonly viewport: Viewport;
  readonly frame: HTMLElement;
  readonly canvas: HTMLElement;
}

function followPicture(store: PageStore, actions: PageActions, parts: CanvasParts): void {
  const { shadow, shown, canvas } = parts;
  store.follow(
    ({ picture }) => [picture],
    (picture) => {
      canvas.dataset['picture'] = picture.kind;
      canvas.setAttribute('aria-label', WORDS[store.get().language].diagram);
      if (picture.kind === 'drawn') showDrawing(store, actions, parts, picture);
      else {
        shadow.replaceChildren();
        Object.assign(shown, { boxes: new Map(), nodes: [], key: '' });
      }
    },
  );
  store.follow(
    (state) => [state.selection, state.picture, state.studio],
    () => markSelected(shown.boxes, selectedNodes(store.get(), shown.nodes)),
  );
}

function showDrawing(
  store: PageStore,
  actions: PageActions,
  { shadow, shown, viewport, frame, canvas }: CanvasParts,
  { diagram, drawing }: Extract<Picture, { kind: 'drawn' }>,
): void {
  const words = WORDS[store.get().language];
  const key = [diagram.view, diagram.direction, diagram.language].join(' ');
  const isSamePicture = shown.key === key;
  const hadFocus = shadow.activeElement instanceof SVGElement ? shadow.activeElement.dataset['node'] : undefined;
  const anchor = isSamePicture ? findAnchor(shown.boxes, selectedNodes(store.get(), shown.nodes), frame) : undefined;
  const svg = placePicture(shadow, drawing);
  viewport.resize(drawing);
  const boxes = findBoxes(svg, diagram.nodes);
  enliven(
    boxes,
    diagram.nodes,
    ({ kind, label, origin }) =>
      `${label.replaceAll('\n', ' ')}, ${words.kinds[kind]}${origin ? `, ${placeLabel(origin)}` : ''}`,
    ({ id }) => actions.select({ kind: 'node', id }),
    (link) => actions.follow(link),
  );
  markFindings(boxes, severitiesOfNodes(store.get().studio?.findings ?? [], diagram.nodes));
  if (isSamePicture) markNew(boxes, new Set(shown.boxes.keys()));
  keepPlace(viewport, frame, boxes, anchor);
  if (!isSamePicture) showWorst(viewport, frame, svg, { nodes: diagram.nodes, size: drawing, boxes });
  if (hadFocus !== undefined) boxes.get(hadFocus)?.focus();
  Object.assign(shown, { boxes, nodes: diagram.nodes, key });
  canvas.dataset['drawings'] = String(Number(canvas.dataset['drawings'] ?? 0) + 1);
}

interface Anchor {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** The box that shall not move when the picture is redrawn: the selected one, else the one nearest to the middle. */
function findAnchor(boxes: Boxes, selected: ReadonlySet<string>, frame: HTMLElement): Anchor | undefined {
  const room = frame.getBoundingClientRect();
  const middle = { x: room.width / 2, y: room.height / 2 };
  let best: (Anchor & { readonly far: number }) | undefined;
  for (const [id, box] of boxes) {
    const rect = box.getBoundingClientRect();
    const x = rect.x + rect.width / 2 - room.x;
    const y = rect.y + rect.height / 2 - room.y;
    const far = selected.has(id) ? -1 : Math.hypot(x - middle.x, y - middle.y);
    if (best === undefined || far < best.far) best = { id, x, y, far };
  }
  return best;
}

function keepPlace(viewport: Viewport, frame: HTMLElement, boxes: Boxes, anchor: Anchor | undefined): void {
  const box = anchor && boxes.get(anchor.id);
  if (!anchor || !box) return viewport.open();
  const room = frame.getBoundingClientRect();
  const rect = box.getBoundingClientRect();
  const now = { x: rect.x + rect.width / 2 - room.x, y: rect.y + rect.height / 2 - room.y };
  return viewport.place(viewport.toDrawing(now), anchor);
}

/** A picture that measures is opened at the box to look at first. */
function showWorst(
  viewport: Viewport,
  frame: HTMLElement,
  svg: SVGSVGElement,
  { nodes, size, boxes }: { nodes: readonly DrawnNode[]; size: { width: number; height: number }; boxes: Boxes },
): void {
  const worst = nodes.find(({ label }) => label.includes(WORST_MARK));
  const box = worst && boxes.get(worst.id);
  if (!box) return;
  // By shares of the drawing: how it is moved and scaled now is told to the page only at its next frame.
  const [whole, part] = [svg.getBoundingClientRect(), box.getBoundingClientRect()];
  const inside = {
    x: ((part.x + part.width / 2 - whole.x) / whole.width) * size.width,
    y: ((part.y + part.height / 2 - whole.y) / whole.height) * size.height,
  };
  const room = frame.getBoundingClientRect();
  viewport.place(inside, { x: room.width / 2, y: room.height / 2 });
}

function selectedNodes({ selection, studio }: PageState, nodes: readonly DrawnNode[]): ReadonlySet<string> {
  if (selection?.kind === 'node') return new Set([selection.id]);
  if (selection?.kind !== 'finding') return new Set();
  const finding = studio?.findings.find((candidate) => findingKey(candidate) === selection.key);
  return new Set(finding ? nodesOfFinding(finding, nodes).map(({ id }) => id) : []);
}

/** A drag ends with a click event, too: that one is swallowed. */
function ignoreDrags(frame: HTMLElement): void {
  let start = { x: 0, y: 0 };
  frame.addEventListener('pointerdown', ({ clientX, clientY }) => (start = { x: clientX, y: clientY }), true);
  frame.addEventListener(
    'click',
    (event) => {
      const isDrag = event.detail > 0 && Math.hypot(event.clientX - start.x, event.clientY - start.y) > CLICK_SLACK;
      if (isDrag) event.stopPropagation();
    },
    true,
  );
}

const STEP = 80;

function moveByKey(event: KeyboardEvent, viewport: Viewport): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Readonly<Record<string, () => void>> = {
    '+': () => viewport.zoomBy(1.25),
    '=': () => viewport.zoomBy(1.25),
    '-': () => viewport.zoomBy(0.8),
    '0': () => viewport.fit(),
    ArrowLeft: () => viewport.panBy(STEP, 0),
    ArrowRight: () => viewport.panBy(-STEP, 0),
    ArrowUp: () => viewport.panBy(0, STEP),
    ArrowDown: () => viewport.panBy(0, -STEP),
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  move();
}

function createZoomBar(store: PageStore, viewport: Viewport, scaleLabel: HTMLElement): HTMLElement {
  const smaller = button({ class: 'zoom-button' }, () => viewport.zoomBy(0.8), '−');
  const larger = button({ class: 'zoom-button' }, () => viewport.zoomBy(1.25), '+');
  const fit = button({ class: 'zoom-button' }, () => viewport.fit(), icon('fit'));
  const bar = element('div', { class: 'zoom-bar', role: 'group' }, smaller, scaleLabel, larger, fit);
  store.follow(
    ({ language }) => [language],
    (language) => {
      const words = WORDS[language];
      for (const [target, label] of [
        [smaller, words.zoomOut],
        [fit, words.fit],
        [larger, words.zoomIn],
      ] as const) {
        target.title = label;
        target.setAttribute('aria-label', label);
      }
    },
  );
  return bar;
}
