import type { RunRect, RunWindow } from '../../src/server/protocol.js';
import { type LaneLayout, type PlacedLane, TRACK_HEIGHT, topOf } from './lane-layout.js';
import { chooseMarks, showMoment, showSize } from './show-time.js';
import type { TimeView } from './time-view.js';

export interface Painted {
  readonly window: RunWindow;
  readonly view: TimeView;
  readonly layout: LaneLayout;
  /** Rows, or the starts of what is told together, by `rectKey`. */
  readonly hovered: string | undefined;
  readonly selected: string | undefined;
  /** The part that a drag has marked so far. */
  readonly marked: TimeView | undefined;
}

type Ink = (name: string) => string;

/** The same rectangle is known by it after another part was fetched. */
export function rectKey(rect: RunRect): string {
  return rect.kind === 'event' ? `event ${rect.row}` : `several ${rect.lane} ${rect.track} ${rect.startNs}`;
}

/** Paints all lanes; `width` and the layout are pixels of the page. */
export function paintTimeline(canvas: HTMLCanvasElement, width: number, painted: Painted): void {
  const { view, layout, window, marked } = painted;
  const context = openContext(canvas, width, layout.height);
  if (!context) return;
  const ink = inkOf(canvas);
  const x = (ns: number): number => ((ns - view.fromNs) / (view.toNs - view.fromNs)) * width;
  context.clearRect(0, 0, width, layout.height);
  paintGrid(context, view, width, layout.height, ink);
  for (const placed of layout.lanes) paintLane(context, placed, width, ink);
  for (const rect of window.rects) paintRect(context, rect, painted, x, width, ink);
  for (const placed of layout.lanes) if (!placed.lane) paintMemory(context, placed, window, x, width, ink);
  if (marked) {
    context.fillStyle = ink('--run-marked');
    context.fillRect(x(marked.fromNs), 0, x(marked.toNs) - x(marked.fromNs), layout.height);
  }
}

/** Moments along the top. */
export function paintRuler(canvas: HTMLCanvasElement, width: number, height: number, view: TimeView): void {
  const context = openContext(canvas, width, height);
  if (!context) return;
  const ink = inkOf(canvas);
  const { at, distance } = chooseMarks(view.fromNs, view.toNs, Math.max(2, Math.floor(width / 110)));
  context.clearRect(0, 0, width, height);
  context.font = `11px ${ink('--sans')}`;
  context.textBaseline = 'middle';
  for (const ns of at) {
    const left = ((ns - view.fromNs) / (view.toNs - view.fromNs)) * width;
    context.fillStyle = ink('--line-strong');
    context.fillRect(Math.round(left), height - 6, 1, 6);
    context.fillStyle = ink('--ink-soft');
    context.fillText(showMoment(ns, distance), left + 4, height / 2);
  }
}

function openContext(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d') ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Colours are those of the style sheet, so that they follow light and dark. */
function inkOf(canvas: HTMLCanvasElement): Ink {
  const style = getComputedStyle(canvas);
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name) ?? style.getPropertyValue(name).trim();
    known.set(name, found);
    return found;
  };
}

function paintGrid(context: CanvasRenderingContext2D, view: TimeView, width: number, height: number, ink: Ink): void {
  context.fillStyle = ink('--line');
  const { at } = chooseMarks(view.fromNs, view.toNs, Math.max(2, Math.floor(width / 110)));
  for (const ns of at)
    context.fillRect(Math.round(((ns - view.fromNs) / (view.toNs - view.fromNs)) * width), 0, 1, height);
}

function paintLane(context: CanvasRenderingContext2D, { top, height }: PlacedLane, width: number, ink: Ink): void {
  context.fillStyle = ink('--run-lane');
  context.fillRect(0, top, width, height - 2);
}

/** Narrower than this a name says nothing. */
const LEAST_FOR_NAME = 26;

function paintRect(
  context: CanvasRenderingContext2D,
  rect: RunRect,
  { window, layout, hovered, selected }: Painted,
  x: (ns: number) => number,
  width: number,
  ink: Ink,
): void {
  const top = topOf(rect, layout);
  const from = Math.max(-2, x(rect.startNs));
  const to = Math.min(width + 2, x(rect.startNs + rect.durationNs));
  if (top === undefined || to < 0 || from > width) return;
  const wide = Math.max(1, to - from);
  const high = TRACK_HEIGHT - 2;
  context.fillStyle = ink(rect.kind === 'event' ? `--run-${rect.class}` : `--run-${severalClass(rect, window)}`);
  // Several: the fuller, the stronger.
  context.globalAlpha =
    rect.kind === 'event' ? 1 : 0.3 + 0.6 * (rect.durationNs > 0 ? rect.busyNs / rect.durationNs : 1);
  context.fillRect(from, top, wide > 3 ? wide - 0.5 : wide, high);
  context.globalAlpha = 1;
  if (rect.kind === 'event' && wide >= LEAST_FOR_NAME)
    paintName(context, window.names[rect.name] ?? '', Math.max(0, from), Math.min(width, to), top, ink);
  const key = rectKey(rect);
  if (key !== hovered && key !== selected) return;
  context.strokeStyle = ink(key === selected ? '--accent' : '--ink');
  context.lineWidth = 2;
  context.strokeRect(from + 1, top + 1, Math.max(1, wide - 2), high - 2);
}

function severalClass(rect: RunRect, { lanes }: RunWindow): string {
  const kind = lanes[rect.lane]?.kind;
  return kind === 'stream' ? 'kernel' : kind === 'communication' ? 'collective' : kind === 'steps' ? 'step' : 'several';
}

function paintName(
  context: CanvasRenderingContext2D,
  name: string,
  from: number,
  to: number,
  top: number,
  ink: Ink,
): void {
  const room = to - from - 8;
  if (room < 14) return;
  context.font = `11px ${ink('--sans')}`;
  context.fillStyle = ink('--run-text');
  context.textBaseline = 'middle';
  // Some six pixels a character: what does not fit is cut before it is measured.
  const most = Math.floor(room / 5.6);
  const text = name.length > most ? `${name.slice(0, Math.max(1, most - 1))}…` : name;
  context.fillText(text, from + 4, top + (TRACK_HEIGHT - 2) / 2 + 0.5, room);
}

function paintMemory(
  context: CanvasRenderingContext2D,
  { index, top, height }: PlacedLane,
  { memory }: RunWindow,
  x: (ns: number) => number,
  width: number,
  ink: Ink,
): void {
  const points = memory[index]?.points ?? [];
  const most = Math.max(1, ...points.map(([, bytes]) => bytes));
  const least = Math.min(0, ...points.map(([, bytes]) => bytes));
  const y = (bytes: number): number => top + (height - 4) * (1 - (bytes - least) / (most - least)) + 1;
  context.fillStyle = ink('--run-memory');
  for (const [at, [ns, bytes]] of points.entries()) {
    const from = Math.max(0, x(ns));
    const to = Math.min(width, x(points[at + 1]?.[0] ?? Number.POSITIVE_INFINITY));
    context.fillRect(from, y(bytes), Math.max(0.5, to - from), y(least) - y(bytes) + 1);
  }
  context.font = `11px ${ink('--sans')}`;
  context.fillStyle = ink('--ink-soft');
  context.textBaseline = 'top';
  if (points.length > 0) context.fillText(showSize(most), 4, top + 2);
}
