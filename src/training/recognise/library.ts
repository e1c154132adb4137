import { frameworkEntry } from '../frameworks/library.js';
import type { Role } from '../pipeline.js';
import { TIMM_ENTRIES } from './timm.js';

/** What a library's name stands for. */
export interface LibraryEntry {
  readonly role: Role;
  /** Parameters in order, as the library names them; those in front of `|` are parts of the training and no settings. */
  readonly signature: string;
  /** The library's own values of the settings that matter, as Python writes them. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/**
 * Signatures and defaults of torch as of 2.13.0, looked up 2026-11-23 by `inspect.signature` in the installed package; and those of
 * datasets of torchvision as of 0.29.1; those of all other libraries (torchdata, webdataset, wandb, mlflow, safetensors, albumentations) from knowledge, not looked up.
 */
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

const DISTRIBUTED_SAMPLER: LibraryEntry = {
  role: 'sampler',
  signature: 'dataset | num_replicas rank shuffle seed drop_last',
  defaults: { shuffle: 'True' },
};

const ENTRIES: Readonly<Record<string, LibraryEntry>> = {
  ...TIMM_ENTRIES,
  'torch.utils.data.DataLoader': LOADER,
  'torch.utils.data.dataloader.DataLoader': LOADER,
  'torchdata.stateful_dataloader.StatefulDataLoader': LOADER,
  'torch_geometric.loader.DataLoader': LOADER,
  'torch.utils.data.Dataset': { role: 'dataset', signature: '' },
  'torch.utils.data.random_split': { role: 'dataset', signature: 'dataset | lengths generator' },
  'torch.utils.data.Subset': { role: 'dataset', signature: 'dataset | indices' },
  'torch.utils.data.ConcatDataset': { role: 'dataset', signature: 'datasets |' },
  'torch.utils.data.TensorDataset': { role: 'dataset', signature: '' },
  'torch.utils.data.ChainDataset': { role: 'dataset', signature: 'datasets |' },
  'torchvision.datasets.FakeData': {
    role: 'dataset',
    signature: '| size image_size num_classes transform target_transform random_offset',
    defaults: { size: '1000' },
  },
  'webdataset.WebDataset': { role: 'dataset', signature: '| urls' },
  'webdataset.WebLoader': LOADER,
  'numpy.memmap': { role: 'dataset', signature: '| filename dtype mode offset shape' },
  'torch.utils.data.distributed.DistributedSampler': DISTRIBUTED_SAMPLER,
  'torch.utils.data.DistributedSampler': DISTRIBUTED_SAMPLER,
  'torch.utils.data.RandomSampler': { role: 'sampler', signature: 'data_source | replacement num_samples generator' },
  'torch.utils.data.SequentialSampler': { role: 'sampler', signature: 'data_source |' },
  'torch.utils.data.WeightedRandomSampler': {
    role: 'sampler',
    signature: '| weights num_samples replacement generator',
  },
  'torch.utils.data.SubsetRandomSampler': { role: 'sampler', signature: '| indices generator' },
  'torch.utils.data.BatchSampler': { role: 'sampler', signature: 'sampler | batch_size drop_last' },
  'albumentations.Compose': { role: 'transforms', signature: 'transforms |' },
  'torchvision.transforms.Compose': { role: 'transforms', signature: 'transforms |' },
  'torchvision.transforms.v2.Compose': { role: 'transforms', signature: 'transforms |' },
  'torch.manual_seed': { role: 'seed', signature: '| seed' },
  'torch.cuda.manual_seed': { role: 'seed', signature: '| seed' },
  'torch.cuda.manual_seed_all': { role: 'seed', signature: '| seed' },
  'torch.mps.manual_seed': { role: 'seed', signature: '| seed' },
  'numpy.random.seed': { role: 'seed', signature: '| seed' },
  'random.seed': { role: 'seed', signature: '| a' },
  'torch.use_deterministic_algorithms': { role: 'seed', signature: '| mode warn_only' },
  'transformers.set_seed': { role: 'seed', signature: '| seed deterministic' },
  'torch.set_float32_matmul_precision': { role: 'precision', signature: '| precision' },
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
      'module | device_ids output_device dim broadcast_buffers init_sync process_group bucket_cap_mb find_unused_parameters check_reduction gradient_as_bucket_view static_graph',
  },
  'torch.distributed.fsdp.FullyShardedDataParallel': {
    role: 'parallel',
    signature:
      'module | process_group sharding_strategy cpu_offload auto_wrap_policy backward_prefetch mixed_precision ignored_modules param_init_fn device_id sync_module_states forward_prefetch limit_all_gathers use_orig_params',
  },
  'torch.distributed.fsdp.fully_shard': {
    role: 'parallel',
    signature: 'module | mesh reshard_after_forward mp_policy offload_policy',
  },
  'torch.distributed._composable.fsdp.fully_shard': {
    role: 'parallel',
    signature: 'module | mesh reshard_after_forward mp_policy offload_policy',
  },
  'torch.distributed.tensor.parallel.parallelize_module': {
    role: 'parallel',
    signature: 'module | device_mesh parallelize_plan',
  },
  'torch.multiprocessing.spawn': { role: 'parallel', signature: 'fn | args nprocs join daemon start_method' },
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
  'torch.jit.save': { role: 'export', signature: 'm | f' },
  'torch.export.save': { role: 'export', signature: 'ep | f' },
  'torch.distributed.checkpoint.save': { role: 'save', signature: 'state_dict | checkpoint_id' },
  'torch.distributed.checkpoint.load': { role: 'resume', signature: 'state_dict | checkpoint_id' },
  'safetensors.torch.load_file': { role: 'resume', signature: '| filename device' },
  'safetensors.torch.save_model': { role: 'export', signature: 'model | filename' },
  'safetensors.torch.save_file': { role: 'export', signature: 'tensors | filename' },
  'torch.nn.utils.clip_grad_norm_': { role: 'clip', signature: 'parameters | max_norm norm_type' },
  'torch.nn.utils.clip_grad_value_': { role: 'clip', signature: 'parameters | clip_value' },
  'torch.utils.tensorboard.SummaryWriter': { role: 'logging', signature: '| log_dir comment' },
  'tensorboardX.SummaryWriter': { role: 'logging', signature: '| log_dir comment' },
  'wandb.log': { role: 'logging', signature: '| data step' },
  'mlflow.log_metric': { role: 'logging', signature: '| key value step' },
  'mlflow.log_metrics': { role: 'logging', signature: '| metrics step' },
  'mlflow.log_params': { role: 'logging', signature: '| params' },
  'logging.info': { role: 'logging', signature: '' },
  print: { role: 'logging', signature: '' },
  'torch.autograd.profiler.profile': { role: 'profiler', signature: '| enabled' },
  'torch.nn.utils.clip_grad.clip_grad_norm_': { role: 'clip', signature: 'parameters | max_norm norm_type' },
  'wandb.init': { role: 'logging', signature: '| entity project dir id name notes tags config mode' },
  'mlflow.start_run': { role: 'logging', signature: '| run_id experiment_id run_name' },
  'torch.optim.swa_utils.AveragedModel': { role: 'ema', signature: 'model | device avg_fn' },
  'torch.profiler.profile': { role: 'profiler', signature: '| activities schedule on_trace_ready record_shapes' },
};

