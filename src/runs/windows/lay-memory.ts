import { sortRows } from '../intervals/sort-rows.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import type { MemoryLane } from './lanes.js';

/** More devices than a host has. */
const MOST_DEVICES = 17;

/** What each device had allocated after each `[memory]` instant. */
export function layMemory(timeline: Timeline): readonly MemoryLane[] {
  const { events, kind } = timeline;
  const { details } = events;
  const rows = new Map<string, number[]>();
  for (let row = 0; row < events.count; row += 1) {
    const detail = events.detail[row] as number;
    if (kind[row] !== EventKind.Memory || detail < 0) continue;
    const device = nameDevice(details.deviceType[detail] as number, details.device[detail] as number);
    const known = rows.get(device);
    if (known) known.push(row);
    else if (rows.size < MOST_DEVICES) rows.set(device, [row]);
  }
  return [...rows].map(([device, found]) => {
    const sorted = sortRows(Uint32Array.from(found), events.start);
    return { device, rows: sorted, bytes: sumBytes(sorted, timeline) };
  });
}

function nameDevice(type: number, index: number): string {
  return type === 0 ? 'cpu' : `cuda:${index >= 0 ? index : 0}`;
}

function sumBytes(rows: Uint32Array, { events: { detail, details } }: Timeline): Float64Array {
  const bytes = new Float64Array(rows.length);
  let sum = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const index = detail[rows[at] as number] as number;
    const total = details.totalAllocated[index] as number;
    const change = details.bytes[index] as number;
    sum = Number.isNaN(total) ? sum + (Number.isNaN(change) ? 0 : change) : total;
    bytes[at] = sum;
  }
  return bytes;
}
