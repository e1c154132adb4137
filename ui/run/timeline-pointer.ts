import type { TimeView } from './time-view.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PointerActions {
  /** The moment at a place of the canvas, in pixels from its left. */
  momentAt(x: number): number;
  zoom(aroundNs: number, factor: number): void;
  /** Pixels. */
  moveBy(x: number, y: number): void;
  mark(view: TimeView | undefined): void;
  goTo(view: TimeView): void;
  hover(point: Point | undefined): void;
  choose(point: Point): void;
  approach(point: Point): void;
}

/** A pointer that moved further than this has dragged, not clicked. */
const CLICK_SLACK = 4;

/** Wheel, hover, click and drag over the lanes; along the ruler, or with Shift, a drag marks a part and goes to it. */
export function followPointer(canvas: HTMLElement, ruler: HTMLElement, actions: PointerActions): void {
  for (const target of [canvas, ruler]) {
    target.addEventListener('wheel', (event) => turnWheel(event, target, actions), { passive: false });
    followDrag(target, target === ruler, actions);
  }
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons === 0) actions.hover(pointIn(canvas, event));
  });
  canvas.addEventListener('pointerleave', () => actions.hover(undefined));
  canvas.addEventListener('dblclick', (event) => actions.approach(pointIn(canvas, event)));
}

function turnWheel(event: WheelEvent, target: HTMLElement, actions: PointerActions): void {
  // With Alt the page scrolls, as it does elsewhere.
  if (event.altKey) return;
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
  const [x, y] = [event.deltaX * lines, event.deltaY * lines];
  if (event.shiftKey || Math.abs(x) > Math.abs(y)) actions.moveBy(-(x || y), 0);
  else actions.zoom(actions.momentAt(pointIn(target, event).x), Math.exp(Math.max(-240, Math.min(240, y)) * 0.0025));
}

function followDrag(target: HTMLElement, isRuler: boolean, actions: PointerActions): void {
  let start: Point | undefined;
  let last: Point = { x: 0, y: 0 };
  let isMarking = false;
  let hasMoved = false;
  target.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    start = last = pointIn(target, event);
    isMarking = isRuler || event.shiftKey;
    hasMoved = false;
    target.setPointerCapture(event.pointerId);
  });
  target.addEventListener('pointermove', (event) => {
    if (!start) return;
    const point = pointIn(target, event);
    hasMoved ||= Math.hypot(point.x - start.x, point.y - start.y) > CLICK_SLACK;
    if (!hasMoved) return;
    if (isMarking) actions.mark(between(start, point, actions));
    else actions.moveBy(point.x - last.x, point.y - last.y);
    last = point;
  });
  target.addEventListener('pointerup', (event) => {
    if (!start) return;
    const point = pointIn(target, event);
    actions.mark(undefined);
    if (hasMoved && isMarking) actions.goTo(between(start, point, actions));
    else if (!hasMoved && !isRuler) actions.choose(point);
    start = undefined;
  });
  target.addEventListener('pointercancel', () => {
    start = undefined;
    actions.mark(undefined);
  });
}

function between(a: Point, b: Point, { momentAt }: PointerActions): TimeView {
  const [from, to] = [momentAt(a.x), momentAt(b.x)];
  return { fromNs: Math.min(from, to), toNs: Math.max(from, to) };
}

function pointIn(target: HTMLElement, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = target.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
