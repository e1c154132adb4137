import type { Call, Operation } from '../call.js';
import type { Dimension } from '../dimension.js';
import { broadcastShapes } from '../shapes/broadcast.js';

/** Losses: a number, or with `reduction='none'` one for each element of the (broadcast) inputs. */
function loss(name: string, signature: string, each: (call: Call) => readonly Dimension[]): Operation {
  return {
    name,
    signature,
    run: (call) => {
      const first = signature.split(',')[0] ?? 'input';
      const dtype = call.tensor(first).dtype;
      const reduction = call.get('reduction');
      return reduction === 'none' ? { shape: each(call), dtype } : { shape: [], dtype };
    },
  };
}

const TAIL = "size_average=None, reduce=None, reduction='mean'";
const both = (call: Call): readonly Dimension[] =>
  broadcastShapes(call, call.ranked('input').shape, call.ranked('target').shape);
const ofTarget = (call: Call): readonly Dimension[] => call.ranked('target').shape;
const ofClasses = (call: Call): readonly Dimension[] => {
  const { shape } = call.ranked('input');
  const target = call.ranked('target').shape;
  return target.length === shape.length ? [...shape.slice(0, 1), ...shape.slice(2)] : target;
};
const ofBatch =
  (name: string) =>
  (call: Call): readonly Dimension[] =>
    call.ranked(name).shape.slice(0, 1);

/** `torch.nn.functional.*_loss` and their like. */
export const LOSSES: readonly Operation[] = [
  loss(
    'cross_entropy',
    `input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0`,
    ofClasses,
  ),
  loss(
    'nll_loss',
    `input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'`,
    ofTarget,
  ),
  loss('mse_loss', `input, target, ${TAIL}`, both),
  loss('l1_loss', `input, target, ${TAIL}`, both),
  loss('smooth_l1_loss', `input, target, ${TAIL}, beta=1.0`, both),
  loss('huber_loss', `input, target, reduction='mean', delta=1.0`, both),
  loss('kl_div', `input, target, ${TAIL}, log_target=False`, both),
  loss('binary_cross_entropy', `input, target, weight=None, ${TAIL}`, ofTarget),
  loss('binary_cross_entropy_with_logits', `input, target, weight=None, ${TAIL}, pos_weight=None`, ofTarget),
  loss(
    'poisson_nll_loss',
    `input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction='mean'`,
    both,
  ),
  loss('gaussian_nll_loss', `input, target, var, full=False, eps=1e-6, reduction='mean'`, both),
  loss('hinge_embedding_loss', `input, target, margin=1.0, ${TAIL}`, both),
  loss('soft_margin_loss', `input, target, ${TAIL}`, both),
  loss('multilabel_margin_loss', `input, target, ${TAIL}`, ofBatch('input')),
  loss('multilabel_soft_margin_loss', `input, target, weight=None, ${TAIL}`, ofBatch('input')),
  loss('multi_margin_loss', `input, target, p=1, margin=1.0, weight=None, ${TAIL}`, ofBatch('input')),
  loss('cosine_embedding_loss', `input1, input2, target, margin=0, ${TAIL}`, ofTarget),
  loss('margin_ranking_loss', `input1, input2, target, margin=0, ${TAIL}`, ofTarget),
  loss(
    'triplet_margin_loss',
    `anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, ${TAIL}`,
    ofBatch('anchor'),
  ),
  loss(
    'triplet_margin_with_distance_loss',
    `anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean'`,
    ofBatch('anchor'),
  ),
  loss(
    'ctc_loss',
    `log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False`,
    (call) => call.ranked('log_probs').shape.slice(1, 2),
  ),
];
