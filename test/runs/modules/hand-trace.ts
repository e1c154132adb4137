import { readTimeline } from '../../../src/runs/trace/read-timeline.js';
import type { Timeline } from '../../../src/runs/trace/timeline.js';
import { scan } from '../../syntax/trace/scan.js';

/** An event as its test says it: microseconds; `args` as profilers spell them. */
export interface HandEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly tid?: number | string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A trace written by hand, read as any other. */
export function timelineOf(events: readonly HandEvent[]): Timeline {
  const traceEvents = events.map((event) => ({ ph: 'X', pid: 1, tid: 1, ...event }));
  return readTimeline(scan(JSON.stringify({ schemaVersion: 1, traceEvents })));
}

export function op(name: string, ts: number, dur: number, args: Record<string, unknown> = {}, tid = 1): HandEvent {
  return { cat: 'cpu_op', name, ts, dur, tid, args };
}

/** An operator that autograd follows. */
export function forwardOp(name: string, ts: number, dur: number, sequence: number, tid = 1): HandEvent {
  return op(name, ts, dur, { 'Sequence number': sequence, 'Fwd thread id': 0 }, tid);
}

/** Its backward; `forwardThread` is PyTorch's own number of the thread. */
export function backwardOp(name: string, ts: number, dur: number, sequence: number, forwardThread = 1): HandEvent {
  return op(name, ts, dur, { 'Sequence number': sequence, 'Fwd thread id': forwardThread }, 2);
}

export function annotation(name: string, ts: number, dur: number, tid = 1): HandEvent {
  return { cat: 'user_annotation', name, ts, dur, tid };
}

export function frame(name: string, ts: number, dur: number, tid = 1): HandEvent {
  return { cat: 'python_function', name, ts, dur, tid };
}

export function runtime(name: string, ts: number, dur: number, correlation?: number, tid = 1): HandEvent {
  return { cat: 'cuda_runtime', name, ts, dur, tid, args: correlation === undefined ? {} : { correlation } };
}

export function kernel(ts: number, dur: number, correlation: number, name = 'some_kernel'): HandEvent {
  return { cat: 'kernel', name, ts, dur, tid: 'stream 7', args: { device: 0, stream: 7, correlation } };
}

/** The call and the kernel it launches, whose duration only is of interest. */
export function launch(ts: number, dur: number, correlation: number, tid = 1): readonly HandEvent[] {
  return [runtime('cudaLaunchKernel', ts, 1, correlation, tid), kernel(1000 + ts, dur, correlation)];
}
