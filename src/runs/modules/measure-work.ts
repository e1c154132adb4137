import type { ModuleTimes, OperatorRow, PhaseTimes, SyncRow, TraceHints } from '../report/rank-report.js';
import type { Timeline } from '../trace/timeline.js';
import { findModules } from './find-modules.js';
import { linkBackward } from './link-backward.js';
import { listWork } from './list-work.js';
import { markRegions } from './mark-regions.js';
import { listModuleTimes } from './module-times.js';
import { nestHost } from './nest-host.js';
import { listOperators } from './operator-rows.js';
import { shareOut } from './share-out.js';
import { listSyncs } from './sync-rows.js';
import { readHints } from './trace-hints.js';

/** What did the work of a run: everything in a `RankReport` that rests on who called whom. */
export interface WorkReport {
  readonly modules: ModuleTimes;
  readonly operators: readonly OperatorRow[];
  readonly phases: PhaseTimes;
  readonly syncs: readonly SyncRow[];
  readonly hints: TraceHints;
}

/**
 *     rows of each thread → nest → regions (backward, optimizer, …) → modules ─┐
 *     device → launch, else External id → operator ──────────────────────────┴→ shares → rows of the report
 *
 * Linear in the events but for sorting names and rows of the report. Every nanosecond of work on the device is counted once
 * among the modules (or the reasons why it has none), once among the phases, and once among the operators that are known.
 */
export function measureWork(timeline: Timeline): WorkReport {
  const nest = nestHost(timeline);
  const regions = markRegions(timeline, nest);
  const work = listWork(timeline, nest);
  const calls = findModules(timeline, nest, regions, linkBackward(timeline));
  const shares = shareOut(timeline, work, regions, calls);
  return {
    modules: listModuleTimes(timeline, nest, calls, shares),
    operators: listOperators(timeline, nest, shares),
    phases: shares.phases,
    syncs: listSyncs(timeline, nest),
    hints: readHints(timeline, nest, work, regions, shares),
  };
}
