import { EventKind, type Timeline } from '../trace/timeline.js';
import { createHostNames, lastStarted } from './name-by-host.js';
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
  const nameByHost = createHostNames(timeline);
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
    const launch = timeline.launch[index] ?? -1;
    const { what, group } = describeCollective(timeline, row, () => nameByHost(launch));
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
    columns.step[count] = stepOf(launch);
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

/** Name and type where the trace says them, else what the host calls it, else the kernel; and the group, '' where it does not. */
function describeCollective(
  { events }: Timeline,
  row: number,
  nameByHost: () => string,
): { readonly what: string; readonly group: string } {
  const { details, names } = events;
  const detail = events.detail[row] as number;
  const textAt = (column: Int32Array): string => (detail < 0 ? '' : (details.texts[column[detail] as number] ?? ''));
  const label = textAt(details.label);
  const group = textAt(details.processGroup);
  if (label !== '') return { what: `${label} ${textAt(details.dataType)}`, group };
  const kernel = (names[events.name[row] as number] ?? '').split('(', 1)[0] ?? '';
  return { what: nameByHost() || kernel, group };
}

/** The number of the step within which a launch stands on the host. */
function createStepFinder({ events, steps }: Timeline): (launch: number) => number {
  return (launch) => {
    const time = launch < 0 ? Number.NaN : (events.start[launch] as number);
    const row = launch < 0 ? undefined : lastStarted(steps, events.start, time);
    if (row === undefined || time > (events.start[row] as number) + (events.duration[row] as number)) return -1;
    return Number(/#(\d{1,9})/.exec(events.names[events.name[row] as number] ?? '')?.[1] ?? -1);
  };
}

/** FNV-1a of the UTF-16 code units. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
