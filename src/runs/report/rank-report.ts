/** What one trace says: one process, most often one device. */
export interface RankReport {
  readonly file: string;
  /** Undefined when neither the trace nor the name of its file says it. */
  readonly rank: number | undefined;
  readonly rankFrom: 'metadata' | 'file-name' | 'unknown';
  readonly worldSize?: number;
  /** `nccl`, `gloo`. */
  readonly backend?: string;
  readonly hostName?: string;
  readonly device: DeviceFacts | undefined;
  /** Rows of the trace that were read. */
  readonly events: number;
  /** In the order of time, the last one too. */
  readonly steps: readonly StepReport[];
  /** Of the whole trace. Undefined when nothing ran on a device. */
  readonly gpu: GpuTime | undefined;
  /** Of the mean step; of the whole trace when it has no steps (`steps` is empty). */
  readonly stepAnatomy: Anatomy;
  readonly utilization: Utilization | undefined;
  /** By total time, the longest first. All of them. */
  readonly kernels: readonly KernelRow[];
  readonly launches: LaunchStatistics | undefined;
  readonly modules: ModuleTimes;
  /** By time on the device, then on the host. */
  readonly operators: readonly OperatorRow[];
  readonly phases: PhaseTimes;
  readonly memory: readonly MemoryReport[];
  /** Calls that made the host wait for the device, those that took longest first. */
  readonly syncs: readonly SyncRow[];
  /** What the rules of advice need and nobody else asks for. */
  readonly hints: TraceHints;
}

export interface DeviceFacts {
  /** Index on its host. */
  readonly index: number;
  readonly name: string;
  readonly memoryBytes?: number;
  /** `8.0`; absent for AMD, whose numbers mean something else. */
  readonly computeCapability?: string;
  readonly multiprocessors?: number;
}

export interface StepReport {
  /** `ProfilerStep#4`. */
  readonly name: string;
  /** Absolute, as the trace counts. */
  readonly startNs: bigint;
  readonly durationNs: number;
  /** From the start, or the end of the step before, to the end of the last thing that the step launched on the device. */
  readonly windowNs: number;
  readonly anatomy: Anatomy;
  /** Undefined when nothing ran on a device in its window. */
  readonly gpu: GpuTime | undefined;
  /** A last step whose work on the device the profiler seems to have missed: the mean leaves it out. */
  readonly isCut?: true;
}

/**
 * Time on the device, by unions of intervals. Compute is kernels that do not communicate, and fills; exposed is what no compute
 * covers (for copies: no compute and no communication).
 */
export interface GpuTime {
  /** First start to last end of anything on the device; the window, for a step. */
  readonly spanNs: number;
  readonly busyNs: number;
  readonly idleNs: number;
  readonly computeNs: number;
  readonly communicationNs: number;
  readonly exposedCommunicationNs: number;
  readonly memcpyNs: number;
  readonly exposedMemcpyNs: number;
  readonly memsetNs: number;
  /** Communication that compute covers, of all communication; undefined without communication. */
  readonly overlapPercent: number | undefined;
  readonly idleByCause: IdleByCause;
}

/** Sums to the idle time. */
export interface IdleByCause {
  readonly dataloaderNs: number;
  readonly hostLaunchNs: number;
  readonly syncNs: number;
  readonly kernelGapNs: number;
  readonly otherNs: number;
}

/** Each instant of a step belongs to the first of these that covers it; sums to `totalNs`. */
export interface Anatomy {
  readonly kernelNs: number;
  readonly memcpyNs: number;
  readonly memsetNs: number;
  readonly communicationNs: number;
  readonly runtimeNs: number;
  readonly dataloaderNs: number;
  readonly cpuOpNs: number;
  readonly otherNs: number;
  readonly totalNs: number;
}

/**
 * Percent; undefined where the trace does not say what it takes. With several devices in one trace, the mean of those that ran
 * a kernel.
 */
