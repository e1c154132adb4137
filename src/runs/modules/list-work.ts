import { NO_ID } from '../../syntax/trace/events.js';
import { createIdTable } from '../trace/id-table.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { type HostNest, isOperator } from './nest-host.js';

/** What is shared out among modules, operators and phases. */
export interface Work {
  /** `device`: everything that ran there; `host`: operators without those inside, where nothing ran on a device. */
  readonly on: 'device' | 'host';
  readonly rows: Uint32Array;
  /** Nanoseconds of each. */
  readonly ns: Float64Array;
  /** Row of the host that each comes from: its launch, else the operator with its `External id`; -1 when there is none. */
  readonly origin: Int32Array;
  /** Innermost operator it comes from, or -1. */
  readonly operator: Int32Array;
}

export function listWork(timeline: Timeline, nest: HostNest): Work {
  return timeline.device.length > 0 ? listDeviceWork(timeline, nest) : listHostWork(timeline, nest);
}

function listDeviceWork(timeline: Timeline, nest: HostNest): Work {
  const { events, device, launch } = timeline;
  const operatorOf = findOperators(timeline);
  const ns = new Float64Array(device.length);
  const origin = new Int32Array(device.length);
  const operator = new Int32Array(device.length);
  for (let at = 0; at < device.length; at++) {
    const row = device[at] as number;
    const called = launch[at] as number;
    ns[at] = events.duration[row] as number;
    origin[at] = called >= 0 ? called : operatorOf(row);
    const within = called >= 0 ? (nest.operator[called] as number) : -1;
    operator[at] =
      within >= 0 ? within : operatorNamed(timeline, called >= 0 ? operatorOf(called) : (origin[at] as number));
  }
  return { on: 'device', rows: device, ns, origin, operator };
}

/** An `External id` may be that of an annotation. */
function operatorNamed({ kind }: Timeline, row: number): number {
  return row >= 0 && isOperator(kind[row]) ? row : -1;
}

/** Operators and annotations by `External id`, of those that are asked for: what runs on a device, and what launched it. */
function findOperators({ events, kind, device, launch }: Timeline): (row: number) => number {
  const { externalId, correlation } = events;
  /** In 2022 the correlation stood there, which is nobody's id. */
  const idOf = (row: number): number => (externalId[row] === correlation[row] ? NO_ID : (externalId[row] as number));
  const table = createIdTable(device.length);
  for (let at = 0; at < device.length; at++) {
    const called = launch[at] as number;
    const id = idOf(called >= 0 ? called : (device[at] as number));
    if (id !== NO_ID) table.add(id);
  }
  for (let row = 0; row < events.count; row++) {
    const id = externalId[row] as number;
    if (id !== NO_ID && HAS_OWN_ID.has(kind[row] as EventKind)) table.give(id, row);
  }
  return (row) => {
    const id = idOf(row);
    return id === NO_ID ? -1 : table.find(id);
  };
}

const HAS_OWN_ID: ReadonlySet<EventKind> = new Set([
  EventKind.CpuOp,
  EventKind.HostCommunication,
  EventKind.Annotation,
  EventKind.OptimizerStep,
  EventKind.ModuleAnnotation,
]);

function listHostWork({ events, kind }: Timeline, nest: HostNest): Work {
  const found: number[] = [];
  for (let row = 0; row < events.count; row++) if (isOperator(kind[row]) && nest.operator[row] === row) found.push(row);
  const rows = Uint32Array.from(found);
  const own = Int32Array.from(found);
  return {
    on: 'host',
    rows,
    ns: Float64Array.from(found, (row) => nest.selfByRow[row] ?? 0),
    origin: own,
    operator: own,
  };
}
