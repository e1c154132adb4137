import { trainingFindings } from '../../findings/catalog/training.js';
import type { Finding } from '../../findings/finding.js';
import { type Act, isInLoop, isOff, type LoopScope } from '../../training/evidence/act.js';
import { layersOf } from '../../training/evidence/model-layers.js';
import { isModelCall, isSame, isWithoutGradients, type TrainingCode } from '../../training/evidence/training-code.js';
import type { TrainingRule } from './rule.js';

/** Layers that do something else in training than in evaluation. */
const MODAL = /^(?:Alpha|Feature\w*)?Dropout\d*d?$|^(?:Sync|Lazy)?BatchNorm\d*d?$/;

/** Libraries whose models have such layers, nearly all, and come in training mode. */
const MODAL_LIBRARIES = /^(?:torchvision\.models\.(?:\w+\.)*\w+|timm\.create_model|timm\.models\.\w+)$/;

const noEval: TrainingRule = {
  code: 'TRN-03',
  check: (code) =>
    evaluations(code).flatMap(({ call: act, loop }): Finding[] => {
      const layers = modalLayers(code, act);
      if (layers === undefined || isInEvaluation(code, act)) return [];
      return [trainingFindings.noEval({ model: nameOf(act), layers }, loop.site && act.place)];
    }),
};

/** What is put around a model and calls it. */
const WRAPPERS =
  /\.(?:DistributedDataParallel|DataParallel|FullyShardedDataParallel|convert_sync_batchnorm)$|^torch\.compile$/;

/** `Dropout and BatchNorm2d`; undefined when it has none, or that is not known. */
function modalLayers(code: TrainingCode, { call }: Act): string | undefined {
  const found = modelsBehind(code, call.receiver).map((model) => modalLayersOf(code, model));
  const [first] = found;
  return found.every((layers) => layers !== undefined) ? first : undefined;
}

function modalLayersOf(code: TrainingCode, model: Act['call']['receiver']): string | undefined {
  const layers = layersOf(model);
  if (layers) {
    const modal = layers.filter((name) => MODAL.test(name));
    return modal.length === 0 ? undefined : modal.slice(0, 3).join(' and ');
  }
  const makers = code.makersOf(model);
  const isKnown = makers.length > 0 && makers.every(({ path }) => MODAL_LIBRARIES.test(path));
  return isKnown ? 'dropout and batch norm' : undefined;
}

/** What it may be, without what is put around it and without `.to(device)`. */
function modelsBehind(
  code: TrainingCode,
  model: Act['call']['receiver'],
  depth = 0,
): readonly Act['call']['receiver'][] {
  const makers = code.makersOf(model);
  const inner = makers.flatMap(({ path, name, call }) =>
    WRAPPERS.test(path) ? [call.values[0]] : name === 'to' || name === 'cuda' ? [call.receiver] : [],
  );
  // One alternative that is no wrapper is looked at as it is, with all of them.
  if (inner.length === 0 || depth > 6) return [model];
  const plain =
    makers.length > inner.length
      ? makers.filter(({ path, name }) => !WRAPPERS.test(path) && name !== 'to' && name !== 'cuda')
      : [];
  return [...inner.flatMap((item) => modelsBehind(code, item, depth + 1)), ...plain.map(({ call }) => call.result)];
}

/** Somebody called `eval` before, and nobody `train` since. Whatever it was called on: a wrapper is a model, too. */
function isInEvaluation(code: TrainingCode, { call }: Act): boolean {
  const before = code.acts.filter(({ call: other }) => other.id < call.id);
  const evaluated = before.findLast((act) => isEval(act));
  const trained = before.findLast((act) => isTrain(act));
  return evaluated !== undefined && (trained === undefined || trained.call.id < evaluated.call.id);
}

function isEval({ name, call }: Act): boolean {
  if (name === 'eval') return call.receiver !== undefined;
  return name === 'train' && (call.values[0] === false || call.keywords?.get('mode') === false);
}

