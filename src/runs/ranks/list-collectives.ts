import { EventKind, type Timeline } from '../trace/timeline.js';
import { readGroupRanks } from './read-groups.js';

/** Collectives of one rank on its device, in the order of time, a row each. */
export interface CollectiveColumns {
  readonly count: number;
  /** Microseconds from which `start` and `end` count, in nanoseconds. */
  readonly baseMicroseconds: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Index in `groups`. */
  readonly group: Uint16Array;
  /** Equal for collectives of the same name and type, in every rank. */
  readonly signature: Uint32Array;
  /** Number of the profiler's step that launched it; -1 where that is not known. */
  readonly step: Int32Array;
  /** Process groups by a name that means the same group in every rank. */
  readonly groups: readonly string[];
  /** More than are kept. */
  readonly leftOut: number;
}

/** The first of them: what waits is seen in some steps. */
const MOST_COLLECTIVES = 4096;
const MOST_GROUPS = 256;

/** In which no rank can end before the last one has come; a broadcast lets its root go, send and receive know two ranks only. */
const SYMMETRIC = /all_?reduce|all_?gather|reduce_?scatter|all_?to_?all|barrier/i;

export function listCollectives(timeline: Timeline): CollectiveColumns {
  const { events, device, kind } = timeline;
  const groups = new Map<string, number>();
  const groupRanks = readGroupRanks(timeline.scanned.metadata);
  const signatures = new Map<string, number>();
  const stepOf = createStepFinder(timeline);
  const columns = {
    start: new Float64Array(MOST_COLLECTIVES),
    end: new Float64Array(MOST_COLLECTIVES),
    group: new Uint16Array(MOST_COLLECTIVES),
    signature: new Uint32Array(MOST_COLLECTIVES),
    step: new Int32Array(MOST_COLLECTIVES),
  };
  let count = 0;
  let leftOut = 0;
  for (const [index, row] of device.entries()) {
    if (kind[row] !== EventKind.Collective) continue;
    const { what, group } = describeCollective(timeline, row);
    if (!SYMMETRIC.test(what)) continue;
    const key = `${group}|${groupRanks.get(group) ?? ''}`;
    if (count === MOST_COLLECTIVES || (groups.size >= MOST_GROUPS && !groups.has(key))) {
      leftOut += 1;
      continue;
    }
    if (!groups.has(key)) groups.set(key, groups.size);
    if (!signatures.has(what)) signatures.set(what, hashText(what));
    const start = events.start[row] as number;
    columns.start[count] = start;
    columns.end[count] = start + (events.duration[row] as number);
    columns.group[count] = groups.get(key) ?? 0;
    columns.signature[count] = signatures.get(what) ?? 0;
    columns.step[count] = stepOf(timeline.launch[index] ?? -1);
    count += 1;
  }
  return {
    count,
    baseMicroseconds: events.baseMicroseconds,
    start: columns.start.slice(0, count),
    end: columns.end.slice(0, count),
    group: columns.group.slice(0, count),
    signature: columns.signature.slice(0, count),
    step: columns.step.slice(0, count),
    groups: [...groups.keys()],
    leftOut,
  };
}

/** Name and type where the trace says them, else the kernel up to its arguments; and the group, '' where it does not. */
function describeCollective({ events }: Timeline, row: number): { readonly what: string; readonly group: string } {
  const { details, names } = events;
  const detail = events.detail[row] as number;
  const textAt = (column: Int32Array): string => (detail < 0 ? '' : (details.texts[column[detail] as number] ?? ''));
  const label = textAt(details.label);
  const kernel = (names[events.name[row] as number] ?? '').split('(', 1)[0] ?? '';
  const what = label === '' ? kernel : `${label} ${textAt(details.dataType)}`;
  return { what, group: textAt(details.processGroup) };
}

/** The step within which a launch stands on the host. */
function createStepFinder({ events, steps }: Timeline): (launch: number) => number {
  const starts = Float64Array.from(steps, (row) => events.start[row] as number);
  const numbers = Array.from(steps, (row) =>
    Number(/#(\d{1,9})/.exec(events.names[events.name[row] as number] ?? '')?.[1] ?? -1),
  );
  return (launch) => {
    if (launch < 0) return -1;
    const time = events.start[launch] as number;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    const row = steps[low - 1];
    if (row === undefined || time > (events.start[row] as number) + (events.duration[row] as number)) return -1;
    return numbers[low - 1] ?? -1;
  };
}

/** FNV-1a of the UTF-16 code units. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
