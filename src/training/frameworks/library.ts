import type { LibraryEntry } from '../recognise/library.js';
import type { Role } from '../pipeline.js';

/** Role, parameters as in `LibraryEntry.signature`, and what is called so; several names of one thing are parted by spaces. */
type Row = readonly [Role, string, string];

const PL = ['lightning.pytorch', 'pytorch_lightning', 'lightning'];

function inAll(packages: readonly string[], rows: readonly Row[]): readonly Row[] {
  return rows.map(([role, signature, names]) => [
    role,
    signature,
    names
      .split(' ')
      .flatMap((name) => packages.map((item) => `${item}.${name}`))
      .join(' '),
  ]);
}

const ROWS: readonly Row[] = [
  ...inAll(PL, [
    [
      'save',
      '| dirpath filename monitor verbose save_last save_top_k save_weights_only mode auto_insert_metric_name every_n_train_steps',
      'callbacks.ModelCheckpoint',
    ],
    ['evaluation', '| monitor min_delta patience verbose mode', 'callbacks.EarlyStopping callbacks.early_stopping.EarlyStopping'],
    ['logging', '| logging_interval log_momentum', 'callbacks.LearningRateMonitor'],
    ['ema', '| swa_lrs swa_epoch_start annealing_epochs', 'callbacks.StochasticWeightAveraging'],
    ['accumulation', '| scheduling', 'callbacks.GradientAccumulationScheduler'],
    ['logging', '| save_dir name version', 'loggers.TensorBoardLogger loggers.CSVLogger'],
    ['logging', '| name save_dir version', 'loggers.WandbLogger loggers.MLFlowLogger loggers.CometLogger loggers.NeptuneLogger'],
    ['logging', '| name', 'log'],
    ['device', '| accelerator devices', 'accelerators.Accelerator'],
    ['parallel', '| strategy devices num_nodes', 'strategies.Strategy'],
    ['parallel', '| accelerator parallel_devices cluster_environment', 'strategies.DDPStrategy strategies.FSDPStrategy strategies.DeepSpeedStrategy'],
    ['precision', '| precision device', 'plugins.precision.MixedPrecision plugins.precision.Precision'],
    ['accumulation', '| accumulate_grad_batches', 'accumulate'],
    ['profiler', '| profiler', 'profilers.Profiler profilers.SimpleProfiler profilers.PyTorchProfiler profilers.AdvancedProfiler'],
  ]),
];

/** What stands in the sources of frameworks, and what programs give to them, by path. */
export const FRAMEWORK_ENTRIES: ReadonlyMap<string, LibraryEntry> = new Map(
  ROWS.flatMap(([role, signature, names]) => names.split(' ').map((name) => [name, { role, signature }] as const)),
);
