import { NO_ID, type ScannedTrace, type TraceEvents } from '../../syntax/trace/events.js';
import { sortRows } from '../intervals/sort-rows.js';
import { classifyEvent } from './classify.js';
import { createIdTable } from './id-table.js';
import { EventKind, type HostThread, type Timeline } from './timeline.js';

const COMPLETE = 0x58;

const ON_DEVICE = kinds(EventKind.Kernel, EventKind.Collective, EventKind.Memcpy, EventKind.Memset);
const ON_HOST = kinds(
  EventKind.Runtime,
  EventKind.CpuOp,
  EventKind.Annotation,
  EventKind.Step,
  EventKind.DataLoader,
  EventKind.OptimizerStep,
  EventKind.HostCommunication,
  EventKind.ModuleFrame,
  EventKind.ModuleAnnotation,
  EventKind.PythonFrame,
);

/** Gives every event its kind, orders them, and ties what runs on the device to what launched it. Linear in the events. */
export function readTimeline(scanned: ScannedTrace): Timeline {
  const { events } = scanned;
  const kind = classifyAll(events);
  const device = sortRows(
    rowsWhere(kind, (one) => ON_DEVICE[one] === 1),
    events.start,
  );
  const steps = sortRows(
    rowsWhere(kind, (one) => one === EventKind.Step),
    events.start,
  );
  return {
    events,
    scanned,
    kind,
    device,
    launch: findLaunches(events, kind, device),
    threads: findThreads(events, kind),
    steps,
  };
}

function classifyAll(events: TraceEvents): Uint8Array {
  const { count, phase, name, category, thread, detail, details, names, categories, processes, threads } = events;
  const kind = new Uint8Array(count);
  // The same name comes a million times, and almost always with the same category and process.
  const known = new Map<number, EventKind>();
  for (let row = 0; row < count; row += 1) {
    const text = name[row] as number;
    if (phase[row] !== COMPLETE) {
      kind[row] = names[text] === '[memory]' ? EventKind.Memory : EventKind.Other;
      continue;
    }
    const group = category[row] as number;
    const process = group === 0 ? (threads[thread[row] as number]?.process ?? 0) : 0;
    const key = group === 0 ? -1 - (text * 65536 + process) : text * 65536 + group;
    let found = known.get(key);
    if (found === undefined) {
      found = classifyEvent(categories[group] ?? '', names[text] ?? '', processes[process] ?? '');
      known.set(key, found);
    }
    kind[row] =
      found === EventKind.Kernel && isCollective(detail[row] as number, details) ? EventKind.Collective : found;
  }
  return kind;
}

/** Since PyTorch 2.2 a kernel of a collective says so itself. */
function isCollective(detail: number, { groupSize, elements }: TraceEvents['details']): boolean {
  return detail >= 0 && !(Number.isNaN(groupSize[detail] as number) && Number.isNaN(elements[detail] as number));
}

function findLaunches(events: TraceEvents, kind: Uint8Array, device: Uint32Array): Int32Array {
  const { correlation } = events;
  const launch = new Int32Array(device.length).fill(-1);
  const calls = createIdTable(device.length);
  for (const row of device) if (correlation[row] !== NO_ID) calls.add(correlation[row] as number);
  for (let row = 0; row < events.count; row += 1)
    if (kind[row] === EventKind.Runtime && correlation[row] !== NO_ID) calls.give(correlation[row] as number, row);
  for (let at = 0; at < device.length; at += 1) {
    const id = correlation[device[at] as number] as number;
    if (id !== NO_ID) launch[at] = calls.find(id);
  }
  return launch;
}

function findThreads(events: TraceEvents, kind: Uint8Array): readonly HostThread[] {
  const { thread, start, duration, count } = events;
  const sizes = new Uint32Array(events.threads.length);
  for (let row = 0; row < count; row += 1)
    if (ON_HOST[kind[row] as number] === 1) sizes[thread[row] as number] = (sizes[thread[row] as number] as number) + 1;
  const rows = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (let row = 0; row < count; row += 1) {
    if (ON_HOST[kind[row] as number] !== 1) continue;
    const index = thread[row] as number;
    const at = sizes[index] as number;
    (rows[index] as Uint32Array)[at] = row;
    sizes[index] = at + 1;
  }
  return rows.flatMap((found, index) =>
    found.length === 0 ? [] : [{ thread: index, rows: sortRows(found, start, duration) }],
  );
}

function rowsWhere(kind: Uint8Array, isWanted: (kind: number) => boolean): Uint32Array {
  let count = 0;
  for (const one of kind) if (isWanted(one)) count += 1;
  const rows = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < kind.length; row += 1) {
    if (!isWanted(kind[row] as number)) continue;
    rows[at] = row;
    at += 1;
  }
  return rows;
}

function kinds(...among: readonly EventKind[]): Uint8Array {
  const set = new Uint8Array(32);
  for (const kind of among) set[kind] = 1;
  return set;
}
