/** What one line of a log says, in the words of all formats. */
export interface LogRecord {
  readonly phase: 'train' | 'eval';
  /** As the log counts, made one count over all epochs where it says how long they are. Unknown stays unknown. */
  readonly step?: number | undefined;
  /** Where the log gives no step, or counts epochs only. */
  readonly epoch?: number | undefined;
  /** Since the start of the log. */
  readonly seconds?: number | undefined;
  readonly values: readonly LogValue[];
  readonly timing?: LogTiming | undefined;
  readonly throughput?: { readonly value: number; readonly unit: string } | undefined;
  /** Negative means "not measured yet" (nanoGPT and llm.c print -100). */
  readonly mfuPercent?: number | undefined;
}

export interface LogValue {
  readonly name: string;
  readonly value: number;
  readonly unit?: string | undefined;
}

export interface LogTiming {
  /** The current value, never a running average where the log prints both. */
  readonly stepSeconds: number;
  /** Part of it that waited for data. */
  readonly dataSeconds?: number | undefined;
  readonly of: StepSample;
  /**
   * It contains a first step of an epoch (workers start, kernels compile), so it tells nothing of the others. Where it is
   * not said, the first value of a log is taken for one.
   */
  readonly isFirst?: boolean | undefined;
  /** The clock stands still during an evaluation; else the first time after one holds it and is left out. */
  readonly isApart?: boolean | undefined;
  /** Running averages since the beginning of the epoch, over so many steps. */
  readonly running?: RunningMeans | undefined;
}

export interface RunningMeans {
  readonly steps: number;
  readonly stepSeconds: number;
  readonly dataSeconds: number;
}

/** What one time stands for: a step; the mean of some, which hides jitter; a running average, which hides more. */
export type StepSample = 'step' | 'mean' | 'running-average';
