import panzoom, { type PanzoomObject } from '@panzoom/panzoom';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pan and zoom of one stage, which lies at the top left of its window with the size of the drawing. */
export interface Viewport {
  /** Tells the size of the drawing that the stage holds now. */
  resize(size: Size): void;
  /** Shows the whole drawing, however small. */
  fit(): void;
  /** Shows the whole drawing if it can then be read, else its beginning. */
  open(): void;
  /** Zooms about the middle of the window. */
  zoomBy(factor: number): void;
  panBy(x: number, y: number): void;
  /** Where a point of the window lies in the drawing. */
  toDrawing(point: Point): Point;
  /** Moves the drawing so that its point `inside` lies at the point `at` of the window. */
  place(inside: Point, at: Point): void;
  scale(): number;
}

const MARGIN = 32;
/** A small diagram is not blown up beyond this when it is fitted. */
const LARGEST_FIT = 1.15;
/** Below this scale labels cannot be read. */
const SMALLEST_READABLE = 0.5;

export function createViewport(frame: HTMLElement, stage: HTMLElement, onScale: (scale: number) => void): Viewport {
  let size: Size = { width: 1, height: 1 };
  const pz = panzoom(stage, { canvas: true, cursor: 'grab', minScale: 0.05, maxScale: 5, step: 0.18 });
  stage.addEventListener('panzoomchange', () => onScale(pz.getScale()));
  frame.addEventListener('wheel', (event) => zoomAtPointer(pz, event), { passive: false });

  const center = (): Point => ({ x: size.width / 2, y: size.height / 2 });
  const place = (inside: Point, at: Point, isAnimated = false): void => {
    const scale = pz.getScale();
    const { x, y } = center();
    // Panzoom scales about the middle of the stage, then moves by scaled steps.
    pz.pan((at.x - x) / scale - inside.x + x, (at.y - y) / scale - inside.y + y, { force: true, animate: isAnimated });
  };
  return {
    resize: (next) => {
      size = next;
      stage.style.width = `${size.width}px`;
      stage.style.height = `${size.height}px`;
    },
    fit: () => {
      const room = frame.getBoundingClientRect();
      pz.zoom(fittingScale(size, room), { force: true, animate: true });
      place(center(), { x: room.width / 2, y: room.height / 2 }, true);
    },
    open: () => {
      const room = frame.getBoundingClientRect();
      const scale = Math.max(SMALLEST_READABLE, fittingScale(size, room));
      pz.zoom(scale, { force: true, animate: false });
      const start = (length: number, space: number): number => Math.max(MARGIN, (space - length * scale) / 2);
      place({ x: 0, y: 0 }, { x: start(size.width, room.width), y: start(size.height, room.height) });
    },
    zoomBy: (factor) => {
      const { left, top, width, height } = frame.getBoundingClientRect();
      pz.zoomToPoint(
        pz.getScale() * factor,
        { clientX: left + width / 2, clientY: top + height / 2 },
        { animate: true },
      );
    },
    panBy: (x, y) => void pz.pan(x / pz.getScale(), y / pz.getScale(), { relative: true, animate: true }),
    toDrawing: (point) => {
      const scale = pz.getScale();
      const { x, y } = pz.getPan();
      const middle = center();
      return { x: (point.x - middle.x) / scale - x + middle.x, y: (point.y - middle.y) / scale - y + middle.y };
    },
    place,
    scale: () => pz.getScale(),
  };
}

function fittingScale(size: Size, room: Size): number {
  const scale = Math.min((room.width - 2 * MARGIN) / size.width, (room.height - 2 * MARGIN) / size.height);
  return Math.max(0.05, Math.min(LARGEST_FIT, scale));
}

/** A wheel turns in steps, a touchpad in small amounts: both zoom smoothly about the pointer. */
function zoomAtPointer(pz: PanzoomObject, event: WheelEvent): void {
  event.preventDefault();
  const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
  const factor = Math.exp(-Math.max(-120, Math.min(120, pixels)) * (event.ctrlKey ? 0.008 : 0.0016));
  pz.zoomToPoint(pz.getScale() * factor, event, { animate: false });
}
