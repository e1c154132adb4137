import type { RunRect, RunWindow } from '../../src/server/protocol.js';
import { fetchRunWindow } from '../server-client.js';
import { type LaneLayout, openAtFirst, placeLanes } from './lane-layout.js';
import { fitView, type TimeView, viewAround } from './time-view.js';

export interface ShownTrace {
  readonly subject: string;
  /** Place in the list of the ranks of the run. */
  readonly rank: number;
}

export interface TimelineState {
  readonly trace: ShownTrace | undefined;
  /** What was fetched last: of what is seen, or of what was seen a moment ago. */
  readonly window: RunWindow | undefined;
  readonly view: TimeView;
  /** Lanes that show all their tracks. */
  readonly open: ReadonlySet<number>;
  readonly layout: LaneLayout;
  readonly hovered: RunRect | undefined;
  readonly selected: RunRect | undefined;
  /** What a drag has marked so far. */
  readonly marked: TimeView | undefined;
}

export interface TimelineModel {
  get(): TimelineState;
  spanNs(): number;
  middleNs(): number;
  look(view: TimeView): void;
  approach(rect: RunRect): void;
  toggle(lane: number): void;
  hover(rect: RunRect | undefined): void;
  select(rect: RunRect | undefined): void;
  mark(view: TimeView | undefined): void;
  /** Another trace, or the same one read again. */
  show(trace: ShownTrace | undefined): void;
  /** There is more or less room. */
  refetch(): void;
}

export interface TimelineListener {
  /** Pixels that there are. */
  width(): number;
  /** Something is to be painted anew. */
  onChange(): void;
  /** Lanes came, went, opened or closed. */
  onLanes(state: TimelineState): void;
}

const EMPTY: TimelineState = {
  trace: undefined,
  window: undefined,
  view: { fromNs: 0, toNs: 1 },
  open: new Set(),
  layout: { lanes: [], height: 0 },
  hovered: undefined,
  selected: undefined,
  marked: undefined,
};

/** What is seen of a trace, and what a person does with it; windows are fetched as they are needed. */
export function createTimelineModel(listener: TimelineListener): TimelineModel {
  let state = EMPTY;
  const update = (change: Partial<TimelineState>): void => {
    state = { ...state, ...change };
    listener.onChange();
  };
  const arrange = (change: Partial<TimelineState>): void => {
    const { window, open } = { ...state, ...change };
    update({ ...change, layout: window ? placeLanes(window, open) : EMPTY.layout });
    listener.onLanes(state);
  };
  const fetchSoon = createFetcher(
    () => state,
    () => listener.width(),
    (window) => {
      const isFirst = state.window === undefined;
      arrange({
        window,
        ...(isFirst ? { open: openAtFirst(window), view: { fromNs: 0, toNs: window.spanNs } } : {}),
      });
    },
  );
  const spanNs = (): number => state.window?.spanNs ?? 1;
  const look = (view: TimeView): void => {
    update({ view: fitView(view, spanNs()) });
    fetchSoon();
  };
  return {
    get: () => state,
    spanNs,
    middleNs: () => (state.view.fromNs + state.view.toNs) / 2,
    look,
    approach: ({ startNs, durationNs }) => look(viewAround(startNs, durationNs, spanNs())),
    toggle: (lane) => {
      const others = [...state.open].filter((one) => one !== lane);
      arrange({ open: new Set(state.open.has(lane) ? others : [...others, lane]) });
      fetchSoon();
    },
    hover: (hovered) => update({ hovered }),
    select: (selected) => update({ selected }),
    mark: (marked) => update({ marked }),
    show: (trace) => {
      const isSame = trace?.subject === state.trace?.subject && trace?.rank === state.trace?.rank;
      if (!isSame || trace === undefined) arrange({ ...EMPTY, trace });
      if (trace) fetchSoon();
    },
    refetch: fetchSoon,
  };
}

/** Fetches what is seen now, one window at a time: what was asked for meanwhile is asked for once more. */
function createFetcher(
  get: () => TimelineState,
  width: () => number,
  receive: (window: RunWindow) => void,
): () => void {
  let isFetching = false;
  let isWanted = false;
  const run = async (): Promise<void> => {
    isFetching = true;
    while (isWanted) {
      isWanted = false;
      const { trace, window, view, open } = get();
      if (!trace || width() === 0) break;
      const asked = window ? { fromNs: view.fromNs, toNs: view.toNs, open: [...open] } : {};
      const found = await fetchRunWindow(trace, { ...asked, width: Math.round(width()) }).catch(() => undefined);
      const now = get().trace;
      if (found && now?.subject === trace.subject && now.rank === trace.rank) receive(found);
    }
    isFetching = false;
  };
  return () => {
    isWanted = true;
    if (!isFetching) void run();
  };
}
