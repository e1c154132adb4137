import type { PickleValue } from '../../../syntax/pickle/pickle-value.js';
import type { CodeLine, FailedAllocation, MemoryHolder } from '../../report/rank-report.js';
import { createPeakPoints } from './peak-points.js';
import { fieldsOf, itemsOf, numberOf, textOf } from './snapshot-values.js';
import { findUserLine } from './user-line.js';

/** What a history of allocations says, played from its start to the snapshot. */
export interface History {
  readonly peakAllocatedBytes: number;
  readonly peakReservedBytes: number;
  readonly points: readonly (readonly [number, number])[];
  readonly holders: readonly MemoryHolder[];
  readonly outOfMemory: readonly FailedAllocation[];
}

interface Entry {
  readonly action: string;
  readonly address: number;
  readonly size: number;
  readonly timeUs: number | undefined;
  readonly frames: PickleValue | undefined;
  readonly deviceFreeBytes: number | undefined;
}

const MOST_HOLDERS = 30;
const MOST_FAILED = 20;

/** `TraceEntry::Action` of `c10/core/CachingDeviceAllocator.h`: what changes how much is allocated, and reserved. */
const ALLOCATED: Readonly<Record<string, 1 | -1>> = { alloc: 1, free_requested: -1, free: -1 };
const RESERVED: Readonly<Record<string, 1 | -1>> = {
  segment_alloc: 1,
  segment_map: 1,
  segment_free: -1,
  segment_unmap: -1,
};

/**
 * The history is a ring: what was before its first entry is not in it. But where it ends is known (`atEnd`), and so is every
 * level before, by undoing the entries.
 */
export function replayHistory(
  trace: readonly PickleValue[],
  atEnd: { readonly allocatedBytes: number; readonly reservedBytes: number },
): History {
  const entries = trace.map(readEntry);
  let allocated = atEnd.allocatedBytes;
  let reserved = atEnd.reservedBytes;
  for (const { action, size } of entries) {
    allocated -= (ALLOCATED[action] ?? 0) * size;
    reserved -= (RESERVED[action] ?? 0) * size;
  }
  const points = createPeakPoints();
  const base = entries.find(({ timeUs }) => timeUs !== undefined)?.timeUs;
  const peak = { bytes: allocated, reserved, at: -1 };
  for (const [index, { action, size, timeUs }] of entries.entries()) {
    const change = (ALLOCATED[action] ?? 0) * size;
    allocated += change;
    reserved += (RESERVED[action] ?? 0) * size;
    peak.reserved = Math.max(peak.reserved, reserved);
    if (change !== 0 && timeUs !== undefined && base !== undefined) points.add((timeUs - base) * 1000, allocated);
    if (allocated <= peak.bytes) continue;
    peak.bytes = allocated;
    peak.at = index;
  }
  return {
    peakAllocatedBytes: peak.bytes,
    peakReservedBytes: peak.reserved,
    points: points.points(),
    holders: holdersAt(entries.slice(0, peak.at + 1), peak.bytes),
    outOfMemory: entries
      .filter(({ action }) => action === 'oom')
      .slice(0, MOST_FAILED)
      .map(readFailure),
  };
}

function readEntry(value: PickleValue): Entry {
  const fields = fieldsOf(value);
  return {
    action: textOf(fields.get('action')) ?? '',
    address: numberOf(fields.get('addr')) ?? -1,
    size: numberOf(fields.get('size')) ?? 0,
    timeUs: numberOf(fields.get('time_us')),
    frames: fields.get('frames'),
    deviceFreeBytes: numberOf(fields.get('device_free')),
  };
}

function readFailure({ size, frames, deviceFreeBytes }: Entry): FailedAllocation {
  const line = findUserLine(frames);
  return { askedBytes: size, deviceFreeBytes, ...(line ? { line } : {}) };
}

/** Who allocated what was held after these entries; what no entry allocated was there before. */
function holdersAt(entries: readonly Entry[], bytes: number): MemoryHolder[] {
  const live = new Map<number, Entry>();
  for (const entry of entries) {
    if (entry.action === 'alloc') live.set(entry.address, entry);
    else if (entry.action in ALLOCATED) live.delete(entry.address);
  }
  const groups = new Map<string, MemoryHolder>();
  let known = 0;
  // The stacks of many allocations are one and the same object.
  const lines = new Map<PickleValue | undefined, CodeLine | undefined>();
  for (const { size, frames } of live.values()) {
    if (!lines.has(frames)) lines.set(frames, findUserLine(frames));
    known += size;
    addHolder(groups, size, lines.get(frames));
  }
  if (bytes > known) groups.set('', { name: 'before the recording', bytes: bytes - known });
  return [...groups.values()].sort((a, b) => b.bytes - a.bytes).slice(0, MOST_HOLDERS);
}

function addHolder(groups: Map<string, MemoryHolder>, size: number, line: CodeLine | undefined): void {
  const key = line ? `${line.file}:${line.line}` : '?';
  const name = line?.function ?? (line ? line.file : 'no line of Python');
  const sum = (groups.get(key)?.bytes ?? 0) + size;
  groups.set(key, { name, bytes: sum, ...(line ? { line } : {}) });
}

/** Whether entries are a history and not an empty list. */
export function hasHistory(trace: PickleValue | undefined): boolean {
  return itemsOf(trace).length > 0;
}
