import type { TraceEvents } from '../../syntax/trace/events.js';
import type { MemoryLane, TraceLanes, Track } from './lanes.js';

/** Which part of a trace is looked at; nanoseconds from its origin. */
export interface WindowQuery {
  readonly fromNs: number;
  readonly toNs: number;
  /** Pixels that there are for it. */
  readonly width: number;
  /** Lanes that show all their tracks, by place; the others show their first. All, when absent. */
  readonly open?: ReadonlySet<number>;
}

/** A rectangle on a track: one event, or what is too small to be seen by itself, together. */
export type WindowRect =
  | {
      readonly kind: 'event';
      readonly lane: number;
      readonly track: number;
      /** From the origin of the trace. */
      readonly startNs: number;
      readonly durationNs: number;
      readonly row: number;
      /** Index in `names`. */
      readonly name: number;
      /** `EventKind`. */
      readonly what: number;
    }
  | {
      readonly kind: 'several';
      readonly lane: number;
      readonly track: number;
      /** Start of the first of them. */
      readonly startNs: number;
      /** To the end of the last. */
      readonly durationNs: number;
      readonly count: number;
      /** Sum of their durations. */
      readonly busyNs: number;
    };

export interface MemoryWindow {
  readonly device: string;
  /** Nanoseconds from the origin, and bytes from there on; the most of what falls into one pixel. */
  readonly points: readonly (readonly [number, number])[];
}

export interface TraceWindow {
  readonly rects: readonly WindowRect[];
  readonly names: readonly string[];
  readonly memory: readonly MemoryWindow[];
}

/** What a page can draw, and a person can tell apart. */
export const MOST_RECTS = 4000;

/**
 * The rectangles of a part of a trace, at most `MOST_RECTS`. What is narrower than a pixel is put together with its
 * neighbours in that pixel; where that leaves too many, pixels are put together, first on the fullest tracks. Costs a
 * binary search for each pixel and track, whatever the number of events.
 */
export function readWindow(trace: TraceLanes, query: WindowQuery): TraceWindow {
  const { timeline, lanes, originNs } = trace;
  const wanted = lanes.flatMap(({ tracks }, lane) =>
    tracks
      .filter((_, track) => track === 0 || (query.open?.has(lane) ?? true))
      .map((found, track) => ({ lane, track, found })),
  );
  const drawn = wanted.map((one) => ({ ...one, cuts: cutTrack(one.found, timeline.events, originNs, query, 1) }));
  let room = MOST_RECTS;
  for (const [at, one] of drawn.toSorted((a, b) => a.cuts.length - b.cuts.length).entries()) {
    const share = Math.max(1, Math.floor(room / (drawn.length - at)));
    for (let pixels = 2; one.cuts.length > share && pixels <= 2 ** 20; pixels *= 2)
      one.cuts = cutTrack(one.found, timeline.events, originNs, query, pixels);
    room -= one.cuts.length;
  }
  const names = createNames(timeline.events);
  return {
    rects: drawn.flatMap(({ lane, track, found, cuts }) =>
      cuts.map((cut) => describeCut(trace, found, cut, lane, track, names.indexOf)),
    ),
    names: names.list,
    memory: trace.memory.map((one) => cutMemory(one, timeline.events, originNs, query)),
  };
}

/** Rows of a track from one to before another. */
interface Cut {
  readonly from: number;
  readonly to: number;
}

function cutTrack(
  { rows }: Track,
  { start, duration }: TraceEvents,
  originNs: number,
  { fromNs, toNs, width }: WindowQuery,
  pixels: number,
): readonly Cut[] {
  const unit = ((toNs - fromNs) / Math.max(1, width)) * pixels;
  const begin = originNs + fromNs;
  const end = originNs + toNs;
  const startOf = (at: number): number => start[rows[at] as number] as number;
  const durationOf = (at: number): number => duration[rows[at] as number] as number;
  const cuts: Cut[] = [];
  let at = searchRow(rows, start, begin, 0);
  // The one that began before, if it still lasts.
  if (at > 0 && startOf(at - 1) + durationOf(at - 1) > begin) at -= 1;
  while (at < rows.length && startOf(at) < end) {
    if (durationOf(at) >= unit) {
      cuts.push({ from: at, to: at + 1 });
      at += 1;
      continue;
    }
    const limit = begin + (Math.floor((startOf(at) - begin) / unit) + 1) * unit;
    let next = Math.max(at + 1, searchRow(rows, start, limit, at));
    // Only the last of them can be wide: nothing overlaps on a track.
    if (next - 1 > at && durationOf(next - 1) >= unit) next -= 1;
    cuts.push({ from: at, to: next });
    at = next;
  }
  return cuts;
}

/** First place, from `low` on, whose row begins at `limit` or later. */
function searchRow(rows: Uint32Array, start: Float64Array, limit: number, low: number): number {
  // What is looked for is most often near: by doubling steps first.
  let step = 1;
  let from = low;
  while (from + step < rows.length && (start[rows[from + step] as number] as number) < limit) {
    from += step;
    step *= 2;
  }
  let to = Math.min(rows.length, from + step);
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((start[rows[middle] as number] as number) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

function describeCut(
  { timeline: { events, kind }, originNs }: TraceLanes,
  { rows, before }: Track,
  { from, to }: Cut,
  lane: number,
  track: number,
  nameOf: (row: number) => number,
): WindowRect {
  const row = rows[from] as number;
  const startNs = (events.start[row] as number) - originNs;
  const durationNs = events.duration[row] as number;
  if (to - from === 1)
    return { kind: 'event', lane, track, startNs, durationNs, row, name: nameOf(row), what: kind[row] as number };
  const last = rows[to - 1] as number;
  return {
    kind: 'several',
    lane,
    track,
    startNs,
    durationNs: (events.start[last] as number) + (events.duration[last] as number) - originNs - startNs,
    count: to - from,
    busyNs: (before[to] as number) - (before[from] as number),
  };
}

function createNames({ name, names }: TraceEvents): {
  readonly list: readonly string[];
  readonly indexOf: (row: number) => number;
} {
  const places = new Map<number, number>();
  const list: string[] = [];
  return {
    list,
    indexOf: (row) => {
      const text = name[row] as number;
      const known = places.get(text);
      if (known !== undefined) return known;
      places.set(text, list.length);
      return list.push(names[text] ?? '') - 1;
    },
  };
}

function cutMemory(
  { device, rows, bytes }: MemoryLane,
  { start }: TraceEvents,
  originNs: number,
  { fromNs, toNs, width }: WindowQuery,
): MemoryWindow {
  const unit = (toNs - fromNs) / Math.max(1, width);
  const points: [number, number][] = [];
  const first = searchRow(rows, start, originNs + fromNs, 0);
  // What was allocated before stays so.
  if (first > 0) points.push([fromNs, bytes[first - 1] as number]);
  let pixel = -1;
  for (let at = first; at < rows.length; at += 1) {
    const time = (start[rows[at] as number] as number) - originNs;
    if (time >= toNs) break;
    const value = bytes[at] as number;
    const here = Math.floor((time - fromNs) / unit);
    const last = points.at(-1);
    if (here !== pixel || !last) points.push([time, value]);
    else last[1] = Math.max(last[1], value);
    pixel = here;
  }
  return { device, points };
}
