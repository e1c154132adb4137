import { EventKind, type Timeline } from '../trace/timeline.js';
import { closeBefore, type OpenRows, openRow, startOpenRows } from './open-rows.js';

/** Who contains whom on the threads of the host. */
export interface HostNest {
  /** Of each row: the innermost row of its thread that contains it, or -1. */
  readonly parent: Int32Array;
  /** Of each row: the innermost operator that contains it or that it is, or -1. */
  readonly operator: Int32Array;
  /** Nanoseconds of operators without the operators inside them, by index of their name. */
  readonly selfByName: Float64Array;
  /** The same by row; empty when something ran on a device, where nobody asks. */
  readonly selfByRow: Float64Array;
}

/**
 * One sweep over each thread. What ends first is innermost, so that an annotation that was begun in a hook and outlives
 * it contains what comes after the hook. Each instant of a thread counts for one operator: self times add up exactly.
 */
export function nestHost(timeline: Timeline): HostNest {
  const { events, threads, device } = timeline;
  const nest = {
    parent: new Int32Array(events.count).fill(-1),
    operator: new Int32Array(events.count).fill(-1),
    selfByName: new Float64Array(events.names.length),
    selfByRow: new Float64Array(device.length === 0 ? events.count : 0),
  };
  const open = startOpenRows(findSlack(timeline), (operator, ns) => {
    const name = events.name[operator] ?? 0;
    nest.selfByName[name] = (nest.selfByName[name] ?? 0) + ns;
    if (nest.selfByRow.length > 0) nest.selfByRow[operator] = (nest.selfByRow[operator] ?? 0) + ns;
  });
  for (const { rows } of threads) sweepThread(rows, timeline, nest, open);
  return nest;
}

function sweepThread(rows: Uint32Array, { events, kind }: Timeline, nest: HostNest, open: OpenRows): void {
  const { start, duration } = events;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    const begin = start[row] ?? 0;
    closeBefore(open, begin);
    const what = kind[row];
    // A step begins and ends where the profiler is called, in the middle of frames: it contains nobody.
    if (what === EventKind.Step) continue;
    const end = begin + (duration[row] ?? 0);
    openRow(open, { row, end, isOperator: isOperator(what), isBeside: what === EventKind.HostCommunication });
    nest.parent[row] = open.parent;
    nest.operator[row] = open.operator;
  }
  closeBefore(open, Number.POSITIVE_INFINITY);
}

/** What launches work: operators, and what is an operator of communication. */
export function isOperator(kind: number | undefined): boolean {
  return kind === EventKind.CpuOp || kind === EventKind.HostCommunication;
}

/**
 * Traces of whole microseconds cut both start and duration, so that what is inside may seem to end up to 2 µs after what
 * it is in. Some thousand rows tell what a trace is.
 */
function findSlack({ events, threads }: Timeline): number {
  const { start, duration } = events;
  let looks = 10_000;
  for (const { rows } of threads) {
    for (let at = 0; at < rows.length && looks > 0; at++, looks--) {
      const row = rows[at] as number;
      if ((start[row] as number) % 1000 !== 0 || (duration[row] as number) % 1000 !== 0) return 0;
    }
  }
  return 2000;
}
