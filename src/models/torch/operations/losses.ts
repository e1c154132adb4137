import type { Value } from '../../../python/values/value.js';
import { type Call, type Operation, rankedOf } from '../call.js';
import type { Dimension } from '../dimension.js';
import { chooseReduction } from '../reduction.js';
import { broadcastShapes } from '../shapes/broadcast.js';
import type { TensorFacts } from '../tensor.js';

type Shape = readonly Dimension[];

/** Losses: a number, or with `reduction='none'` one for each element of the (broadcast) inputs. */
function loss(name: string, signature: string, each: (call: Call) => Shape): Operation {
  return {
    name,
    signature,
    run: (call) => {
      const first = signature.split(',')[0] ?? 'input';
      const dtype = call.tensor(first).dtype;
      return { shape: isReduced(call, signature) ? [] : each(call), dtype };
    },
  };
}

const REDUCTIONS: ReadonlySet<Value> = new Set<Value>(['mean', 'sum', 'batchmean']);

function isReduced(call: Call, signature: string): boolean {
  const isOld = signature.includes('reduce=');
  const [average, reduce] = isOld ? [call.get('size_average'), call.get('reduce')] : [null, null];
  const reduction = chooseReduction(average, reduce, call.get('reduction'));
  // `torch.*` has losses, too, that take a number here
  if (typeof reduction === 'number' || typeof average === 'number') return call.refuse('a reduction by its number');
  if (reduction === 'none' || REDUCTIONS.has(reduction)) return reduction !== 'none';
  return call.machine.raise('ValueError', `${String(reduction)} is not a valid value for reduction`);
}

const TAIL = "size_average=None, reduce=None, reduction='mean'";
const both = (call: Call): Shape => broadcastShapes(call, call.ranked('input').shape, call.ranked('target').shape);
const ofTarget = (call: Call): Shape => call.ranked('target').shape;
const ofClasses = (call: Call): Shape => {
  const { shape } = call.ranked('input');
  const target = call.ranked('target').shape;
  if (target.length !== shape.length) return target;
  return shape.length === 1 ? [] : [...shape.slice(0, 1), ...shape.slice(2)];
};
/** One for each of what the last axis holds. */
const ofLast =
  (name: string) =>
  (call: Call): Shape =>
    call.ranked(name).shape.slice(0, -1);

/** What measures the distance is called, whatever comes of it: it may be a module. */
const byDistance: Operation = {
  name: 'triplet_margin_with_distance_loss',
  signature: "anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean'",
  run: (call) => {
    const { machine } = call;
    const given = call.get('distance_function');
    const measure = given ?? machine.getAttribute(machine.import('torch.nn.functional'), 'pairwise_distance');
    const between = (a: string, b: string): TensorFacts =>
      call.facts(machine.call(measure, [call.get(a), call.get(b)]));
    const distances = [between('anchor', 'positive'), between('anchor', 'negative')];
    if (call.flag('swap')) distances.push(between('positive', 'negative'));
    const { dtype } = call.tensor('anchor');
    if (isReduced(call, byDistance.signature)) return { shape: [], dtype };
    const shapes = distances.map((distance) => rankedOf(distance).shape);
    return { shape: shapes.reduce((one, other) => broadcastShapes(call, one, other)), dtype };
  },
};

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
  loss('multilabel_margin_loss', `input, target, ${TAIL}`, ofLast('input')),
  loss('multilabel_soft_margin_loss', `input, target, weight=None, ${TAIL}`, ofLast('input')),
  loss('multi_margin_loss', `input, target, p=1, margin=1.0, weight=None, ${TAIL}`, ofTarget),
  loss('cosine_embedding_loss', `input1, input2, target, margin=0, ${TAIL}`, ofTarget),
  loss('margin_ranking_loss', `input1, input2, target, margin=0, ${TAIL}`, ofTarget),
  loss(
    'triplet_margin_loss',
    `anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, ${TAIL}`,
    ofLast('anchor'),
  ),
  byDistance,
  loss(
    'ctc_loss',
    `log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False`,
    (call) => call.ranked('log_probs').shape.slice(1, -1),
  ),
];
