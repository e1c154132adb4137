import { isKind } from '../../../python/values/make.js';
import { type Builder, type Layer, through } from '../layer.js';
import { isModule } from '../module-state.js';
import { chooseReduction } from '../reduction.js';

/** Class, function of `functional`, parameters of the class, inputs of forward. Weights among them are buffers. */
const ROWS: readonly (readonly [string, string, string, string?])[] = [
  ['L1Loss', 'l1_loss', ''],
  ['MSELoss', 'mse_loss', ''],
  ['SmoothL1Loss', 'smooth_l1_loss', 'beta=1.0'],
  ['HuberLoss', 'huber_loss', 'delta=1.0'],
  ['KLDivLoss', 'kl_div', 'log_target=False'],
  ['PoissonNLLLoss', 'poisson_nll_loss', 'log_input=True, full=False, eps=1e-8'],
  ['GaussianNLLLoss', 'gaussian_nll_loss', 'full=False, eps=1e-6', 'input, target, var'],
  ['HingeEmbeddingLoss', 'hinge_embedding_loss', 'margin=1.0'],
  ['SoftMarginLoss', 'soft_margin_loss', ''],
  ['MultiLabelMarginLoss', 'multilabel_margin_loss', ''],
  ['CosineEmbeddingLoss', 'cosine_embedding_loss', 'margin=0.0', 'input1, input2, target'],
  ['MarginRankingLoss', 'margin_ranking_loss', 'margin=0.0', 'input1, input2, target'],
  ['TripletMarginLoss', 'triplet_margin_loss', 'margin=1.0, p=2.0, eps=1e-6, swap=False', 'anchor, positive, negative'],
  ['CTCLoss', 'ctc_loss', 'blank=0', 'log_probs, targets, input_lengths, target_lengths'],
  ['CrossEntropyLoss', 'cross_entropy', 'weight=None'],
  ['NLLLoss', 'nll_loss', 'weight=None'],
  ['NLLLoss2d', 'nll_loss', 'weight=None'],
  ['BCELoss', 'binary_cross_entropy', 'weight=None'],
  ['BCEWithLogitsLoss', 'binary_cross_entropy_with_logits', 'weight=None'],
  ['MultiLabelSoftMarginLoss', 'multilabel_soft_margin_loss', 'weight=None'],
  ['MultiMarginLoss', 'multi_margin_loss', 'p=1, margin=1.0, weight=None'],
];

const LOSS_TAILS: Readonly<Record<string, string>> = {
  CrossEntropyLoss:
    "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0",
  NLLLoss: "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'",
  BCEWithLogitsLoss: "weight=None, size_average=None, reduce=None, reduction='mean', pos_weight=None",
  CTCLoss: "blank=0, reduction='mean', zero_infinity=False",
  HuberLoss: "reduction='mean', delta=1.0",
  SmoothL1Loss: "size_average=None, reduce=None, reduction='mean', beta=1.0",
  KLDivLoss: "size_average=None, reduce=None, reduction='mean', log_target=False",
  PoissonNLLLoss: "log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction='mean'",
  GaussianNLLLoss: "*, full=False, eps=1e-6, reduction='mean'",
};

function lossRow([name, functional, own, inputs = 'input, target']: (typeof ROWS)[number]): Layer {
  const tail = own === '' ? '' : `${own}, `;
  const signature = LOSS_TAILS[name] ?? `${tail}size_average=None, reduce=None, reduction='mean'`;
  const buffers = ['weight', 'pos_weight'].filter((item) => signature.includes(`${item}=`));
  return {
    name,
    file: 'loss',
    base: buffers.length > 0 ? '_WeightedLoss' : '_Loss',
    signature,
    build: (builder) => {
      if (signature.includes('reduce=')) settleReduction(builder);
      for (const item of buffers) moveToBuffers(builder, item);
    },
    forward: through(functional, 'reduction', inputs),
  };
}

/** `size_average` and `reduce` decide it before `reduction` does. */
function settleReduction(builder: Builder): void {
  const [average, reduce] = [builder.get('size_average'), builder.get('reduce')];
  builder.set('reduction', chooseReduction(average, reduce, builder.get('reduction')));
}

function moveToBuffers({ instance, get }: Builder, item: string): void {
  const entries = instance.attributes.get('_buffers');
  instance.attributes.delete(item);
  if (isKind(entries, 'dict')) entries.entries.set(item, [item, get(item)]);
}

/** What measures the distance may be a module with parameters of its own. */
const byDistance: Layer = {
  name: 'TripletMarginWithDistanceLoss',
  file: 'loss',
  base: '_Loss',
  isLeaf: false,
  signature: "*, distance_function=None, margin=1.0, swap=False, reduction='mean'",
  build: (builder) => {
    const given = builder.get('distance_function');
    if (given === null) builder.child('distance_function', builder.make('PairwiseDistance', []));
    else if (isModule(given)) builder.child('distance_function', given);
  },
  forward: through(
    'triplet_margin_with_distance_loss',
    'distance_function swap reduction',
    'anchor, positive, negative',
  ),
};

export const LOSSES: readonly Layer[] = [
  {
    name: '_Loss',
    file: 'loss',
    signature: "size_average=None, reduce=None, reduction='mean'",
    build: settleReduction,
  },
  {
    name: '_WeightedLoss',
    file: 'loss',
    base: '_Loss',
    signature: "weight=None, size_average=None, reduce=None, reduction='mean'",
    build: (builder) => {
      settleReduction(builder);
      moveToBuffers(builder, 'weight');
    },
  },
  ...ROWS.map(lossRow),
  byDistance,
];
