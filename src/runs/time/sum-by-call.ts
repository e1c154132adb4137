import { sortRows } from '../intervals/sort-rows.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { usesTensorCores } from './tensor-cores.js';

/** Work on the device by the call that launched it, a place each; a graph launches many, and is one call. */
export interface CallSums {
  /** Rows of the calls, in their order. */
  readonly calls: Uint32Array;
  readonly deviceNs: Float64Array;
  /** The part of kernels, without copies and fills. */
  readonly kernelNs: Float64Array;
  readonly firstStart: Float64Array;
  /** 1 where a kernel uses tensor cores. */
  readonly usesTensorCores: Uint8Array;
}

export function sumByCall(timeline: Timeline): CallSums {
  const { device, launch, events, kind } = timeline;
  const order = orderByCall(launch);
  const calls = distinctCalls(order, launch);
  const sums = {
    calls,
    deviceNs: new Float64Array(calls.length),
    kernelNs: new Float64Array(calls.length),
    firstStart: new Float64Array(calls.length).fill(Number.POSITIVE_INFINITY),
    usesTensorCores: new Uint8Array(calls.length),
  };
  const usesCores = lazyByName(events.names, usesTensorCores);
  let place = 0;
  for (const at of order) {
    if (launch[at] !== calls[place]) place += 1;
    const row = device[at] as number;
    const ns = events.duration[row] as number;
    sums.deviceNs[place] = (sums.deviceNs[place] as number) + ns;
    sums.firstStart[place] = Math.min(sums.firstStart[place] as number, events.start[row] as number);
    if (kind[row] !== EventKind.Kernel && kind[row] !== EventKind.Collective) continue;
    sums.kernelNs[place] = (sums.kernelNs[place] as number) + ns;
    if (usesCores(events.name[row] as number)) sums.usesTensorCores[place] = 1;
  }
  return sums;
}

/** Decides once for each name; names are asked for by their index. */
export function lazyByName(names: readonly string[], decide: (text: string) => boolean): (name: number) => boolean {
  const known = new Int8Array(names.length).fill(-1);
  return (name) => {
    if (known[name] === -1) known[name] = decide(names[name] ?? '') ? 1 : 0;
    return known[name] === 1;
  };
}

/** Places in `device` that have a launch, those of one call together. */
function orderByCall(launch: Int32Array): Uint32Array {
  let count = 0;
  for (const call of launch) if (call >= 0) count += 1;
  const places = new Uint32Array(count);
  let to = 0;
  for (let at = 0; at < launch.length; at += 1) {
    if ((launch[at] as number) < 0) continue;
    places[to] = at;
    to += 1;
  }
  return sortRows(places, Float64Array.from(launch));
}

function distinctCalls(order: Uint32Array, launch: Int32Array): Uint32Array {
  const calls = new Uint32Array(order.length);
  let count = 0;
  for (const at of order) {
    const call = launch[at] as number;
    if (count > 0 && calls[count - 1] === call) continue;
    calls[count] = call;
    count += 1;
  }
  return calls.slice(0, count);
}