export interface Utilization {
  /** Some kernel ran, of the time from the first step to the last; of the whole trace without steps. */
  readonly busyPercent: number;
  /** Mean of min(blocks per multiprocessor, 1) over time, as the lost TensorBoard plugin estimates it. */
  readonly multiprocessorPercent: number | undefined;
  /** Mean of the estimated achieved occupancy, weighted by duration. */
  readonly occupancyPercent: number | undefined;
  /** Kernel time on tensor cores, of all kernel time. */
  readonly tensorCorePercent: number | undefined;
  /** Kernel time of operators that could use them, of all kernel time. */
  readonly tensorCoreEligiblePercent: number | undefined;
}

export type KernelClass = 'compute' | 'communication' | 'memcpy' | 'memset';

export interface KernelRow {
  readonly name: string;
  readonly class: KernelClass;
  readonly calls: number;
  readonly totalNs: number;
  readonly shortestNs: number;
  readonly longestNs: number;
  readonly usesTensorCores: boolean | undefined;
  /** Weighted by duration. */
  readonly occupancyPercent: number | undefined;
  readonly blocksPerMultiprocessor: number | undefined;
}

export interface LaunchStatistics {
  /** Launches whose work on the device is in the trace. */
  readonly count: number;
  /** Work shorter than its own launch. */
  readonly shortKernels: number;
  /** Calls longer than 50 µs. */
  readonly slowRuntimeCalls: number;
  /** More than 100 µs from the end of the call to the start of the work. */
  readonly slowLaunches: number;
  readonly hostNs: number;
  readonly deviceNs: number;
  readonly medianDelayNs: number;
}

export interface ModuleTimes {
  /** How modules were found: paths said by the script, `nn.Module` frames, or not at all. */
  readonly from: 'annotations' | 'frames' | 'none';
  /** Only where nothing ran on a device: the time of operators on the host, without those inside them, is shared out. */
  readonly on?: 'host';
  /** Parents before children, in the order of their first call. */
  readonly rows: readonly ModuleRow[];
  /** Time of all work on the device that belongs to a module. */
  readonly attributedNs: number;
  readonly unattributed: readonly UnattributedTime[];
}

export interface ModuleRow {
  /**
   * `layer1.0.conv1` where the script says it ('' is the model itself), else the classes and numbers of the calls:
   * `ResNet_0/Bottleneck_3/Conv2d_2`.
   */
  readonly path: string;
  /** Class; undefined where only a path is known. */
  readonly type: string | undefined;
  readonly depth: number;
  readonly calls: number;
  /** With what is inside: of the sums of all work on the device, or of operators on the host (`ModuleTimes.on`). */
  readonly forwardNs: number;
  readonly backwardNs: number;
  /** Forward and backward without what is inside; these sum to `attributedNs`. */
  readonly selfNs: number;
  /** Of its calls in the forward on the host, with what is inside. */
  readonly hostNs: number;
}

export interface UnattributedTime {
  readonly reason: 'no-launch' | 'outside-modules' | 'backward-unlinked' | 'optimizer' | 'communication' | 'no-modules';
  readonly ns: number;
}

export interface OperatorRow {
  readonly name: string;
  readonly calls: number;
  /** On the host, without the operators inside. */
  readonly hostSelfNs: number;
  /** On the device, of what it launched itself; 0 where nothing ran on a device. */
  readonly deviceNs: number;
  /** Parts of `deviceNs`; of `hostSelfNs` where nothing ran on a device. */
  readonly forwardNs: number;
  readonly backwardNs: number;
  readonly optimizerNs: number;
}

/** Work on the device by what the training did (host time where there is no device); sums to all of it. */
export interface PhaseTimes {
  readonly on?: 'host';
  readonly forwardNs: number;
  readonly backwardNs: number;
  readonly optimizerNs: number;
  readonly communicationNs: number;
  readonly copiesNs: number;
  readonly otherNs: number;
}

