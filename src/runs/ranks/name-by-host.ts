import { EventKind, type Timeline } from '../trace/timeline.js';

/** `nccl:all_to_all`: what PyTorch writes around the call of the library, since long before kernels had arguments. */
const LIBRARY_CALL = /^(?:nccl|rccl|hccl|ucc):\w/i;

/**
 * The collective that a launch is of, by the annotation around it on its thread; '' where there is none. A kernel
 * `ncclKernel_SendRecv` alone may be of two ranks or of all.
 */
export function createHostNames(timeline: Timeline): (launch: number) => string {
  const { events } = timeline;
  const byThread = new Map<number, Uint32Array>();
  const rowsOf = (thread: number): Uint32Array => {
    const known = byThread.get(thread);
    if (known) return known;
    const host = timeline.threads.find((one) => one.thread === thread);
    const rows = (host?.rows ?? new Uint32Array()).filter((row) => isLibraryCall(timeline, row));
    byThread.set(thread, rows);
    return rows;
  };
  return (launch) => {
    if (launch < 0) return '';
    const time = events.start[launch] as number;
    const row = lastStarted(rowsOf(events.thread[launch] as number), events.start, time);
    const isAround = row !== undefined && time <= (events.start[row] as number) + (events.duration[row] as number);
    return isAround ? (events.names[events.name[row] as number] ?? '') : '';
  };
}

function isLibraryCall({ events, kind }: Timeline, row: number): boolean {
  return kind[row] === EventKind.HostCommunication && LIBRARY_CALL.test(events.names[events.name[row] as number] ?? '');
}

/** Of rows by start the last that began by then. */
export function lastStarted(rows: Uint32Array, starts: Float64Array, time: number): number | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[rows[middle] as number] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
}
