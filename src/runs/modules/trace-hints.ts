import type { TraceHints } from '../report/rank-report.js';
import { usesTensorCores } from '../time/tensor-cores.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { readCallHints } from './call-hints.js';
import type { Work } from './list-work.js';
import { Region } from './mark-regions.js';
import type { HostNest } from './nest-host.js';
import type { Shares } from './share-out.js';
import { isWithinSteps } from './within-steps.js';

/** Beyond this share of the backward it is no forward done again, but a gradient that is itself differentiated. */
const MOST_RECOMPUTED = 0.6;

export function readHints(
  timeline: Timeline,
  nest: HostNest,
  work: Work,
  regions: Uint8Array,
  shares: Shares,
): TraceHints {
  const names = timeline.events.names;
  const kernels = countKernels(timeline, work, regions);
  return {
    loader: findLoader(names),
    pageableCopies: sumPageable(timeline),
    usesDataParallel: names.some((name) => /^(DataParallel\.forward|nn\.Module: DataParallel_\d+)$/.test(name)),
    optimizer: findOptimizer(timeline),
    optimizerKernels: kernels.ofOptimizer,
    kernelsPerStep: kernels.perStep,
    medianKernelNs: findMedian(timeline),
    float32MatrixNs: sumFloat32(timeline),
    recomputedNs: recomputed(shares, timeline, regions),
    hasGraphs: names.some((name) => /^(cuda|hip|cu)GraphLaunch/.test(name)),
    isCompiled: names.some((name) => COMPILED.test(name)),
    ...readCallHints(timeline, nest, work, regions),
  };
}

const COMPILED = /^Torch-Compiled Region|^## Call CompiledFxGraph|^CompiledFunction(Backward)?$|^AOTDispatcher Runtime/;

function findLoader(names: readonly string[]): TraceHints['loader'] {
  const waits = names.filter((name) => name.startsWith('enumerate(Data'));
  if (waits.some((name) => name.includes('MultiProcessing'))) return 'workers';
  return waits.some((name) => name.includes('SingleProcess')) ? 'single-process' : undefined;
}

/** Of several the one that takes longest on the host. */
function findOptimizer({ events, kind }: Timeline): string | undefined {
  const times = new Map<string, number>();
  for (let row = 0; row < events.count; row++) {
    if (kind[row] !== EventKind.OptimizerStep) continue;
    const name = events.names[events.name[row] as number] ?? '';
    times.set(name, (times.get(name) ?? 0) + (events.duration[row] as number));
  }
  const [longest] = [...times].sort(([, one], [, other]) => other - one);
  return longest?.[0].slice('Optimizer.step#'.length).replace(/\.step$/, '');
}

/** `Memcpy HtoD (Pageable -> Device)`; AMD says only `Host`, which may be either. */
function sumPageable({ events, kind, device }: Timeline): TraceHints['pageableCopies'] {
  const isPageable = Uint8Array.from(events.names, (name) => (/HtoD \(Pageable ?->/.test(name) ? 1 : 0));
  let calls = 0;
  let ns = 0;
  for (const row of device) {
    if (kind[row] !== EventKind.Memcpy || isPageable[events.name[row] as number] === 0) continue;
    calls += 1;
    ns += events.duration[row] as number;
  }
  return { calls, ns };
}

interface KernelCounts {
  readonly perStep: number | undefined;
  readonly ofOptimizer: number | undefined;
}

/** Means over the steps; for those of the optimizer its own steps will do. A kernel is of the step that launched it. */
function countKernels(timeline: Timeline, work: Work, regions: Uint8Array): KernelCounts {
  const { events, kind, steps } = timeline;
  let inSteps = 0;
  let ofOptimizer = 0;
  for (let at = 0; at < work.rows.length; at++) {
    const row = work.rows[at] as number;
    if (kind[row] !== EventKind.Kernel) continue;
    const origin = work.origin[at] as number;
    if (isWithinSteps(timeline, events.start[origin >= 0 ? origin : row] as number) === true) inSteps += 1;
    if (origin >= 0 && ((regions[origin] as number) & Region.OptimizerStep) !== 0) ofOptimizer += 1;
  }
  const updates = countKind(kind, EventKind.OptimizerStep);
  return {
    perStep: steps.length > 0 && work.on === 'device' ? inSteps / steps.length : undefined,
    ofOptimizer: updates > 0 && work.on === 'device' ? ofOptimizer / (steps.length || updates) : undefined,
  };
}

function countKind(kinds: Uint8Array, wanted: EventKind): number {
  let count = 0;
  for (const kind of kinds) if (kind === wanted) count += 1;
  return count;
}

function findMedian({ events, kind, device }: Timeline): number | undefined {
  const durations = Float64Array.from(
    device.filter((row) => kind[row] === EventKind.Kernel),
    (row) => events.duration[row] as number,
  ).sort();
  if (durations.length === 0) return undefined;
  const middle = durations.length >>> 1;
  const upper = durations[middle] as number;
  return durations.length % 2 === 1 ? upper : (upper + (durations[middle - 1] as number)) / 2;
}

/**
 * Products and convolutions of float32 by the names that cuBLAS, cuDNN, CUTLASS and rocBLAS give them: `volta_sgemm_…`,
 * `ampere_scudnn_…`, `implicit_convolve_sgemm`, `…_f32f32_f32f32_f32_…`, `cutlass_80_simt_sgemm_…`, `Cijk_…_SB_…`.
 */
const FLOAT32_MATRIX =
  /sgemm|scudnn|f32f32_f32f32|(^|_)sconv|^Cijk_.*_S_?B_|convolve\w*<float,|gemv\w*<[^>]*float, float, float|sdgrad|swgrad/;
/** Of a kernel with such a name that is not float32 throughout. */
const NARROWER = /tf32|bf16|f16|half/i;

/** What such a kernel is stands within so many letters; names of templates may go on for thousands. */
const MOST_LETTERS = 1000;

function multipliesFloat32(name: string): boolean {
  return FLOAT32_MATRIX.test(name) && !NARROWER.test(name) && !usesTensorCores(name);
}

function sumFloat32({ events, kind, device }: Timeline): number | undefined {
  const isFloat32 = Uint8Array.from(events.names, (name) => (multipliesFloat32(name.slice(0, MOST_LETTERS)) ? 1 : 0));
  let ns = 0;
  let kernels = 0;
  for (const row of device) {
    if (kind[row] !== EventKind.Kernel) continue;
    kernels += 1;
    if (isFloat32[events.name[row] as number] === 1) ns += events.duration[row] as number;
  }
  return kernels === 0 ? undefined : ns;
}

function recomputed({ recomputedNs, phases }: Shares, { threads }: Timeline, regions: Uint8Array): number | undefined {
  const hasBackward = threads.some(({ rows }) =>
    rows.some((row) => ((regions[row] as number) & Region.Backward) !== 0),
  );
  if (!hasBackward || recomputedNs > phases.backwardNs * MOST_RECOMPUTED) return undefined;
  return recomputedNs;
}
