import { sortRows } from '../intervals/sort-rows.js';
import type { MemoryReport } from '../report/rank-report.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { thinPoints } from './thin-points.js';

/**
 * What `[memory]` instants say, for each device that allocated: the host first, then devices by index. The allocator of a
 * device says its totals (since 1.11); before that only what came and went is known, and so no peak but the growth.
 */
export function readMemory(timeline: Timeline): readonly MemoryReport[] {
  const { events, kind } = timeline;
  const found: number[] = [];
  let first = Number.POSITIVE_INFINITY;
  for (let row = 0; row < events.count; row++) {
    const start = events.start[row] as number;
    if (start < first) first = start;
    if (kind[row] === EventKind.Memory && (events.detail[row] as number) >= 0) found.push(row);
  }
  const rows = sortRows(Uint32Array.from(found), events.start);
  return groupByDevice(timeline, rows).map((device) => describeDevice(timeline, device, first));
}

interface AllocatingDevice {
  readonly type: number;
  readonly index: number;
  readonly rows: number[];
}

/** Devices beyond these are no devices. */
const MOST_DEVICES = 64;

function groupByDevice({ events }: Timeline, rows: Uint32Array): readonly AllocatingDevice[] {
  const devices = new Map<string, AllocatingDevice>();
  for (const row of rows) {
    const detail = events.detail[row] as number;
    const type = numberOr(events.details.deviceType[detail], 0);
    const index = type === 0 ? 0 : Math.max(0, numberOr(events.details.device[detail], 0));
    const key = `${type}:${index}`;
    const device = devices.get(key) ?? { type, index, rows: [] };
    if (!devices.has(key) && devices.size >= MOST_DEVICES) continue;
    devices.set(key, device);
    device.rows.push(row);
  }
  return [...devices.values()].sort((one, other) => one.type - other.type || one.index - other.index);
}

function describeDevice(timeline: Timeline, device: AllocatingDevice, first: number): MemoryReport {
  const { details, detail, start } = timeline.events;
  const column = (values: Float64Array): Float64Array =>
    Float64Array.from(device.rows, (row) => values[detail[row] as number] as number);
  const allocated = column(details.totalAllocated);
  const isTotal = !allocated.some(Number.isNaN);
  const bytes = isTotal ? allocated : addUp(column(details.bytes));
  const times = Float64Array.from(device.rows, (row) => (start[row] as number) - first);
  const peak = indexOfMost(bytes);
  const isHost = device.type === 0;
  return {
    device: nameDevice(device),
    peakAllocatedBytes: isTotal ? bytes[peak] : undefined,
    // The host's allocator reserves nothing: 0 is written there.
    ...describeReserved(isHost ? undefined : column(details.totalReserved), isTotal ? bytes : undefined, peak),
    ...(isTotal ? {} : { largestGrowthBytes: Math.max(0, bytes[peak] ?? 0) }),
    capacityBytes: isHost ? undefined : findCapacity(timeline, device.index),
    points: thinPoints(times, bytes),
  };
}

function describeReserved(
  reserved: Float64Array | undefined,
  allocated: Float64Array | undefined,
  peak: number,
): Pick<MemoryReport, 'peakReservedBytes' | 'unusedAtPeakBytes'> {
  const most = reserved === undefined ? undefined : reserved[indexOfMost(reserved)];
  if (reserved === undefined || most === undefined || !(most > 0)) return { peakReservedBytes: undefined };
  const unused = (reserved[peak] as number) - (allocated?.[peak] ?? Number.NaN);
  return { peakReservedBytes: most, ...(unused >= 0 ? { unusedAtPeakBytes: unused } : {}) };
}

/** What was added since the first moment; an instant without its bytes adds nothing. */
function addUp(changes: Float64Array): Float64Array {
  let sum = 0;
  return changes.map((change) => {
    sum += Number.isNaN(change) ? 0 : change;
    return sum;
  });
}

/** NaN is never the most, unless it is all there is. */
function indexOfMost(values: Float64Array): number {
  let most = 0;
  for (const [at, value] of values.entries()) {
    if (value > (values[most] as number) || Number.isNaN(values[most])) most = at;
  }
  return most;
}

/** Numbers of `c10::DeviceType`. */
const DEVICE_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'cpu'],
  [1, 'cuda'],
  [6, 'hip'],
  [9, 'xla'],
  [12, 'xpu'],
  [13, 'mps'],
  [15, 'hpu'],
  [19, 'mtia'],
  [20, 'privateuseone'],
]);

function nameDevice({ type, index }: AllocatingDevice): string {
  const name = DEVICE_NAMES.get(type) ?? `device type ${type}`;
  return type === 0 ? name : `${name}:${index}`;
}

function findCapacity({ scanned }: Timeline, index: number): number | undefined {
  const properties = scanned.metadata.get('deviceProperties');
  if (!Array.isArray(properties)) return undefined;
  const device: unknown = properties.find((one: unknown) => isRecord(one) && one['id'] === index);
  const bytes = isRecord(device) ? device['totalGlobalMem'] : undefined;
  return typeof bytes === 'number' && bytes > 0 ? bytes : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function numberOr(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value;
}
