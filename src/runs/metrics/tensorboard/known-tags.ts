/** What a tag that a framework writes means; everything else is a curve and no more. */
export type TagRole =
  | 'step-seconds'
  | 'data-seconds'
  | 'data-percent'
  | 'samples-per-second'
  | 'tokens-per-second'
  | 'mfu-percent'
  | 'peak-gib'
  | 'peak-percent'
  | 'peak-bytes';

/**
 * Tags by their whole name. torchtitan: `torchtitan/components/metrics.py`; Megatron-LM: `megatron/training/training.py`;
 * MMEngine: `LoggerHook` and `RuntimeInfoHook`, `IterTimerHook`; transformers: `Trainer`, with `train/` from its callback;
 * Lightning: `DeviceStatsMonitor` with the keys of `torch.cuda.memory_stats`.
 */
const ROLES: ReadonlyMap<string, TagRole> = new Map([
  ['time_metrics/end_to_end(s)', 'step-seconds'],
  ['time_metrics/data_loading(s)', 'data-seconds'],
  ['time_metrics/data_loading(%)', 'data-percent'],
  ['throughput(tps)', 'tokens-per-second'],
  ['wps', 'tokens-per-second'],
  ['mfu(%)', 'mfu-percent'],
  ['memory/max_reserved(GiB)', 'peak-gib'],
  ['memory/max_reserved(%)', 'peak-percent'],
  ['iteration-time', 'step-seconds'],
  ['mem-max-allocated-bytes', 'peak-bytes'],
  ['time', 'step-seconds'],
  ['data_time', 'data-seconds'],
  ['train/time', 'step-seconds'],
  ['train/data_time', 'data-seconds'],
  ['train/train_samples_per_second', 'samples-per-second'],
  ['train/train_tokens_per_second', 'tokens-per-second'],
  ['DeviceStatsMonitor.on_train_batch_end/allocated_bytes.all.peak', 'peak-bytes'],
]);

export function findTagRole(tag: string): TagRole | undefined {
  return ROLES.get(tag);
}

/** `epoch`, `train/epoch`: where its value is not the step, steps are counted finer than epochs. */
export function isEpochTag(tag: string): boolean {
  return /(?:^|\/)epoch$/i.test(tag);
}
