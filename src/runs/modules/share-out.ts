import type { PhaseTimes, UnattributedTime } from '../report/rank-report.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import { type ModuleCalls, UNLINKED } from './find-modules.js';
import type { Work } from './list-work.js';
import { Region } from './mark-regions.js';

export type Phase = 'forward' | 'backward' | 'optimizer' | 'communication' | 'copies' | 'other';
export type Reason = UnattributedTime['reason'];

/** Where every piece of work went. Each column adds up to all of it. */
export interface Shares {
  readonly totalNs: number;
  readonly phases: PhaseTimes;
  readonly reasons: ReadonlyMap<Reason, number>;
  /** By module, without those inside. */
  readonly forwardByModule: Float64Array;
  readonly backwardByModule: Float64Array;
  /** By index of the name of the innermost operator. */
  readonly byOperator: OperatorShares;
  /** Forward work that the backward did again. */
  readonly recomputedNs: number;
}

export interface OperatorShares {
  readonly allNs: Float64Array;
  readonly forwardNs: Float64Array;
  readonly backwardNs: Float64Array;
  readonly optimizerNs: Float64Array;
}

export function shareOut(timeline: Timeline, work: Work, regions: Uint8Array, modules: ModuleCalls): Shares {
  const names = timeline.events.names.length;
  const byOperator: OperatorShares = {
    allNs: new Float64Array(names),
    forwardNs: new Float64Array(names),
    backwardNs: new Float64Array(names),
    optimizerNs: new Float64Array(names),
  };
  const forwardByModule = new Float64Array(modules.nodes.length);
  const backwardByModule = new Float64Array(modules.nodes.length);
  const sums: Record<Phase, number> = { forward: 0, backward: 0, optimizer: 0, communication: 0, copies: 0, other: 0 };
  const reasons = new Map<Reason, number>();
  let totalNs = 0;
  let recomputedNs = 0;
  for (let at = 0; at < work.rows.length; at++) {
    const ns = work.ns[at] as number;
    const origin = work.origin[at] as number;
    const region = origin >= 0 ? (regions[origin] as number) : 0;
    const phase = phaseOf(timeline.kind[work.rows[at] as number] as EventKind, region);
    totalNs += ns;
    sums[phase] += ns;
    if ((region & Region.Recompute) !== 0) recomputedNs += ns;
    addToOperator(byOperator, timeline.events.name[work.operator[at] as number], phase, ns);
    const module = placeOf(phase, origin, region, modules);
    if (typeof module === 'string') reasons.set(module, (reasons.get(module) ?? 0) + ns);
    else addTo((region & Region.Backward) !== 0 ? backwardByModule : forwardByModule, module, ns);
  }
  const phases: PhaseTimes = {
    ...(work.on === 'host' ? { on: 'host' } : {}),
    forwardNs: sums.forward,
    backwardNs: sums.backward,
    optimizerNs: sums.optimizer,
    communicationNs: sums.communication,
    copiesNs: sums.copies,
    otherNs: sums.other,
  };
  return { totalNs, phases, reasons, forwardByModule, backwardByModule, byOperator, recomputedNs };
}

function phaseOf(kind: EventKind, region: number): Phase {
  if (kind === EventKind.Collective || kind === EventKind.HostCommunication) return 'communication';
  if (kind === EventKind.Memcpy) return 'copies';
  if ((region & (Region.OptimizerStep | Region.ZeroGrad)) !== 0) return 'optimizer';
  if ((region & Region.Backward) !== 0) return 'backward';
  if ((region & Region.Loader) !== 0) return 'other';
  return (region & Region.Forward) !== 0 ? 'forward' : 'other';
}

/** Index of its module, or why it has none. */
function placeOf(phase: Phase, origin: number, region: number, { from, module }: ModuleCalls): number | Reason {
  if (from === 'none') return 'no-modules';
  if (phase === 'communication') return 'communication';
  if (origin < 0) return 'no-launch';
  if ((region & (Region.OptimizerStep | Region.ZeroGrad)) !== 0) return 'optimizer';
  const found = module[origin] as number;
  if (found >= 0) return found;
  return found === UNLINKED ? 'backward-unlinked' : 'outside-modules';
}

function addToOperator(shares: OperatorShares, name: number | undefined, phase: Phase, ns: number): void {
  if (name === undefined) return;
  addTo(shares.allNs, name, ns);
  if (phase === 'forward') addTo(shares.forwardNs, name, ns);
  else if (phase === 'backward') addTo(shares.backwardNs, name, ns);
  else if (phase === 'optimizer') addTo(shares.optimizerNs, name, ns);
}

function addTo(sums: Float64Array, index: number, ns: number): void {
  sums[index] = (sums[index] as number) + ns;
}
