import { frameworkEntry } from '../frameworks/library.js';
import type { Role } from '../pipeline.js';

/** What a library's name stands for. */
export interface LibraryEntry {
  readonly role: Role;
  /** Parameters in order, as the library names them; those in front of `|` are parts of the training and no settings. */
  readonly signature: string;
  /** The library's own values of the settings that matter, as Python writes them. */
  readonly defaults?: Readonly<Record<string, string>>;
}

const OPTIMIZERS: Readonly<Record<string, string>> = {
  SGD: 'params | lr momentum dampening weight_decay nesterov maximize foreach differentiable fused',
  Adam: 'params | lr betas eps weight_decay amsgrad foreach maximize capturable differentiable fused',
  AdamW: 'params | lr betas eps weight_decay amsgrad maximize foreach capturable differentiable fused',
  NAdam: 'params | lr betas eps weight_decay momentum_decay',
  RAdam: 'params | lr betas eps weight_decay',
  Adamax: 'params | lr betas eps weight_decay',
  Adadelta: 'params | lr rho eps weight_decay',
  Adagrad: 'params | lr lr_decay weight_decay initial_accumulator_value eps',
  RMSprop: 'params | lr alpha eps weight_decay momentum centered',
  Rprop: 'params | lr etas step_sizes',
  ASGD: 'params | lr lambd alpha t0 weight_decay',
  LBFGS: 'params | lr max_iter max_eval tolerance_grad tolerance_change history_size line_search_fn',
  SparseAdam: 'params | lr betas eps',
  Adafactor: 'params | lr beta2_decay eps d weight_decay',
  Muon: 'params | lr weight_decay momentum nesterov ns_coefficients eps ns_steps',
};

const SCHEDULERS: Readonly<Record<string, string>> = {
  StepLR: 'optimizer | step_size gamma last_epoch',
  MultiStepLR: 'optimizer | milestones gamma last_epoch',
  ConstantLR: 'optimizer | factor total_iters last_epoch',
  LinearLR: 'optimizer | start_factor end_factor total_iters last_epoch',
  ExponentialLR: 'optimizer | gamma last_epoch',
  PolynomialLR: 'optimizer | total_iters power last_epoch',
  CosineAnnealingLR: 'optimizer | T_max eta_min last_epoch',
  CosineAnnealingWarmRestarts: 'optimizer | T_0 T_mult eta_min last_epoch',
  LambdaLR: 'optimizer | lr_lambda last_epoch',
  MultiplicativeLR: 'optimizer | lr_lambda last_epoch',
  OneCycleLR:
    'optimizer | max_lr total_steps epochs steps_per_epoch pct_start anneal_strategy cycle_momentum base_momentum max_momentum div_factor final_div_factor three_phase last_epoch',
  CyclicLR: 'optimizer | base_lr max_lr step_size_up step_size_down mode gamma',
  ReduceLROnPlateau: 'optimizer | mode factor patience threshold threshold_mode cooldown min_lr eps',
  SequentialLR: 'optimizer | schedulers milestones last_epoch',
  ChainedScheduler: 'schedulers |',
};

const LOADER: LibraryEntry = {
  role: 'loader',
  signature:
    'dataset | batch_size shuffle sampler batch_sampler num_workers collate_fn pin_memory drop_last timeout worker_init_fn multiprocessing_context generator prefetch_factor persistent_workers pin_memory_device',
  defaults: { batch_size: '1', shuffle: 'False', num_workers: '0', pin_memory: 'False', drop_last: 'False' },
};

