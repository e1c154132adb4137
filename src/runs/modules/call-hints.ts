import type { TraceHints } from '../report/rank-report.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import type { Work } from './list-work.js';
import { Region } from './mark-regions.js';
import { type HostNest, isOperator } from './nest-host.js';
import { stepAt } from './within-steps.js';

type CallHints = Pick<
  TraceHints,
  'zeroedGradients' | 'indexing' | 'deviceAllocations' | 'profiler' | 'optimizerHostNs'
>;

/** What is counted; 0 is nothing. */
const Call = { None: 0, Zero: 1, Select: 2, Allocation: 3, Overhead: 4, Frame: 5, Update: 6 } as const;
type Call = (typeof Call)[keyof typeof Call];

interface Tally {
  calls: number;
  ns: number;
}

/** Calls that only some advice looks for, counted within steps; anywhere in a trace without steps. */
export function readCallHints(timeline: Timeline, nest: HostNest, work: Work, regions: Uint8Array): CallHints {
  const { events, steps } = timeline;
  const callOf = tellCalls(timeline, nest, regions);
  const tallies = Array.from({ length: 7 }, (): Tally => ({ calls: 0, ns: 0 }));
  const allocating = new Set<number>();
  for (let row = 0; row < events.count; row++) {
    const call = callOf(row);
    if (call === Call.None) continue;
    const step = stepAt(timeline, events.start[row] as number);
    if (step < 0 && steps.length > 0) continue;
    const tally = tallies[call] as Tally;
    tally.calls += 1;
    tally.ns += events.duration[row] as number;
    if (call === Call.Allocation && step >= 0) allocating.add(step);
  }
  const [, zero, select, allocation, overhead, frame, update] = tallies as [
    Tally,
    Tally,
    Tally,
    Tally,
    Tally,
    Tally,
    Tally,
  ];
  return {
    ...(zero.calls > 0
      ? { zeroedGradients: { calls: zero.calls, hostNs: zero.ns, deviceNs: sumZeroed(timeline, work, regions) } }
      : {}),
    ...(select.calls > 0 ? { indexing: { calls: select.calls, hostNs: select.ns } } : {}),
    ...(allocation.calls > 0 ? { deviceAllocations: { ...allocation, steps: allocating.size } } : {}),
    ...(update.calls > 0 ? { optimizerHostNs: update.ns } : {}),
    ...(overhead.ns > 0 || frame.calls > 0 ? { profiler: { overheadNs: overhead.ns, frames: frame.calls } } : {}),
  };
}

/**
 * By name `aten::zero_` until 2022, `aten::_foreach_zero_` since: the fills of `zero_grad(set_to_none=False)`. Memory that is
 * asked of a device itself, and not of the caching allocator, as CUDA, its driver and ROCm call that.
 */
const NAMES: readonly (readonly [RegExp, Call])[] = [
  [/^aten::(?:_foreach_)?zero_$/, Call.Zero],
  [/^aten::select$/, Call.Select],
  [/^(?:cuda|hip)(?:Malloc|Free)$|^cuMem(?:Alloc|Free|Create|Release|Map|Unmap)(?:_v2)?$/, Call.Allocation],
];

function tellCalls({ events, kind }: Timeline, nest: HostNest, regions: Uint8Array): (row: number) => Call {
  const named = Uint8Array.from(events.names, (name) => NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 0);
  return (row) => {
    const what = kind[row] as EventKind;
    if (what === EventKind.Overhead) return Call.Overhead;
    if (what === EventKind.PythonFrame || what === EventKind.ModuleFrame) return Call.Frame;
    if (what === EventKind.OptimizerStep) return isOutermostUpdate(nest, regions, row) ? Call.Update : Call.None;
    const call = named[events.name[row] as number] as Call;
    if (call === Call.None) return Call.None;
    if (call === Call.Allocation) return what === EventKind.Runtime ? call : Call.None;
    if (!isOperator(what)) return Call.None;
    if (call === Call.Zero) return ((regions[row] as number) & Region.ZeroGrad) !== 0 ? call : Call.None;
    return isOfPython(nest, row) ? call : Call.None;
  };
}

/** One optimizer may wrap another. */
function isOutermostUpdate({ parent }: HostNest, regions: Uint8Array, row: number): boolean {
  const outer = parent[row] as number;
  return outer < 0 || ((regions[outer] as number) & Region.OptimizerStep) === 0;
}

/** No operator is around it. */
function isOfPython({ parent, operator }: HostNest, row: number): boolean {
  const outer = parent[row] as number;
  return outer < 0 || (operator[outer] as number) < 0;
}

function sumZeroed(timeline: Timeline, work: Work, regions: Uint8Array): number {
  if (work.on !== 'device') return 0;
  const { events, steps } = timeline;
  let ns = 0;
  for (let at = 0; at < work.rows.length; at++) {
    const origin = work.origin[at] as number;
    if (origin < 0 || ((regions[origin] as number) & Region.ZeroGrad) === 0) continue;
    if (steps.length === 0 || stepAt(timeline, events.start[origin] as number) >= 0) ns += work.ns[at] as number;
  }
  return ns;
}
