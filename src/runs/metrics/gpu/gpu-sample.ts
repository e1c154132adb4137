/** One number that was measured on one GPU. */
export interface GpuSample {
  /** How the log tells GPUs apart: index, else UUID; undefined when it does not. */
  readonly gpu: string | undefined;
  /** As the log names it: `utilization.gpu`. */
  readonly name: string;
  readonly unit: string | undefined;
  /** Since the epoch, or since any other moment (`isRelative`); undefined where the log has no times. */
  readonly seconds: number | undefined;
  readonly value: number;
}