const ENTRIES: Readonly<Record<string, LibraryEntry>> = {
  'torch.utils.data.DataLoader': LOADER,
  'torch.utils.data.dataloader.DataLoader': LOADER,
  'torch.utils.data.random_split': { role: 'dataset', signature: 'dataset | lengths generator' },
  'torch.utils.data.Subset': { role: 'dataset', signature: 'dataset | indices' },
  'torch.utils.data.ConcatDataset': { role: 'dataset', signature: 'datasets |' },
  'torch.utils.data.TensorDataset': { role: 'dataset', signature: '' },
  'torch.utils.data.distributed.DistributedSampler': {
    role: 'sampler',
    signature: 'dataset | num_replicas rank shuffle seed drop_last',
    defaults: { shuffle: 'True' },
  },
  'torch.utils.data.RandomSampler': { role: 'sampler', signature: 'data_source | replacement num_samples generator' },
  'torch.utils.data.SequentialSampler': { role: 'sampler', signature: 'data_source |' },
  'torch.utils.data.WeightedRandomSampler': {
    role: 'sampler',
    signature: '| weights num_samples replacement generator',
  },
  'torch.utils.data.SubsetRandomSampler': { role: 'sampler', signature: '| indices generator' },
  'torch.utils.data.BatchSampler': { role: 'sampler', signature: 'sampler | batch_size drop_last' },
  'torchvision.transforms.Compose': { role: 'transforms', signature: 'transforms |' },
  'torchvision.transforms.v2.Compose': { role: 'transforms', signature: 'transforms |' },
  'torch.device': { role: 'device', signature: '| device index' },
  'torch.manual_seed': { role: 'seed', signature: '| seed' },
  'torch.compile': {
    role: 'compile',
    signature: 'model | fullgraph dynamic backend mode options disable',
  },
  'torch.autocast': { role: 'precision', signature: '| device_type dtype enabled cache_enabled' },
  'torch.amp.autocast': { role: 'precision', signature: '| device_type dtype enabled cache_enabled' },
  'torch.cuda.amp.autocast': { role: 'precision', signature: '| enabled dtype cache_enabled' },
  'torch.cuda.amp.GradScaler': {
    role: 'scaler',
    signature: '| init_scale growth_factor backoff_factor growth_interval enabled',
  },
  'torch.amp.GradScaler': {
    role: 'scaler',
    signature: '| device init_scale growth_factor backoff_factor growth_interval enabled',
  },
  'torch.nn.DataParallel': { role: 'parallel', signature: 'module | device_ids output_device dim' },
  'torch.nn.parallel.DataParallel': { role: 'parallel', signature: 'module | device_ids output_device dim' },
  'torch.nn.parallel.DistributedDataParallel': {
    role: 'parallel',
    signature:
      'module | device_ids output_device dim broadcast_buffers process_group bucket_cap_mb find_unused_parameters check_reduction gradient_as_bucket_view static_graph',
  },
  'torch.distributed.init_process_group': {
    role: 'parallel',
    signature: '| backend init_method timeout world_size rank',
  },
  'torch.save': { role: 'save', signature: 'obj | f' },
  'torch.load': { role: 'resume', signature: '| f map_location pickle_module weights_only' },
  'torch.onnx.export': { role: 'export', signature: 'model args | f' },
  'torch.jit.script': { role: 'export', signature: 'obj |' },
  'torch.jit.trace': { role: 'export', signature: 'func | example_inputs' },
  'torch.export.export': { role: 'export', signature: 'mod | args' },
  'safetensors.torch.save_file': { role: 'save', signature: 'tensors | filename' },
  'torch.nn.utils.clip_grad_norm_': { role: 'clip', signature: 'parameters | max_norm norm_type' },
  'torch.nn.utils.clip_grad_value_': { role: 'clip', signature: 'parameters | clip_value' },
  'torch.utils.tensorboard.SummaryWriter': { role: 'logging', signature: '| log_dir comment' },
  'tensorboardX.SummaryWriter': { role: 'logging', signature: '| log_dir comment' },
  'wandb.init': { role: 'logging', signature: '| entity project dir id name notes tags config mode' },
  'mlflow.start_run': { role: 'logging', signature: '| run_id experiment_id run_name' },
  'torch.optim.swa_utils.AveragedModel': { role: 'ema', signature: 'model | device avg_fn' },
  'torch.profiler.profile': { role: 'profiler', signature: '| activities schedule on_trace_ready record_shapes' },
};

/** Names of functions that torch is known natively by: see `RecordedCall.path`. */
const NATIVE: Readonly<Record<string, string>> = {
  save: 'torch.save',
  load: 'torch.load',
  manual_seed: 'torch.manual_seed',
  compile: 'torch.compile',
  clip_grad_norm_: 'torch.nn.utils.clip_grad_norm_',
  clip_grad_value_: 'torch.nn.utils.clip_grad_value_',
};

export interface KnownName extends LibraryEntry {
  readonly path: string;
}

/** What a call of this path is, if it is one of those that every training script knows. */
export function lookUpLibrary(path: string): KnownName | undefined {
  const full = Object.hasOwn(NATIVE, path) ? (NATIVE[path] ?? path) : path;
  const entry = Object.hasOwn(ENTRIES, full) ? ENTRIES[full] : frameworkEntry(full);
  if (entry) return { ...entry, path: full };
  return (
    ofTable(full, /^torch\.optim\.(\w+)$/, OPTIMIZERS, 'optimizer') ??
    ofTable(full, /^torch\.optim\.lr_scheduler\.(\w+)$/, SCHEDULERS, 'scheduler') ??
    ofPattern(full)
  );
}

function ofTable(
  path: string,
  pattern: RegExp,
  table: Readonly<Record<string, string>>,
  role: Role,
): KnownName | undefined {
  const name = pattern.exec(path)?.[1];
  const signature = name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
  return signature === undefined ? undefined : { role, path, signature };
}

/** Whole families, whose members have settings of their own that are shown as they are written. */
const FAMILIES: readonly (readonly [RegExp, Role, string])[] = [
  [/^(?:torchvision|torchaudio|torchtext)\.datasets\.[A-Z]\w*$/, 'dataset', '| root'],
  [/^datasets\.load_dataset$/, 'dataset', '| path name'],
  [/^torchmetrics\.(?:\w+\.)*[A-Z]\w*$/, 'metric', ''],
  [/^evaluate\.load$/, 'metric', '| path'],
  [
    /^(?:torchvision|timm|transformers|segmentation_models_pytorch|open_clip)\.(?:models?\.)?(?:\w+\.)*(?:create_model|from_pretrained)$/,
    'model',
    '| name',
  ],
  [/^torchvision\.models\.(?:\w+\.)*[a-z]\w*$/, 'model', ''],
];

function ofPattern(path: string): KnownName | undefined {
  const family = FAMILIES.find(([pattern]) => pattern.test(path));
  return family && { role: family[1], path, signature: family[2] };
}
