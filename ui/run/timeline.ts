import type { RunRect } from '../../src/server/protocol.js';
import { element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { WORDS } from '../words/words.js';
import { createEventDetails, type EventDetails } from './event-details.js';
import { rectAt } from './find-rect.js';
import { createLaneLabels, type LaneLabels } from './lane-labels.js';
import { TRACK_HEIGHT, topOf } from './lane-layout.js';
import { paintRuler, paintTimeline, rectKey } from './paint-timeline.js';
import { moveView, viewAround, zoomView } from './time-view.js';
import { createTimelineBar, type TimelineBar } from './timeline-bar.js';
import { keyAction } from './timeline-keys.js';
import { createTimelineModel, type ShownTrace, type TimelineModel, type TimelineState } from './timeline-model.js';
import { followPointer } from './timeline-pointer.js';

export interface TimelinePart {
  readonly element: HTMLElement;
  /** Another trace, or the same one read again; undefined shows nothing. */
  show(trace: ShownTrace | undefined): void;
}

const RULER_HEIGHT = 22;
/** Around what is gone to from somewhere else, whose length is not known. */
const ROOM_NS = 20_000;

interface Parts {
  readonly ruler: HTMLCanvasElement;
  readonly canvas: HTMLCanvasElement;
  readonly scroller: HTMLElement;
  readonly labels: LaneLabels;
  readonly bar: TimelineBar;
  readonly details: EventDetails;
}

/**
 * The timeline of one trace: what is seen is fetched in windows, drawn at once from what is there, and again when the finer
 * one has come. Wheel, buttons and keys zoom; a drag moves, along the ruler (or with Shift) it zooms to a part.
 */
export function createTimeline(store: PageStore): TimelinePart {
  const canvas = element('canvas', { class: 'lanes', tabindex: 0, role: 'application' });
  const ruler = element('canvas', { class: 'ruler' });
  const paint = onNextFrame(() => paintAll(model.get(), parts));
  const model: TimelineModel = createTimelineModel({
    width: () => canvas.clientWidth,
    onChange: paint,
    onLanes: ({ layout, window }) => {
      labels.show(layout, window?.lanesLeftOut ?? 0);
      if (window) canvas.dataset['windows'] = String(Number(canvas.dataset['windows'] ?? 0) + 1);
      else canvas.removeAttribute('data-windows');
    },
  });
  const labels = createLaneLabels(store, model.toggle);
  const details = createEventDetails(store, (row, startNs) => {
    model.look(viewAround(startNs, ROOM_NS, model.spanNs()));
    void details.showRow(model.get().trace, row);
  });
  const bar = createTimelineBar(store, {
    zoom: (factor) => model.look(zoomView(model.get().view, model.spanNs(), model.middleNs(), factor)),
    fit: () => model.look({ fromNs: 0, toNs: model.spanNs() }),
  });
  const scroller = element('div', { class: 'timeline-body' }, labels.element, canvas);
  const parts: Parts = { ruler, canvas, scroller, labels, bar, details };
  listen(model, parts);
  new ResizeObserver(() => {
    paint();
    model.refetch();
  }).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  store.follow(
    ({ language }) => [language] as const,
    (language) => {
      const { layout, window } = model.get();
      canvas.setAttribute('aria-label', WORDS[language].run.timelineLabel);
      labels.show(layout, window?.lanesLeftOut ?? 0);
      paint();
    },
  );
  return {
    element: element(
      'div',
      { class: 'timeline' },
      bar.element,
      element('div', { class: 'timeline-head' }, element('span'), ruler),
      scroller,
      details.element,
    ),
    show: (trace) => {
      const before = model.get().trace;
      if (trace?.subject !== before?.subject || trace?.rank !== before?.rank) details.hint(undefined, undefined);
      model.show(trace);
    },
  };
}

function paintAll(state: TimelineState, { canvas, ruler, bar }: Parts): void {
  const { window, view, layout, hovered, selected, marked } = state;
  const width = canvas.clientWidth;
  bar.tell(view, window);
  if (!window || width === 0) return;
  paintTimeline(canvas, width, {
    window,
    view,
    layout,
    hovered: hovered && rectKey(hovered),
    selected: selected && rectKey(selected),
    marked,
  });
  paintRuler(ruler, width, RULER_HEIGHT, view);
  canvas.dataset['from'] = String(view.fromNs);
  canvas.dataset['to'] = String(view.toNs);
}

function listen(model: TimelineModel, { canvas, ruler, scroller, details }: Parts): void {
  const width = (): number => Math.max(1, canvas.clientWidth);
  const length = (): number => model.get().view.toNs - model.get().view.fromNs;
  const find = (point: { readonly x: number; readonly y: number }): RunRect | undefined => {
    const { window, layout, view } = model.get();
    return window && rectAt(window, layout, view, width(), point);
  };
  const select = (rect: RunRect | undefined): void => {
    model.select(rect);
    const { trace, window, layout } = model.get();
    if (trace && window) void details.show(trace, window, rect);
    const top = rect && topOf(rect, layout);
    if (top !== undefined) keepInSight(scroller, top);
  };
  followPointer(canvas, ruler, {
    momentAt: (x) => model.get().view.fromNs + (x / width()) * length(),
    zoom: (aroundNs, factor) => model.look(zoomView(model.get().view, model.spanNs(), aroundNs, factor)),
    moveBy: (x, y) => {
      scroller.scrollTop -= y;
      model.look(moveView(model.get().view, model.spanNs(), (-x / width()) * length()));
    },
    mark: model.mark,
    goTo: model.look,
    hover: (point) => {
      const found = point && find(point);
      const { hovered, selected, window } = model.get();
      if (found === hovered) return;
      model.hover(found);
      canvas.style.cursor = found ? 'pointer' : 'grab';
      if (window && !selected) details.hint(window, found);
    },
    choose: (point) => select(find(point)),
    approach: (point) => {
      const found = find(point);
      if (found) model.approach(found);
    },
  });
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keyAction(event.key, model, select);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}

function keepInSight(scroller: HTMLElement, top: number): void {
  const { scrollTop, clientHeight } = scroller;
  if (top < scrollTop) scroller.scrollTop = top - 4;
  else if (top + TRACK_HEIGHT > scrollTop + clientHeight) scroller.scrollTop = top + TRACK_HEIGHT + 4 - clientHeight;
}

/** At most once a frame, however often it is asked for. */
function onNextFrame(act: () => void): () => void {
  let isWanted = false;
  return () => {
    if (isWanted) return;
    isWanted = true;
    requestAnimationFrame(() => {
      isWanted = false;
      act();
    });
  };
}
