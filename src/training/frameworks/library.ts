import type { Role } from '../pipeline.js';
import type { LibraryEntry } from '../recognise/library.js';

/**
 * Of frameworks beside those in files of their own. Signatures of Lightning's callbacks as of 2.6.6 and of ignite's checkpoints as of 0.5.0,
 * looked up 2026-11-23 in the installed source and the documents; all others from knowledge, not looked up.
 *
 * Role, parameters as in `LibraryEntry.signature`, and what is called so; several names of one thing are parted by spaces.
 */
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

const TRANSFORMERS: readonly Row[] = [
  [
    'collate',
    'tokenizer | padding max_length pad_to_multiple_of return_tensors mlm mlm_probability',
    'transformers.DataCollatorWithPadding transformers.DataCollatorForLanguageModeling transformers.DataCollatorForSeq2Seq ' +
      'transformers.DataCollatorForTokenClassification transformers.data.data_collator.default_data_collator transformers.default_data_collator',
  ],
  ['evaluation', '| early_stopping_patience early_stopping_threshold', 'transformers.EarlyStoppingCallback'],
  [
    'scheduler',
    'optimizer | num_warmup_steps num_training_steps num_cycles',
    [
      'linear_schedule_with_warmup',
      'cosine_schedule_with_warmup',
      'constant_schedule',
      'constant_schedule_with_warmup',
      'cosine_with_hard_restarts_schedule_with_warmup',
      'polynomial_decay_schedule_with_warmup',
    ]
      .flatMap((name) => [`transformers.get_${name}`, `transformers.optimization.get_${name}`])
      .join(' '),
  ],
  [
    'scheduler',
    '| name optimizer num_warmup_steps num_training_steps',
    'transformers.get_scheduler transformers.optimization.get_scheduler',
  ],
  [
    'optimizer',
    'params | lr eps clip_threshold decay_rate beta1 weight_decay scale_parameter relative_step warmup_init',
    'transformers.Adafactor transformers.optimization.Adafactor',
  ],
  ['optimizer', 'params | lr betas eps weight_decay', 'transformers.AdamW transformers.optimization.AdamW'],
  ['optimizer', 'params | optim lr', 'torch.optim.Optimizer'],
  ['accumulation', '| gradient_accumulation_steps', 'transformers.accumulate'],
  ['logging', '| report_to', 'transformers.report_to'],
  ['logging', '| values', 'transformers.log'],
  ['precision', '| fp16 bf16', 'transformers.autocast'],
  ['save', '| output_dir', 'transformers.trainer.save_model transformers.trainer.save_checkpoint'],
  ['save', '| hub_model_id', 'transformers.push_to_hub'],
  ['device', '| gradient_checkpointing', 'transformers.trainer.gradient_checkpointing'],
  ['parallel', '| config', 'transformers.trainer.deepspeed'],
  ['parallel', 'module | fsdp process_group sharding_strategy', 'torch.distributed.fsdp.FullyShardedDataParallel'],
];