export interface MemoryReport {
  /** `cpu`, `cuda:0`. */
  readonly device: string;
  /** Undefined where the trace tells only changes, not totals. */
  readonly peakAllocatedBytes: number | undefined;
  readonly peakReservedBytes: number | undefined;
  /** Reserved and not allocated when most was allocated: what fragmentation and caching cost. */
  readonly unusedAtPeakBytes?: number;
  /** Most that was allocated since the first moment: all that is known when the totals are not. */
  readonly largestGrowthBytes?: number;
  readonly capacityBytes: number | undefined;
  /** At most 500 points that keep every peak: nanoseconds from the first event, bytes allocated (or the change since the first). */
  readonly points: readonly (readonly [number, number])[];
  /** What was held at the peak, the most first; only where the file says what memory was for. */
  readonly holders?: readonly MemoryHolder[];
  /** Of a snapshot of the caching allocator, when it was taken. */
  readonly fragmentation?: MemoryFragmentation;
  /** Allocations that failed, in the order of time; at most 20. */
  readonly outOfMemory?: readonly FailedAllocation[];
}

export interface MemoryHolder {
  /** A category of the memory profiler (`parameters`, `activations`), or the function that allocated. */
  readonly name: string;
  readonly bytes: number;
  /** The innermost line outside of torch that allocated, where the file has stacks. */
  readonly line?: CodeLine;
}

export interface MemoryFragmentation {
  readonly reservedBytes: number;
  readonly allocatedBytes: number;
  /** Reserved and in no tensor: of any size, and the largest in one piece. */
  readonly freeBytes: number;
  readonly largestFreeBytes: number;
  /** Asked for and rounded up: within blocks that are in use. */
  readonly roundingBytes: number;
}

export interface FailedAllocation {
  readonly askedBytes: number;
  /** What the device still had. */
  readonly deviceFreeBytes: number | undefined;
  readonly line?: CodeLine;
}

export interface SyncRow {
  /** `cudaStreamSynchronize`. */
  readonly call: string;
  /** Operator that made it, the innermost: `aten::_local_scalar_dense`. */
  readonly operator: string | undefined;
  /** The outermost operator around it, what the user called: `aten::item`, `aten::to`. */
  readonly outermost?: string;
  /** Innermost line of the user's own code around it, where the trace has stacks. */
  readonly line: CodeLine | undefined;
  readonly calls: number;
  /** Those of `calls` that were made within a step; absent when the trace has no steps. */
  readonly callsInSteps?: number;
  readonly totalNs: number;
}

/** A line as a trace names it; the path is the one of the machine that ran it. */
export interface CodeLine {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
}

/** Facts of a trace that only advice asks for; additive. */
export interface TraceHints {
  /** How batches are loaded: `_SingleProcessDataLoaderIter` is 0 workers. */
  readonly loader: 'single-process' | 'workers' | undefined;
  /** Host-to-device copies from memory that is not pinned. */
  readonly pageableCopies: { readonly calls: number; readonly ns: number };
  readonly usesDataParallel: boolean;
  /** `SGD`, from `Optimizer.step#SGD.step`. */
  readonly optimizer: string | undefined;
  /** Kernels of a mean step that the optimizer launched. */
  readonly optimizerKernels: number | undefined;
  /** Kernels of one mean step. */
  readonly kernelsPerStep: number | undefined;
  /** Half of the kernels are shorter. */
  readonly medianKernelNs: number | undefined;
  /** Time of matrix products and convolutions in float32 without tensor cores. */
  readonly float32MatrixNs: number | undefined;
  /** Forward work that was done again within backward. */
  readonly recomputedNs: number | undefined;
  readonly hasGraphs: boolean;
  readonly isCompiled: boolean;
  /** Time of the host within `Optimizer.step#…`, within steps. */
  readonly optimizerHostNs?: number;
  /** Fills with zeros that `zero_grad` made within steps: their time on the host, and of what they did on the device. */
  readonly zeroedGradients?: { readonly calls: number; readonly hostNs: number; readonly deviceNs: number };
  /** `aten::select` within steps that no other operator called: `x[i]` in Python. */
  readonly indexing?: { readonly calls: number; readonly hostNs: number };
  /** `cudaMalloc`, `cudaFree` and their like within steps, and in how many steps there were any. */
  readonly deviceAllocations?: { readonly calls: number; readonly ns: number; readonly steps: number };
  /** Within steps: time that the profiler calls its own, and frames of Python that it recorded. */
  readonly profiler?: { readonly overheadNs: number; readonly frames: number };
}