/** Names of functions that torch is known natively by: see `RecordedCall.path`. */
const NATIVE: Readonly<Record<string, string>> = {
  save: 'torch.save',
  seed: 'random.seed',
  set_float32_matmul_precision: 'torch.set_float32_matmul_precision',
  use_deterministic_algorithms: 'torch.use_deterministic_algorithms',
  load: 'torch.load',
  manual_seed: 'torch.manual_seed',
  compile: 'torch.compile',
  script: 'torch.jit.script',
  trace: 'torch.jit.trace',
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
  [/^torchvision\.models\.get_model$/, 'model', '| name'],
  [/^torchvision\.datasets\.ImageFolder$/, 'dataset', '| root transform target_transform loader is_valid_file'],
  [
    /^torchvision\.datasets\.DatasetFolder$/,
    'dataset',
    '| root loader extensions transform target_transform is_valid_file',
  ],
  [
    /^torchvision\.datasets\.(?:CIFAR10|CIFAR100|MNIST|FashionMNIST|KMNIST)$/,
    'dataset',
    '| root train transform target_transform download',
  ],
  [/^(?:torchvision|torchaudio|torchtext)\.datasets\.[A-Z]\w*$/, 'dataset', '| root'],
  [/^datasets\.load_dataset$/, 'dataset', '| path name'],
  [/^torchmetrics\.(?:\w+\.)*[A-Z]\w*$/, 'metric', ''],
  [/^(?:torchvision|torchaudio)\.transforms\.(?:v2\.)?[A-Z]\w*$/, 'transforms', ''],
  [/^albumentations\.(?:\w+\.)*[A-Z]\w*$/, 'transforms', ''],
  [/^sklearn\.metrics\.\w+$/, 'metric', 'y_true y_pred |'],
  [/^timm\.utils\.ModelEma\w*$|^torch_ema\.ExponentialMovingAverage$|^ema_pytorch\.EMA$/, 'ema', 'model | decay'],
  [/^transformers\.DataCollator\w+$/, 'collate', 'tokenizer |'],
  [/^evaluate\.load$/, 'metric', '| path'],
  [
    /^(?:torchvision|timm|transformers|segmentation_models_pytorch|open_clip)\.(?:models?\.)?(?:\w+\.)*(?:create_model|(?!\w*(?:Tokenizer|Processor|Extractor|Config))\w+\.(?:from_pretrained|from_config))$/,
    'model',
    '| name',
  ],
  [/^torchvision\.models\.(?:\w+\.)*[a-z]\w*$/, 'model', ''],
];

function ofPattern(path: string): KnownName | undefined {
  const family = FAMILIES.find(([pattern]) => pattern.test(path));
  return family && { role: family[1], path, signature: family[2] };
}
