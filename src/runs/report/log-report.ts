/** What one log, event file or table says. */
export interface LogReport {
  readonly file: string;
  /** Name of the format: `torchvision`, `tensorboard`, `nvidia-smi`. */
  readonly format: string;
  /** Formats whose lines stand between and fill what this one does not tell: a progress bar, a profile. */
  readonly alsoFormats?: readonly string[];
  readonly curves: readonly Curve[];
  /** Undefined where the format tells no time. */
  readonly stepSeconds: Distribution | undefined;
  /** What one value of `stepSeconds` is: a step; the mean of some, which hides jitter; a running average, which hides more. */
  readonly stepSecondsOf?: 'step' | 'mean' | 'running-average';
  /** Waiting for data, of the step, in percent, without the first step of each epoch. */
  readonly dataPercent: number | undefined;
  readonly throughput: { readonly value: number; readonly unit: string } | undefined;
  /** Model FLOPs utilization as the log says it. */
  readonly mfuPercent: number | undefined;
  readonly peakMemoryBytes: number | undefined;
  readonly capacityBytes: number | undefined;
  /** Mean use of the GPUs in percent: some kernel was resident, which is not busy. */
  readonly gpuPercent: number | undefined;
  /** Mean share of multiprocessors that had work (`DCGM_FI_PROF_SM_ACTIVE`), in percent: much nearer to being busy. */
  readonly multiprocessorPercent?: number;
  /** Hyper-parameters that the run itself wrote down. */
  readonly settings?: readonly { readonly name: string; readonly value: string | number | boolean }[];
  readonly nanValues: number;
  readonly skippedSteps: number;
  readonly lines: { readonly read: number; readonly understood: number };
}

export interface Curve {
  /** As the log names it: `loss`, `train/acc`. */
  readonly name: string;
  readonly unit?: string;
  /** In the order of the log. NaN and infinite values are kept: a curve breaks there. */
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly step: number | undefined;
  /** Seconds: since the epoch, or since the start where the log says only that. */
  readonly seconds: number | undefined;
  /** Where the log gives no step; with fractions. */
  readonly epoch?: number;
  readonly value: number;
}

/** Of values in the unit that the name of the field says. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}
