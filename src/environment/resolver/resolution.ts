import type { Severity } from '../../findings/finding.js';
import type { Companion } from '../facts/facts.js';
import type { DemandName } from './demands.js';

/** The versions that fit, with the reasons; or the conflict, with alternatives. */
export interface Resolution {
  readonly verdict: 'fits' | 'conflict';
  /** Absent in a conflict. */
  readonly choice?: Choice;
  /** Why this choice; or why there is none. */
  readonly reasons: readonly Reason[];
  /** In a conflict: what fits, the nearest first. */
  readonly alternatives: readonly Alternative[];
  /** The day of the facts. */
  readonly asOf: string;
}

/** One environment, every part of it a row of the tables. */
export interface Choice {
  readonly torch: string;
  /** `12.6`, or `cpu`. */
  readonly cuda: string;
  /** In full; absent with the CPU. */
  readonly cudnn?: string;
  readonly python: string;
  readonly os: string;
  readonly base: string;
  readonly indexUrl: string;
  /** Those that were asked for; undefined where the tables name no version. */
  readonly companions: Readonly<Partial<Record<Companion, string | undefined>>>;
  /** Absent with the CPU. */
  readonly driver?: DriverChoice;
  /** When a GPU was named. */
  readonly gpu?: GpuChoice;
  /** What to type, in this order. */
  readonly install: readonly string[];
}

export interface DriverChoice {
  /** The oldest driver that starts it, by minor-version compatibility. */
  readonly minimum: string | undefined;
  /** The driver of the toolkit, with which nothing is missing. */
  readonly toolkit: string | undefined;
  /** Of the driver that was named; undefined where its number says too little. */
  readonly given?: {
    readonly version: string;
    readonly runs: boolean | undefined;
    readonly isFull: boolean | undefined;
  };
}

export interface GpuChoice {
  readonly name: string;
  readonly capability: string;
  readonly isExact: boolean | undefined;
  readonly isViaPtx: boolean | undefined;
}

export interface Reason {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Where it is known from. */
  readonly source: string;
  /** In a conflict: the demands that cannot hold together; each is needed for it. */
  readonly demands: readonly DemandName[];
}

export interface Alternative {
  readonly keeps: readonly DemandName[];
  readonly givesUp: readonly DemandName[];
  readonly choice: Choice;
}
