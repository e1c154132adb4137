import { isKind } from '../../python/values/make.js';
import type { Role } from '../pipeline.js';
import type { RecordedCall } from '../record/program.js';
import { type LibraryEntry, lookUpLibrary } from './library.js';
import { readParameterNames } from './parameter-names.js';
import { type Recognised, recogniseClass, titleOf } from './recognise-class.js';
import { recogniseMethod } from './recognise-method.js';
import { recogniseStore } from './recognise-store.js';
import { functionAround } from './source-names.js';

/** Undefined: it is nothing that a picture of the training shows. */
export function recogniseCall(call: RecordedCall): Recognised | undefined {
  if (call.path.endsWith('=')) return recogniseStore(call);
  const library = lookUpLibrary(call.path);
  if (library)
    return {
      role: library.role,
      title: titleOf(library.path),
      path: library.path,
      entry: library,
    };
  if (isKind(call.callee, 'class')) return recogniseClass(call, call.callee);
  if (isKind(call.callee, 'native') && LOSSES.has(call.name)) {
    return { role: 'loss', title: call.name, path: `torch.nn.functional.${call.name}`, entry: LOSS };
  }
  if (isKind(call.callee, 'function')) return recogniseFunction(call);
  return recogniseMethod(call);
}

const LOSS: LibraryEntry = {
  role: 'loss',
  signature: 'input target | weight size_average ignore_index reduce reduction label_smoothing',
};

/** Of `torch.nn.functional`. */
const LOSSES: ReadonlySet<string> = new Set(
  (
    'cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy ' +
    'binary_cross_entropy_with_logits kl_div ctc_loss poisson_nll_loss gaussian_nll_loss cosine_embedding_loss ' +
    'margin_ranking_loss hinge_embedding_loss multi_margin_loss soft_margin_loss triplet_margin_loss multilabel_soft_margin_loss'
  ).split(' '),
);

/** Functions of the program by their names; what they do is seen inside of them. */
const FUNCTIONS: readonly (readonly [RegExp, Role])[] = [
  [/accura|metric|(?:^|_)(?:iou|miou|dice|f1|bleu|rouge|psnr|topk)(?:_|$)/i, 'metric'],
  [/(?:^|_)ema(?:_|$)/i, 'ema'],
  [/^(?:get|next|sample|load|make|fetch|random)_?\w*batch(?:es)?$/i, 'loader'],
];

function recogniseFunction(call: RecordedCall): Recognised | undefined {
  const { name, callee, within } = call;
  if (within.length > 0 || !isKind(callee, 'function')) return undefined;
  const role = FUNCTIONS.find(([pattern]) => pattern.test(name))?.[1];
  // A helper of one that is told of already.
  if (!role || FUNCTIONS.some(([pattern, own]) => own === role && pattern.test(functionAround(call)))) return undefined;
  return { role, title: name, entry: { role, signature: readParameterNames(callee, 0) } };
}
