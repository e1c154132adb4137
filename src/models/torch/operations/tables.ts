import type { Operation } from '../call.js';
import { PRODUCTS } from './compute.js';
import { CREATION_METHODS, CREATIONS } from './create.js';
import { FUNCTIONAL } from './functional.js';
import { JOINS, SPLIT_METHOD, SPLITS } from './join.js';
import { POINTWISE, WHERE_METHOD } from './pointwise.js';
import { REDUCTIONS } from './reduce.js';
import { SELECTIONS } from './select.js';
import { RESHAPE_FUNCTION, VIEW_METHODS, VIEWS } from './view.js';

const SHARED: readonly Operation[] = [...POINTWISE, ...REDUCTIONS, ...VIEWS, ...SPLITS, ...SELECTIONS, ...PRODUCTS];

/** Later rows of the same name win. */
function distinct(...tables: readonly (readonly Operation[])[]): readonly Operation[] {
  return [...new Map(tables.flat().map((operation) => [operation.name, operation])).values()];
}

const NOT_METHODS = new Set([
  'cosine_similarity',
  'pairwise_distance',
  'pixel_shuffle',
  'einsum',
  'cartesian_prod',
  'dropout',
]);

/** `torch.Tensor.*` */
export const TENSOR_OPERATIONS = distinct(
  SHARED.filter(({ name }) => !NOT_METHODS.has(name)),
  VIEW_METHODS,
  CREATION_METHODS,
  [WHERE_METHOD, SPLIT_METHOD],
);

const ALSO_IN_TORCH = new Set(
  FUNCTIONAL.map(({ name }) => name).filter((name) =>
    /^(conv|max_pool|avg_pool1d|adaptive_avg_pool1d|bilinear|embedding|celu|rms_norm|grid_sampler|batch_norm|instance_norm|binary_cross_entropy_with_logits|cosine_embedding_loss|ctc_loss|margin_ranking_loss|triplet_margin_loss|hinge_embedding_loss|poisson_nll_loss|hardshrink)/.test(
      name,
    ),
  ),
);

/** `torch.*` */
export const TORCH_OPERATIONS = distinct(
  SHARED,
  JOINS,
  CREATIONS,
  [RESHAPE_FUNCTION],
  FUNCTIONAL.filter(({ name }) => ALSO_IN_TORCH.has(name)),
);

const ALSO_FUNCTIONAL = new Set(
  'relu sigmoid tanh softmax log_softmax celu selu rrelu threshold dropout alpha_dropout prelu group_norm layer_norm pixel_shuffle pixel_unshuffle channel_shuffle native_channel_shuffle cosine_similarity pairwise_distance'.split(
    ' ',
  ),
);

/** `torch.nn.functional.*` */
export const FUNCTIONAL_OPERATIONS = distinct(
  SHARED.filter(({ name }) => ALSO_FUNCTIONAL.has(name)),
  FUNCTIONAL,
);