/** With a mode that is not known it may be either. */
function isTrain(act: Act): boolean {
  const { name, call } = act;
  const isPlain = call.values.length === 0 && !call.keywords?.size;
  return name === 'train' && call.receiver !== undefined && (isPlain || call.values[0] === true);
}

const withGradients: TrainingRule = {
  code: 'TRN-04',
  check: (code) =>
    code.says(/set_grad_enabled|requires_grad_\(False\)|requires_grad = False/)
      ? []
      : evaluations(code).flatMap(({ call: act }): Finding[] =>
          isWithoutGradients(act) ? [] : [trainingFindings.withGradients({ model: nameOf(act) }, act.place)],
        ),
};

interface Evaluation {
  readonly call: Act;
  readonly loop: LoopScope;
}

/** Calls of a model in loops over a loader in which nothing goes backward: the first of each loop. */
function evaluations(code: TrainingCode): readonly Evaluation[] {
  if (code.steps.length === 0) return [];
  const found = new Map<string, Evaluation>();
  for (const call of code.acts) {
    const [loop] = call.loops;
    if (!loop || loop.kind !== 'loop' || !isModelCall(call) || isOff(call) || !isTrainedModel(code, call)) continue;
    const key = `${loop.site.source.path}:${loop.site.start}`;
    if (found.has(key) || isTraining(code, call) || !code.loaderOf(loop)) continue;
    found.set(key, { call, loop });
  }
  return [...found.values()];
}

/** It is one of those that the steps call, too. */
function isTrainedModel(code: TrainingCode, { call }: Act): boolean {
  return code.acts.some(
    (act) =>
      isModelCall(act) &&
      code.steps.some((loop) => isInLoop(act, loop)) &&
      !isWithoutGradients(act) &&
      isSame(code, act.call.receiver, call.receiver),
  );
}

/** In one of the loops around it gradients are computed, or something learns. */
function isTraining(code: TrainingCode, { loops }: Act): boolean {
  const [inner] = loops;
  return code.acts.some(
    (act) =>
      inner !== undefined &&
      isInLoop(act, inner) &&
      (/^(?:backward|grad|vjp|jvp|manual_backward|update_bn|attack|perturb)$/.test(act.name) ||
        act.role === 'optimizer-step'),
  );
}

const noTrainAgain: TrainingRule = {
  code: 'TRN-05',
  check: (code) =>
    code.steps.flatMap((step): Finding[] => {
      const [epoch] = outerLoops(code, step);
      if (!epoch) return [];
      const inside = code.acts.filter((act) => isInLoop(act, epoch));
      if (inside.some(({ name }) => name === 'train')) return [];
      const model = inside.find((act) => isModelCall(act) && isInLoop(act, step) && !isWithoutGradients(act));
      const evaluated = inside.find(
        (act) =>
          act.name === 'eval' &&
          !isOff(act) &&
          !isInLoop(act, step) &&
          isSame(code, act.call.receiver, model?.call.receiver),
      );
      if (!model || !evaluated || modalLayers(code, model) === undefined) return [];
      return [
        trainingFindings.noTrainAgain({ model: nameOf(model), evaluated: evaluated.place.line }, evaluated.place),
      ];
    }),
};

/** Loops around a loop, innermost first. */
function outerLoops(code: TrainingCode, loop: LoopScope): readonly LoopScope[] {
  const act = code.acts.find((item) => isInLoop(item, loop));
  const at = act?.loops.findIndex(({ id }) => id === loop.id) ?? -1;
  return act?.loops.slice(at + 1).filter(({ kind }) => kind === 'loop') ?? [];
}

/** As it is called in the script: `model`. */
function nameOf({ call }: Act): string {
  const { source, start, end } = call.site;
  return /^[\w.]+(?=\()/.exec(source.text.slice(start, end))?.[0] ?? 'The model';
}

export const evaluatingRules: readonly TrainingRule[] = [noEval, withGradients, noTrainAgain];
