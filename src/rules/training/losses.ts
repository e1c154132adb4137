import { trainingFindings } from '../../findings/catalog/training.js';
import type { Finding } from '../../findings/finding.js';
import type { Act } from '../../training/evidence/act.js';
import { functionOf, lastLayerOf } from '../../training/evidence/model-layers.js';
import { isModelCall, type TrainingCode } from '../../training/evidence/training-code.js';
import type { TrainingRule } from './rule.js';

type Activation = 'softmax' | 'sigmoid' | 'log_softmax';

/** Losses that apply it themselves. */
const OWN_ACTIVATION: Readonly<Record<string, Activation>> = {
  CrossEntropyLoss: 'softmax',
  cross_entropy: 'softmax',
  BCEWithLogitsLoss: 'sigmoid',
  binary_cross_entropy_with_logits: 'sigmoid',
};

const LOG_LOSSES: ReadonlySet<string> = new Set(['NLLLoss', 'nll_loss']);

/** What functions and layers do to their argument. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  softmax: 'softmax',
  Softmax: 'softmax',
  sigmoid: 'sigmoid',
  Sigmoid: 'sigmoid',
  log_softmax: 'log_softmax',
  LogSoftmax: 'log_softmax',
};

/** Layers that are certainly no logarithm of a probability. */
const NO_LOGARITHM = /^(?:Linear|LazyLinear|Softmax|Conv\dd|ReLU|softmax)$/;

const normalisedTwice: TrainingRule = {
  code: 'TRN-16',
  check: (code) =>
    lossesOf(code).flatMap(({ act, loss }): Finding[] => {
      const wanted = own(OWN_ACTIVATION, loss);
      const last = lastStepOf(code, act);
      if (wanted === undefined || last === undefined || own(ACTIVATIONS, last) !== wanted) return [];
      return [trainingFindings.normalisedTwice({ loss, activation: last }, act.place)];
    }),
};

const noLogarithm: TrainingRule = {
  code: 'TRN-23',
  check: (code) =>
    lossesOf(code).flatMap(({ act, loss }): Finding[] => {
      const last = LOG_LOSSES.has(loss) ? lastStepOf(code, act) : undefined;
      return last !== undefined && NO_LOGARITHM.test(last)
        ? [trainingFindings.noLogarithm({ loss, last }, act.place)]
        : [];
    }),
};

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

interface LossCall {
  readonly act: Act;
  readonly loss: string;
}

/** `F.cross_entropy(…)` and calls of what `nn.CrossEntropyLoss()` made, each place once. */
function lossesOf(code: TrainingCode): readonly LossCall[] {
  const found = code.acts.flatMap((act): LossCall[] => {
    if (act.call.values.length === 0) return [];
    const loss = act.name === '' ? /^torch\.nn\.modules\.loss\.(\w+)\(\)$/.exec(act.path)?.[1] : act.name;
    return loss !== undefined && (own(OWN_ACTIVATION, loss) || LOG_LOSSES.has(loss)) && !/^[A-Z]/.test(act.name)
      ? [{ act, loss }]
      : [];
  });
  const keyOf = ({ place }: Act): string => `${place.file}:${place.line}:${place.column}`;
  return found.filter(({ act }, at) => found.findIndex((other) => keyOf(other.act) === keyOf(act)) === at);
}

/** The function or layer whose result is the first argument; undefined when that is not certain. */
function lastStepOf(code: TrainingCode, { call }: Act): string | undefined {
  const [first] = call.arguments;
  const written = first && functionOf(first.site.source.text.slice(first.site.start, first.site.end));
  if (written !== undefined) return written;
  const [made, ...others] = code.makersOf(call.values[0]);
  if (!made || others.length > 0) return undefined;
  if (own(ACTIVATIONS, made.name)) return made.name;
  return isModelCall(made) ? lastLayerOf(made.call.receiver) : undefined;
}

export const lossRules: readonly TrainingRule[] = [normalisedTwice, noLogarithm];