const OTHERS: readonly Row[] = [
  [
    'parallel',
    '| device_placement split_batches mixed_precision gradient_accumulation_steps cpu log_with project_dir',
    'accelerate.Accelerator',
  ],
  ['precision', '| mixed_precision', 'accelerate.mixed_precision'],
  ['accumulation', '| gradient_accumulation_steps', 'accelerate.accumulate_gradients'],
  ['logging', '| project_name', 'accelerate.init_trackers accelerate.log'],
  ['save', '| output_dir', 'accelerate.save_state accelerate.save_model'],
  ['resume', '| input_dir', 'accelerate.load_state'],
  ['freeze', '| freeze', 'ultralytics.engine.trainer.freeze'],
  [
    'parallel',
    'args model optimizer model_parameters training_data lr_scheduler distributed_port mpu dist_init_required collate_fn | config',
    'deepspeed.initialize',
  ],
  ['parallel', 'model | stage', 'deepspeed.runtime.zero'],
  ['parallel', '| dist_backend', 'deepspeed.runtime.init_distributed'],
  ['precision', '| dtype enabled', 'deepspeed.runtime.precision'],
  ['accumulation', '| gradient_accumulation_steps', 'deepspeed.runtime.accumulate'],
  ['save', '| save_dir', 'deepspeed.runtime.save_checkpoint'],
  ['resume', '| load_dir', 'deepspeed.runtime.load_checkpoint'],
  [
    'optimizer',
    'params | lr bias_correction betas eps weight_decay',
    'deepspeed.ops.adam.FusedAdam deepspeed.ops.adam.DeepSpeedCPUAdam',
  ],
  [
    'save',
    '| dirname filename_prefix score_function score_name n_saved atomic require_empty create_dir',
    'ignite.handlers.ModelCheckpoint',
  ],
  ['save', 'to_save | save_handler filename_prefix score_function score_name n_saved', 'ignite.handlers.Checkpoint'],
  ['save', '| dirname atomic create_dir require_empty', 'ignite.handlers.DiskSaver'],
  ['evaluation', '| patience score_function trainer min_delta', 'ignite.handlers.EarlyStopping'],
  [
    'logging',
    '| persist',
    'ignite.handlers.ProgressBar ignite.contrib.handlers.ProgressBar ignite.handlers.tqdm_logger.ProgressBar',
  ],
  [
    'logging',
    '| log_dir',
    'ignite.handlers.TensorboardLogger ignite.contrib.handlers.TensorboardLogger ignite.handlers.WandBLogger',
  ],
  ['model', '| model task', 'ultralytics.YOLO ultralytics.RTDETR'],
  ['dataset', '| data imgsz', 'ultralytics.data.YOLODataset'],
  ['loader', 'dataset | batch workers shuffle', 'ultralytics.data.InfiniteDataLoader'],
  ['optimizer', '| optimizer lr0 momentum weight_decay', 'ultralytics.engine.trainer.optimizer'],
  ['loss', 'batch |', 'ultralytics.engine.trainer.loss'],
  ['precision', '| amp', 'ultralytics.engine.trainer.autocast'],
  ['device', '| device', 'ultralytics.engine.trainer.device'],
  ['save', '| project name save_period', 'ultralytics.engine.trainer.save'],
  ['export', 'model | format', 'ultralytics.engine.trainer.export'],
  ['ema', '', 'ultralytics.utils.torch_utils.ModelEMA'],
  ['evaluation', 'batch |', 'ultralytics.engine.validator.BaseValidator'],
];

const MORE: readonly Row[] = [
  ['dataset', '| dataset seq_len', 'torchtitan.datasets.HuggingFaceTextDataset'],
  ['loader', 'dataset | local_batch_size', 'torchtitan.datasets.ParallelAwareDataloader'],
  ['parallel', '| data_parallel_shard_degree', 'torchtitan.distributed.ParallelDims'],
  ['scheduler', 'optimizer | warmup_steps decay_ratio decay_type', 'torchtitan.components.lr_scheduler'],
  ['save', '| folder interval', 'torchtitan.components.CheckpointManager'],
  ['logging', '| enable_tensorboard', 'torchtitan.components.MetricsProcessor'],
  ['precision', '| mixed_precision_param', 'torchtitan.components.mixed_precision'],
  ['device', '| mode', 'torchtitan.components.activation_checkpoint'],
  ['evaluation', '| freq', 'torchtitan.components.validator'],
  ['profiler', '| profile_freq', 'torchtitan.components.profiler'],
  ['accumulation', '| accumulative_counts', 'mmengine.accumulate'],
  ['parallel', '| launcher', 'mmengine.launch'],
  ['resume', '| resume', 'mmengine.loads.resume'],
  ['evaluation', 'outputs |', 'mmengine.evaluate'],
  ['precision', '| loss_scale dtype', 'mmengine.wrappers.AmpOptimWrapper'],
  ['dataset', '| names', 'detectron2.data.DatasetCatalog'],
  [
    'loader',
    'dataset | IMS_PER_BATCH NUM_WORKERS',
    'detectron2.data.build_detection_train_loader detectron2.data.build_detection_test_loader',
  ],
  ['model', '| META_ARCHITECTURE', 'detectron2.modeling.build_model'],
  ['scheduler', 'optimizer | LR_SCHEDULER_NAME STEPS GAMMA WARMUP_ITERS', 'detectron2.solver.build_lr_scheduler'],
  ['save', '| OUTPUT_DIR CHECKPOINT_PERIOD', 'detectron2.checkpoint.DetectionCheckpointer'],
  ['resume', '| WEIGHTS', 'detectron2.checkpoint.load'],
  ['precision', '| ENABLED', 'detectron2.engine.autocast'],
];

