import type { LibraryEntry } from './library.js';

const OPTIMIZER_FACTORY =
  'model_or_params | opt lr weight_decay momentum foreach filter_bias_and_bn fallback_list fallback_no_weight_decay layer_decay layer_decay_min_scale layer_decay_no_opt_scale param_group_fn';
const LOADER =
  'dataset | input_size batch_size is_training no_aug re_prob re_mode re_count re_split train_crop_mode scale ratio hflip vflip color_jitter';
const SCHEDULE =
  'optimizer | t_initial lr_min cycle_mul cycle_decay cycle_limit warmup_t warmup_lr_init warmup_prefix t_in_epochs';

/** The factories of timm's own training script, and what they make: as of 1.0.29, looked up 2026-11-23 by `inspect.signature`. */
const TIMM: Readonly<Record<string, LibraryEntry>> = {
  'data.create_dataset': {
    role: 'dataset',
    signature: '| name root split search_split class_map load_bytes is_training download batch_size',
  },
  'data.create_loader': { role: 'loader', signature: LOADER, defaults: { is_training: 'False', num_workers: '1' } },
  'data.create_transform': { role: 'transforms', signature: '| input_size is_training no_aug' },
  'data.Mixup': { role: 'transforms', signature: '| mixup_alpha cutmix_alpha cutmix_minmax prob switch_prob mode' },
  'data.ImageDataset': { role: 'dataset', signature: '| root reader split class_map' },
  'loss.LabelSmoothingCrossEntropy': { role: 'loss', signature: '| smoothing', defaults: { smoothing: '0.1' } },
  'loss.SoftTargetCrossEntropy': { role: 'loss', signature: '' },
  'loss.BinaryCrossEntropy': { role: 'loss', signature: '| smoothing target_threshold weight reduction' },
  'loss.JsdCrossEntropy': { role: 'loss', signature: '| num_splits alpha smoothing' },
  'loss.AsymmetricLossMultiLabel': { role: 'loss', signature: '| gamma_neg gamma_pos clip eps' },
  'optim.create_optimizer_v2': { role: 'optimizer', signature: OPTIMIZER_FACTORY },
  'optim.create_optimizer': { role: 'optimizer', signature: 'args model |' },
  'scheduler.create_scheduler': { role: 'scheduler', signature: 'args optimizer |' },
  'scheduler.create_scheduler_v2': { role: 'scheduler', signature: 'optimizer | sched num_epochs decay_epochs' },
  'scheduler.CosineLRScheduler': { role: 'scheduler', signature: SCHEDULE },
  'scheduler.PolyLRScheduler': { role: 'scheduler', signature: 'optimizer | t_initial power lr_min' },
  'scheduler.TanhLRScheduler': { role: 'scheduler', signature: 'optimizer | t_initial lb ub lr_min' },
  'scheduler.StepLRScheduler': {
    role: 'scheduler',
    signature: 'optimizer | decay_t decay_rate warmup_t warmup_lr_init',
  },
  'scheduler.MultiStepLRScheduler': { role: 'scheduler', signature: 'optimizer | decay_t decay_rate warmup_t' },
  'scheduler.PlateauLRScheduler': { role: 'scheduler', signature: 'optimizer | decay_rate patience_t threshold' },
  'utils.NativeScaler': { role: 'scaler', signature: '| device' },
  'utils.ApexScaler': { role: 'scaler', signature: '' },
  'utils.ModelEma': { role: 'ema', signature: 'model | decay device resume' },
  'utils.ModelEmaV2': { role: 'ema', signature: 'model | decay device', defaults: { decay: '0.9999' } },
  'utils.ModelEmaV3': { role: 'ema', signature: 'model | decay min_decay update_after_step use_warmup' },
  'utils.random_seed': { role: 'seed', signature: '| seed rank' },
  'utils.init_distributed_device': { role: 'parallel', signature: 'args |' },
  'utils.dispatch_clip_grad': { role: 'clip', signature: 'parameters | value mode norm_type' },
  'utils.CheckpointSaver': {
    role: 'save',
    signature:
      'model optimizer | args model_ema amp_scaler checkpoint_prefix recovery_prefix checkpoint_dir recovery_dir decreasing max_history',
  },
  'utils.accuracy': { role: 'metric', signature: 'output target | topk' },
};

export const TIMM_ENTRIES: Readonly<Record<string, LibraryEntry>> = Object.fromEntries(
  Object.entries(TIMM).map(([name, entry]) => [`timm.${name}`, entry]),
);
