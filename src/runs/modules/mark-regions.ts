import { NO_ID } from '../../syntax/trace/events.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import type { HostNest } from './nest-host.js';

/** What a row of the host is within, itself too; bits that add up. */
export const Region = {
  /** An operator of the autograd engine. */
  Backward: 1,
  /** `Optimizer.step#…`. */
  OptimizerStep: 2,
  /** `Optimizer.zero_grad#…`: the optimizer's too. */
  ZeroGrad: 4,
  /** An annotation that says forward, a frame or annotation of a module, or an operator that autograd follows. */
  Forward: 8,
  /** A wait for the next batch. */
  Loader: 16,
  /** Work of the forward that is done again within the backward. */
  Recompute: 32,
} as const;

/** Bits of `Region` for each row. */
export function markRegions(timeline: Timeline, { parent }: HostNest): Uint8Array {
  const { events, kind, threads } = timeline;
  const byName = Uint8Array.from(events.names, regionOfName);
  const regions = new Uint8Array(events.count);
  for (const { rows } of threads) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] ?? 0;
      const outer = parent[row] ?? -1;
      const inherited = outer >= 0 ? (regions[outer] ?? 0) : 0;
      const own = regionOfRow(timeline, row, kind[row] ?? 0, byName[events.name[row] ?? 0] ?? 0);
      regions[row] = joinRegions(inherited, own);
    }
  }
  return regions;
}

function regionOfRow({ events }: Timeline, row: number, kind: number, named: number): number {
  switch (kind) {
    case EventKind.CpuOp:
      return named | autogradRegion(events.sequence[row] ?? NO_ID, events.forwardThread[row] ?? 0);
    case EventKind.Annotation:
      return named & OF_ANNOTATIONS;
    case EventKind.OptimizerStep:
      return Region.OptimizerStep;
    case EventKind.ModuleFrame:
    case EventKind.ModuleAnnotation:
      return Region.Forward;
    case EventKind.DataLoader:
      return Region.Loader;
    default:
      return 0;
  }
}

/** Until 1.10 annotations were operators; what is one now is no operator of the engine. */
const OF_ANNOTATIONS = Region.ZeroGrad | Region.Forward;

/** A backward operator names the thread of its forward; any other with a number is one that autograd follows. */
function autogradRegion(sequence: number, forwardThread: number): number {
  if (sequence === NO_ID) return 0;
  return forwardThread > 0 ? Region.Backward : Region.Forward;
}

/**
 * What is of the forward and stands within the backward is the forward that is done again (activation checkpointing); a
 * backward operator within that is none of it.
 */
function joinRegions(outer: number, own: number): number {
  if ((own & Region.Backward) !== 0) return (outer & ~Region.Recompute) | own;
  const isAgain = (own & Region.Forward) !== 0 && (outer & Region.Backward) !== 0;
  return outer | own | (isAgain ? Region.Recompute : 0);
}

function regionOfName(name: string): number {
  if (name.startsWith('Optimizer.zero_grad#')) return Region.ZeroGrad;
  if (/^(autograd::engine::evaluate_function: |(struct )?torch::autograd::(AccumulateGrad|CopyBackwards))/.test(name)) {
    return Region.Backward;
  }
  // `AddmmBackward0`: of old traces, which have no engine around them.
  if (/^\w*Backward\d*$/.test(name)) return Region.Backward;
  if (/^(## )?forward( ##)?$|\.forward$/i.test(name)) return Region.Forward;
  if (/^## zero_grad ##$/.test(name)) return Region.ZeroGrad;
  return 0;
}