const ROWS: readonly Row[] = [
  ...MORE,
  ...OTHERS,
  ...TRANSFORMERS,
  ...inAll(PL, [
    [
      'save',
      '| dirpath filename monitor verbose save_last save_top_k save_on_exception save_weights_only mode auto_insert_metric_name every_n_train_steps',
      'callbacks.ModelCheckpoint',
    ],
    [
      'evaluation',
      '| monitor min_delta patience verbose mode',
      'callbacks.EarlyStopping callbacks.early_stopping.EarlyStopping',
    ],
    ['logging', '| logging_interval log_momentum', 'callbacks.LearningRateMonitor'],
    ['ema', '| swa_lrs swa_epoch_start annealing_epochs', 'callbacks.StochasticWeightAveraging'],
    ['accumulation', '| scheduling', 'callbacks.GradientAccumulationScheduler'],
    ['logging', '| save_dir name version', 'loggers.TensorBoardLogger loggers.CSVLogger'],
    [
      'logging',
      '| name save_dir version',
      'loggers.WandbLogger loggers.MLFlowLogger loggers.CometLogger loggers.NeptuneLogger',
    ],
    ['logging', '| name', 'log'],
    ['device', '| accelerator devices', 'accelerators.Accelerator'],
    ['parallel', '| strategy devices num_nodes', 'strategies.Strategy'],
    [
      'parallel',
      '| accelerator parallel_devices cluster_environment',
      'strategies.DDPStrategy strategies.FSDPStrategy strategies.DeepSpeedStrategy',
    ],
    ['precision', '| precision device', 'plugins.precision.MixedPrecision plugins.precision.Precision'],
    ['accumulation', '| accumulate_grad_batches', 'accumulate'],
    [
      'profiler',
      '| profiler',
      'profilers.Profiler profilers.SimpleProfiler profilers.PyTorchProfiler profilers.AdvancedProfiler',
    ],
  ]),
];

/** What is built by a name that stands in a configuration: the family says what it is for. */
const FAMILIES: readonly (readonly [RegExp, Role, string?])[] = [
  [/^deepspeed\.runtime\.lr_schedules\.\w+$/, 'scheduler', 'optimizer |'],
  [/^mmengine\.datasets\.\w+$/, 'dataset'],
  [/^mmengine\.samplers\.\w+$/, 'sampler'],
  [/^mmengine\.collates\.\w+$/, 'collate'],
  [/^mmengine\.models\.\w+$/, 'model'],
  [/^torchtitan\.models\.\w+$/, 'model'],
  [/^mmengine\.metrics\.\w+$/, 'metric'],
  [/^mmengine\.saves\.\w+$/, 'save'],
  [/^mmengine\.visualizers\.\w+$/, 'logging'],
  [/^ignite\.metrics\.[A-Z]\w*$/, 'metric'],
];

/** Undefined: no framework has it. */
export function frameworkEntry(path: string): LibraryEntry | undefined {
  const known = FRAMEWORK_ENTRIES.get(path);
  const family = known ? undefined : FAMILIES.find(([pattern]) => pattern.test(path));
  return family ? { role: family[1], signature: family[2] ?? '' } : known;
}

/** What stands in the sources of frameworks, and what programs give to them, by path. */
const FRAMEWORK_ENTRIES: ReadonlyMap<string, LibraryEntry> = new Map(
  ROWS.flatMap(([role, signature, names]) => names.split(' ').map((name) => [name, { role, signature }] as const)),
);
