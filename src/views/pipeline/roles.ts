import type { Role } from '../../training/pipeline.js';
import type { DiagramNodeKind } from '../diagram.js';
import type { LabelKey } from '../labels.js';

/** How the elements of a role become boxes in the usual picture; at depth 3 each has its own. */
export type Folding =
  /** A box each. */
  | { readonly kind: 'own' }
  /** All of one loop in one box. */
  | { readonly kind: 'together' }
  /** Part of the box that it belongs to; a box of its own where there is none. */
  | { readonly kind: 'joins'; readonly role: Role }
  /** Said by others: where a device is known, the transfer to it says so. */
  | { readonly kind: 'hidden' };

export interface RoleRow {
  readonly box: DiagramNodeKind;
  readonly word: LabelKey;
  /** True when what the script calls it says more than the role: `AdamW`, not `backward`. */
  readonly isNamed: boolean;
  readonly folding: Folding;
  /** Names of settings that matter, the first ones most. */
  readonly settings: readonly string[];
}

const OWN: Folding = { kind: 'own' };
const TOGETHER: Folding = { kind: 'together' };

function row(
  box: DiagramNodeKind,
  word: LabelKey,
  name: 'named' | 'plain',
  folding: Folding,
  settings: string,
): RoleRow {
  return { box, word, isNamed: name === 'named', folding, settings: settings.split(' ').filter(Boolean) };
}

export const ROLE_ROWS: Readonly<Record<Role, RoleRow>> = {
  dataset: row('dataset', 'dataset', 'named', OWN, 'root path name data_files data_dir split train length size'),
  transforms: row('layer', 'transforms', 'plain', OWN, ''),
  sampler: row('layer', 'sampler', 'named', OWN, 'shuffle num_samples replacement num_replicas seed drop_last'),
  collate: row('layer', 'collate', 'named', { kind: 'joins', role: 'loader' }, 'mlm mlm_probability max_length'),
  loader: row(
    'loader',
    'loader',
    'named',
    OWN,
    'batch_size shuffle num_workers pin_memory drop_last persistent_workers prefetch_factor',
  ),
  model: row('module', 'trainedModel', 'named', OWN, 'weights pretrained pretrained_model_name_or_path num_classes'),
  freeze: row('layer', 'freeze', 'plain', TOGETHER, ''),
  device: row('gpu', 'device', 'plain', { kind: 'hidden' }, 'device'),
  transfer: row('gpu', 'transfer', 'plain', TOGETHER, 'device non_blocking'),
  compile: row('gpu', 'compile', 'plain', TOGETHER, 'mode backend fullgraph dynamic'),
  precision: row('gpu', 'precision', 'named', TOGETHER, 'dtype enabled precision device_type'),
  parallel: row(
    'gpu',
    'parallel',
    'named',
    TOGETHER,
    'backend strategy launcher nodes nproc_per_node processes devices num_nodes no_sync find_unused_parameters',
  ),
  loss: row('step', 'loss', 'named', OWN, 'label_smoothing ignore_index weight pos_weight reduction'),
  scaler: row('gpu', 'scaler', 'named', { kind: 'joins', role: 'precision' }, 'enabled init_scale'),
  backward: row('step', 'backward', 'plain', TOGETHER, 'retain_graph create_graph'),
  accumulation: row('step', 'accumulation', 'plain', TOGETHER, 'steps gradient_accumulation_steps'),
  clip: row('step', 'clip', 'plain', TOGETHER, 'max_norm clip_value norm_type'),
  optimizer: row('optimizer', 'optimizer', 'named', OWN, 'lr weight_decay momentum betas fused nesterov eps'),
  'optimizer-step': row('optimizer', 'optimizerStep', 'plain', { kind: 'joins', role: 'optimizer' }, ''),
  'zero-grad': row('step', 'zeroGrad', 'plain', { kind: 'joins', role: 'optimizer' }, 'set_to_none'),
  scheduler: row(
    'optimizer',
    'scheduler',
    'named',
    OWN,
    'step_size milestones gamma T_max eta_min max_lr total_steps epochs T_0 patience factor num_warmup_steps num_training_steps warmup_epochs lr_lambda',
  ),
  'scheduler-step': row('optimizer', 'schedulerStep', 'plain', { kind: 'joins', role: 'scheduler' }, ''),
  ema: row('optimizer', 'ema', 'named', OWN, 'decay momentum'),
  evaluation: row('report', 'evaluation', 'named', TOGETHER, ''),
  metric: row('report', 'metric', 'named', TOGETHER, 'task num_classes top_k'),
  logging: row('report', 'logging', 'named', TOGETHER, 'project log_dir name'),
  save: row('checkpoint', 'save', 'plain', TOGETHER, 'every_n_epochs monitor save_top_k save_strategy save_steps'),
  resume: row('checkpoint', 'resume', 'plain', TOGETHER, 'weights_only'),
  export: row('checkpoint', 'export', 'named', TOGETHER, 'opset_version dynamo'),
  seed: row('layer', 'seed', 'plain', TOGETHER, 'seed'),
  profiler: row('report', 'profiler', 'named', TOGETHER, ''),
};

/** What a first look needs: the main way. */
export const MAIN_ROLES: ReadonlySet<Role> = new Set(['dataset', 'loader', 'model', 'loss', 'optimizer']);

/** The way of a batch through a step, in order. */
export const STEP_ROLES: readonly Role[] = [
  'transfer',
  'model',
  'loss',
  'backward',
  'accumulation',
  'clip',
  'optimizer',
  'optimizer-step',
];

/** The way of a batch where the model is only measured. */
export const EVALUATION_ROLES: readonly Role[] = ['transfer', 'model', 'loss', 'metric'];
