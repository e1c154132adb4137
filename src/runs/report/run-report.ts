import type { LogReport } from './log-report.js';
import type { CodeLine, MemoryReport, RankReport } from './rank-report.js';

/**
 * What a run of a training left behind says: where its time went, what limits it, what to change. Pure data; `run/1`, the
 * terminal, the pictures and the report page are all made from it.
 *
 *     trace bytes → TraceEvents → Timeline ─┬→ time, kernels, modules, memory → RankReport ─┐
 *     logs, event files, CSV ───────────────┴→ LogReport ───────────────────────────────────┼→ verdict, advice → RunReport
 *                                                                 many ranks → AcrossRanks ─┘
 *
 * All durations are integers of nanoseconds unless a name says another unit. `undefined` is "not known", never 0.
 */
export interface RunReport {
  readonly source: RunSource;
  /** By rank, those without one last. Empty for logs alone. */
  readonly ranks: readonly RankReport[];
  /** Only where there are two ranks or more. */
  readonly acrossRanks?: AcrossRanks;
  /** What logs, event files and tables say; one for each file that was read as such. */
  readonly logs: readonly LogReport[];
  /** Of recordings of memory alone; what a trace says of memory stands with its rank. */
  readonly memory: readonly MemoryReport[];
  readonly verdict: Verdict;
  /** What answers the verdict first, then by what it can bring at most. */
  readonly advice: readonly Advice[];
  readonly health: readonly HealthNote[];
}

export interface RunSource {
  readonly kind: 'trace' | 'log' | 'mixed';
  /** Paths as the user gave them. */
  readonly files: readonly string[];
}

/** What only several ranks together tell. */
export interface AcrossRanks {
  readonly ranks: number;
  /** Ranks that the traces speak of and none was given for. */
  readonly missing: readonly number[];
  /** Collectives that could be matched in all ranks. */
  readonly collectives: number;
  readonly rows: readonly RankRow[];
  /** Longest over mean compute time, less 1, in percent. */
  readonly imbalancePercent: number | undefined;
  /** Ranks that others wait for. */
  readonly stragglers: readonly number[];
}

export interface RankRow {
  readonly rank: number;
  readonly computeNs: number;
  readonly communicationNs: number;
  readonly exposedCommunicationNs: number;
  /** Part of its communication that it waited for ranks that came later. */
  readonly waitingNs: number | undefined;
  /** How often it came last to a collective. */
  readonly last: number;
  /** How long the others waited for it, the sum over collectives where it came last. */
  readonly heldUpNs: number;
}

export type VerdictKind =
  | 'input-bound'
  | 'host-bound'
  | 'communication-bound'
  | 'compute-bound'
  | 'memory-bound'
  | 'unclear';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Numbers that the verdict rests on, the weightiest first. */
  readonly evidence: readonly Evidence[];
}

/** One number with its name: `{name: 'dataloader-share', value: 33.4, unit: '%'}`; words are given where it is shown. */
export interface Evidence {
  readonly name: string;
  readonly value: number;
  readonly unit: '%' | 'ns' | 'bytes' | 'count' | 's';
  readonly of?: string;
}

export interface Advice {
  /** Code of the catalog: its page says the rule, its threshold and its source. */
  readonly code: string;
  readonly severity: 'warning' | 'info';
  /** With the numbers: what was measured, what the threshold is. */
  readonly message: string;
  /** What to change. */
  readonly hint: string;
  /** How to see that it helped. */
  readonly check: string;
  /** Share of the time of a step that can be saved at most; undefined where the trace gives no bound. */
  readonly gainAtMostPercent: number | undefined;
  /** The line that the trace itself names, else the one of the training script, if it is known. */
  readonly line?: CodeLine;
  /** What stands there, as far as the script says it: `DataLoader(num_workers=0)`. */
  readonly source?: string;
  /** What in a training script it is about, so that a pipeline can give the line. */
  readonly about?: AdviceSubject;
  /** The time that the message tells, of what it tells it: of a mean step, or of the whole trace when it has no steps. */
  readonly part?: { readonly ns: number; readonly ofNs: number; readonly of: 'step' | 'trace' };
}

export type AdviceSubject =
  | 'loader'
  | 'transfer'
  | 'optimizer'
  | 'precision'
  | 'parallelism'
  | 'model'
  | 'backward'
  | 'step'
  | 'logging'
  | 'checkpointing';

/** Something about the files themselves: what was mended, left out, or contradicts itself. */
export interface HealthNote {
  /** Code of the catalog. */
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly file?: string;
}
