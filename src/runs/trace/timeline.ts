import type { ScannedTrace, TraceEvents } from '../../syntax/trace/events.js';

/** What an event is, whatever its era calls it. */
export const EventKind = {
  Other: 0,
  /** Work on a device that computes. */
  Kernel: 1,
  /** Work on a device that communicates with others. */
  Collective: 2,
  Memcpy: 3,
  Memset: 4,
  /** A call of the runtime or driver of a device, on the host. */
  Runtime: 5,
  /** An operator on the host: `aten::addmm`, `autograd::engine::evaluate_function: …`. */
  CpuOp: 6,
  /** A `record_function` of the user or of PyTorch, on the host. */
  Annotation: 7,
  /** The mirror of an annotation on the device; no work of its own. */
  DeviceAnnotation: 8,
  /** `ProfilerStep#4`, on the host. */
  Step: 9,
  /** `enumerate(DataLoader)#….__next__`, on the host. */
  DataLoader: 10,
  /** `Optimizer.step#SGD.step`, on the host. */
  OptimizerStep: 11,
  /** `nccl:all_reduce`, `gloo:all_reduce`, `record_param_comms`, `c10d::allreduce_`, on the host. */
  HostCommunication: 12,
  /** `nn.Module: Linear_3`: a frame of Python that is the forward of a module. */
  ModuleFrame: 13,
  /** `module:layer1.0`: an annotation that says the path of a module. */
  ModuleAnnotation: 14,
  /** Any other frame of Python. */
  PythonFrame: 15,
  /** `[memory]`: an allocation or a release. */
  Memory: 16,
  /** A wait of a stream or the host for another, as the device saw it. */
  Sync: 17,
  /** What the profiler itself costs. */
  Overhead: 18,
} as const;
export type EventKind = (typeof EventKind)[keyof typeof EventKind];

/** The events of one process in order, with what ties them. Rows are indices in the columns of `events`. */
export interface Timeline {
  readonly events: TraceEvents;
  readonly scanned: ScannedTrace;
  /** `EventKind` of each row. */
  readonly kind: Uint8Array;
  /** Kernels, collectives, copies and fills, by start. */
  readonly device: Uint32Array;
  /** Of each of `device`: row of the runtime call that launched it (same correlation), or -1. */
  readonly launch: Int32Array;
  /** What nests on each thread of the host: calls, operators, annotations, frames; outer before inner. */
  readonly threads: readonly HostThread[];
  /** Rows of steps by start; only those on the host. */
  readonly steps: Uint32Array;
}

export interface HostThread {
  /** Index in `events.threads`. */
  readonly thread: number;
  /** By start, at the same start the longest first. */
  readonly rows: Uint32Array;
}
