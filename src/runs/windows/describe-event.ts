import { NO_ID } from '../../syntax/trace/events.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import type { Lane, TraceLanes } from './lanes.js';

/** What is known of one event of a trace; times count from the origin of the trace. */
export interface EventFacts {
  readonly row: number;
  readonly name: string;
  /** `EventKind`. */
  readonly what: number;
  readonly startNs: number;
  readonly durationNs: number;
  /** The call that launched it, and how long after the beginning of that call it began. */
  readonly launch?: { readonly row: number; readonly name: string; readonly startNs: number; readonly delayNs: number };
  /** What it launched, if it is a call. */
  readonly launched?: { readonly row: number; readonly name: string; readonly startNs: number };
  /** The innermost operator around it, or around what launched it. */
  readonly operator?: string;
  /** The modules around that, from the outermost in. */
  readonly modules: readonly string[];
  /** The modules are those of the forward that this is the backward of. */
  readonly isBackward?: true;
  readonly step?: string;
  readonly bytes?: number;
}

/** Undefined when the trace has no such row. Linear at most, and asked for one event at a time. */
export function describeEvent(trace: TraceLanes, row: number): EventFacts | undefined {
  const { timeline, originNs } = trace;
  const { events, kind } = timeline;
  if (!Number.isInteger(row) || row < 0 || row >= events.count) return undefined;
  const launch = launchOf(timeline, row);
  const around = rowsAround(trace, launch ?? row);
  const operator = around.findLast((one) => isOperator(kind[one])) ?? operatorOf(timeline, row);
  const modules = modulesOf(trace, around, operator);
  const step = trace.lanes.find((lane) => lane.kind === 'steps');
  const within = step && coveringRows(trace, step, events.start[launch ?? row] as number)[0];
  const startNs = (events.start[row] as number) - originNs;
  const launched = kind[row] === EventKind.Runtime ? launchedBy(timeline, row) : undefined;
  const bytes = bytesOf(timeline, row);
  return {
    row,
    name: nameOf(timeline, row),
    what: kind[row] as number,
    startNs,
    durationNs: events.duration[row] as number,
    ...(launch === undefined ? {} : { launch: describeLaunch(trace, launch, startNs) }),
    ...(launched === undefined
      ? {}
      : {
          launched: {
            row: launched,
            name: nameOf(timeline, launched),
            startNs: (events.start[launched] as number) - originNs,
          },
        }),
    ...(operator === undefined || operator === row ? {} : { operator: nameOf(timeline, operator) }),
    ...modules,
    ...(within === undefined || within === row ? {} : { step: nameOf(timeline, within) }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function describeLaunch(
  { timeline, originNs }: TraceLanes,
  launch: number,
  startNs: number,
): NonNullable<EventFacts['launch']> {
  const begun = (timeline.events.start[launch] as number) - originNs;
  return { row: launch, name: nameOf(timeline, launch), startNs: begun, delayNs: startNs - begun };
}

function nameOf({ events }: Timeline, row: number): string {
  return events.names[events.name[row] as number] ?? '';
}

function isOperator(kind: number | undefined): boolean {
  return kind === EventKind.CpuOp || kind === EventKind.HostCommunication;
}

function launchOf({ device, launch }: Timeline, row: number): number | undefined {
  const at = device.indexOf(row);
  const found = at < 0 ? -1 : (launch[at] as number);
  return found < 0 ? undefined : found;
}

function launchedBy({ device, launch }: Timeline, row: number): number | undefined {
  const at = launch.indexOf(row);
  return at < 0 ? undefined : device[at];
}

/** By its id, where no launch is in the trace. */
function operatorOf({ events, kind }: Timeline, row: number): number | undefined {
  const id = events.externalId[row];
  if (id === undefined || id === NO_ID || isOperator(kind[row])) return undefined;
  for (let at = 0; at < events.count; at += 1) if (events.externalId[at] === id && isOperator(kind[at])) return at;
  return undefined;
}

/** What of its thread contains a row of the host, itself too, from the outermost in. */
function rowsAround(trace: TraceLanes, row: number): readonly number[] {
  const { events } = trace.timeline;
  const thread = events.threads[events.thread[row] as number];
  const process = thread && events.processes[thread.process];
  const lane = trace.lanes.find((one) => one.kind === 'host' && one.label === thread?.text && one.process === process);
  if (!lane) return [];
  const begin = events.start[row] as number;
  const end = begin + (events.duration[row] as number);
  // Of traces of whole microseconds the inner may end a little later.
  return coveringRows(trace, lane, begin).filter(
    (one) => (events.start[one] as number) + (events.duration[one] as number) >= end - 2000,
  );
}

/** Of each track, what lasts at a moment (absolute). */
function coveringRows({ timeline: { events } }: TraceLanes, { tracks }: Lane, time: number): readonly number[] {
  return tracks.flatMap(({ rows }) => {
    let from = 0;
    let to = rows.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((events.start[rows[middle] as number] as number) <= time) from = middle + 1;
      else to = middle;
    }
    const row = rows[from - 1];
    return row !== undefined && (events.start[row] as number) + (events.duration[row] as number) >= time ? [row] : [];
  });
}

function modulesOf(
  trace: TraceLanes,
  around: readonly number[],
  operator: number | undefined,
): Pick<EventFacts, 'modules' | 'isBackward'> {
  const own = moduleNames(trace.timeline, around);
  if (own.length > 0) return { modules: own };
  const forward = forwardOf(trace.timeline, operator === undefined ? around : [...around, operator]);
  const modules = forward === undefined ? [] : moduleNames(trace.timeline, rowsAround(trace, forward));
  return modules.length > 0 ? { modules, isBackward: true } : { modules };
}

function moduleNames(timeline: Timeline, rows: readonly number[]): readonly string[] {
  const { kind } = timeline;
  return rows
    .filter((row) => kind[row] === EventKind.ModuleFrame || kind[row] === EventKind.ModuleAnnotation)
    .map((row) => nameOf(timeline, row).replace(/^(?:nn\.Module:\s*|module:)/u, ''));
}

/** The operator whose backward one of these is: the same sequence number, on the thread that it names. */
function forwardOf({ events, kind }: Timeline, rows: readonly number[]): number | undefined {
  const { sequence, forwardThread } = events;
  const backward = rows.find((row) => sequence[row] !== NO_ID && forwardThread[row] !== 0);
  if (backward === undefined) return undefined;
  const wanted = sequence[backward];
  for (let row = 0; row < events.count; row += 1)
    if (sequence[row] === wanted && forwardThread[row] === 0 && isOperator(kind[row])) return row;
  return undefined;
}

function bytesOf({ events: { detail, details } }: Timeline, row: number): number | undefined {
  const index = detail[row] as number;
  const bytes = index < 0 ? Number.NaN : (details.bytes[index] as number);
  return Number.isNaN(bytes) ? undefined : bytes;
}
