import type { Timeline } from '../trace/timeline.js';

/** What stands under each other when a trace is looked at, in this order. */
export type LaneKind = 'steps' | 'host' | 'stream' | 'communication' | 'memory';

/** A thread, a stream, or what is gathered from several; nothing overlaps within one of its tracks. */
export interface Lane {
  readonly kind: LaneKind;
  /** The thread or stream as the trace writes it; '' for what is gathered. */
  readonly label: string;
  /** What the trace calls the thread, if it does. */
  readonly name: string;
  /** The process, or the device, as the trace writes it. */
  readonly process: string;
  /** From the outermost in. */
  readonly tracks: readonly Track[];
  /** Nested deeper than is shown. */
  readonly hidden: number;
}

export interface Track {
  /** By start, and so by end. */
  readonly rows: Uint32Array;
  /** Of each row: the durations of all before it; one more at the end. */
  readonly before: Float64Array;
}

/** How much one device had allocated, at each change. */
export interface MemoryLane {
  /** `cpu`, `cuda:0`. */
  readonly device: string;
  /** Of instants, by start. */
  readonly rows: Uint32Array;
  /** Bytes after each; of a trace that tells no totals, the change since its first. */
  readonly bytes: Float64Array;
}

/** A trace laid out so that any part of it can be asked for quickly. */
export interface TraceLanes {
  readonly timeline: Timeline;
  /** Start of the first event that is shown; what is asked for and told counts from here. */
  readonly originNs: number;
  readonly spanNs: number;
  readonly lanes: readonly Lane[];
  readonly memory: readonly MemoryLane[];
  /** Threads and streams that are not shown: those with the fewest events. */
  readonly lanesLeftOut: number;
}
