import { isContinuous } from './dtypes.js';
import type { TensorRole } from './model-file.js';

/**
 * Names that layers give to buffers: the statistics of BatchNorm (torch `nn/modules/batchnorm.py`), tables of positions and
 * masks (transformers, timm, torchvision), observers of quantization (torch `ao/quantization`).
 */
const BUFFER_NAMES: ReadonlySet<string> = new Set(
  (
    'running_mean running_var num_batches_tracked inv_freq freqs_cis position_ids token_type_ids masked_bias attn_mask ' +
    'relative_position_index relative_coords_table relative_position_bias_table_index causal_mask anchor_grid ' +
    'fake_quant_enabled observer_enabled min_val max_val eps zero_point weight_u weight_v initted cluster_size embed_avg'
  ).split(' '),
);

/** Of these names are parameters, and quantized ones are integers. */
const PARAMETER_NAMES = /^(?:weight|bias|qweight|qzeros|g_idx|packed|absmax|quant_map|weight_packed)\b/;

/** What a tensor of a model most likely is, where the file does not say. */
export function guessRole(name: string, dtype: string): TensorRole {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (BUFFER_NAMES.has(last)) return 'buffer';
  if (dtype === 'unknown' || /^q?u?int/.test(dtype)) return PARAMETER_NAMES.test(last) ? 'unknown' : 'buffer';
  return isContinuous(dtype) ? 'parameter' : 'buffer';
}

const OPTIMIZER = /(?:^|[_.-])(?:optim(?:izer)?s?|opt|adam[w]?|sgd|grad_?scaler|scaler|lr_?schedulers?)(?:[_.-]|\d|$)/i;
const AVERAGE = /(?:^|[_.-])(?:ema|swa|averaged?|shadow(?:_params)?|polyak)(?:[_.-]|$)/i;

/** What the keys on the way to a state dict say about it; undefined: it is the model's. */
export function roleOfSection(path: readonly string[]): 'optimizer' | 'average' | undefined {
  if (path.some((key) => OPTIMIZER.test(key))) return 'optimizer';
  return path.some((key) => AVERAGE.test(key)) ? 'average' : undefined;
}
