import { sortRows } from '../intervals/sort-rows.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import type { Lane, LaneKind, TraceLanes } from './lanes.js';
import { layMemory } from './lay-memory.js';
import { layTracks } from './lay-tracks.js';

/** Deeper than this nobody reads; a hostile file nests a million. */
const MOST_TRACKS: Readonly<Record<LaneKind, number>> = { steps: 2, host: 40, stream: 4, communication: 4, memory: 0 };
const MOST_LANES: Readonly<Record<LaneKind, number>> = { steps: 1, host: 16, stream: 24, communication: 1, memory: 0 };

/** Steps, threads of the host, streams of the devices, communication and memory of one trace. Linear in the events. */
export function layLanes(timeline: Timeline): TraceLanes {
  const { kind, device, threads, steps } = timeline;
  const host = mostFirst(
    threads.map(({ thread, rows }) => ({ thread, rows: rows.filter((row) => kind[row] !== EventKind.Step) })),
  );
  const streams = mostFirst(rowsByThread(device, timeline));
  const lanes: readonly Lane[] = [
    ...(steps.length > 0 ? [layLane(timeline, 'steps', sorted(steps.slice(), timeline))] : []),
    ...host.slice(0, MOST_LANES.host).map((one) => layLane(timeline, 'host', one.rows, one.thread)),
    ...streams
      .slice(0, MOST_LANES.stream)
      .map((one) => layLane(timeline, 'stream', sorted(one.rows, timeline), one.thread)),
    ...layCommunication(timeline),
  ];
  const memory = layMemory(timeline);
  return {
    timeline,
    ...measureSpan(timeline, lanes),
    lanes,
    memory,
    lanesLeftOut: Math.max(0, host.length - MOST_LANES.host) + Math.max(0, streams.length - MOST_LANES.stream),
  };
}

interface ThreadRows {
  readonly thread: number;
  readonly rows: Uint32Array;
}

function mostFirst(threads: readonly ThreadRows[]): readonly ThreadRows[] {
  return threads.filter(({ rows }) => rows.length > 0).toSorted((a, b) => b.rows.length - a.rows.length);
}

function rowsByThread(rows: Uint32Array, { events }: Timeline): readonly ThreadRows[] {
  const sizes = new Uint32Array(events.threads.length);
  for (const row of rows) {
    const thread = events.thread[row] as number;
    sizes[thread] = (sizes[thread] as number) + 1;
  }
  const found = new Map<number, Uint32Array>();
  for (const [thread, size] of sizes.entries()) if (size > 0) found.set(thread, new Uint32Array(size));
  sizes.fill(0);
  for (const row of rows) {
    const thread = events.thread[row] as number;
    const at = sizes[thread] as number;
    (found.get(thread) as Uint32Array)[at] = row;
    sizes[thread] = at + 1;
  }
  return [...found].map(([thread, its]) => ({ thread, rows: its }));
}

/** Collectives of all streams; on the host, where none ran on a device. */
function layCommunication(timeline: Timeline): readonly Lane[] {
  const { kind, device, threads } = timeline;
  const onDevice = device.filter((row) => kind[row] === EventKind.Collective);
  const rows =
    onDevice.length > 0
      ? onDevice
      : concatRows(threads.map((one) => one.rows.filter((row) => kind[row] === EventKind.HostCommunication)));
  return rows.length === 0 ? [] : [layLane(timeline, 'communication', sorted(rows, timeline))];
}

function layLane(timeline: Timeline, kind: LaneKind, rows: Uint32Array, thread?: number): Lane {
  const { events, scanned } = timeline;
  const found = thread === undefined ? undefined : events.threads[thread];
  return {
    kind,
    label: found?.text ?? '',
    name: (thread === undefined ? undefined : scanned.threadNames.get(thread)) ?? '',
    process: found === undefined ? '' : (events.processes[found.process] ?? ''),
    ...layTracks(rows, events, MOST_TRACKS[kind]),
  };
}

function sorted(rows: Uint32Array, { events }: Timeline): Uint32Array {
  return sortRows(rows, events.start, events.duration);
}

function concatRows(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function measureSpan(
  { events }: Timeline,
  lanes: readonly Lane[],
): { readonly originNs: number; readonly spanNs: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { rows } of lanes.flatMap(({ tracks }) => tracks)) {
    const begin = rows[0] as number;
    const end = rows[rows.length - 1] as number;
    first = Math.min(first, events.start[begin] as number);
    last = Math.max(last, (events.start[end] as number) + (events.duration[end] as number));
  }
  return last < first ? { originNs: 0, spanNs: 1 } : { originNs: first, spanNs: Math.max(1, last - first) };
}
