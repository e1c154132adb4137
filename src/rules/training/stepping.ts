import { trainingFindings } from '../../findings/catalog/training.js';
import type { Finding } from '../../findings/finding.js';
import { type Act, isInLoop, isOff, type LoopScope } from '../../training/evidence/act.js';
import {
  givenTo,
  guardsOnTheWay,
  isInEachRound,
  isOfModel,
  speaksOfGpu,
  type TrainingCode,
} from '../../training/evidence/training-code.js';
import type { TrainingRule } from './rule.js';

const schedulerFirst: TrainingRule = {
  code: 'TRN-06',
  check: (code) =>
    code.ofRole('scheduler-step').flatMap((act): Finding[] => {
      const [loop] = act.loops;
      const { call } = act;
      if (!loop || call.values.length > 0 || call.keywords?.size || call.more || isOff(act)) return [];
      const optimizers = code
        .makersOf(call.receiver)
        .flatMap((scheduler) => givenTo(scheduler).flatMap((value) => code.makersOf(value)));
      const steps = code
        .ofRole('optimizer-step')
        .filter((step) => isInLoop(step, loop) && stepsOne(code, step, optimizers));
      const [first] = steps;
      if (!first || steps.some((step) => step.call.id < call.id)) return [];
      if (!isInEachRound(code, act, loop) || optimizers.length === 0) return [];
      const optimizerLine = first.place.line;
      return [trainingFindings.schedulerFirst({ scheduler: schedulerName(code, act), optimizerLine }, act.place)];
    }),
};

function schedulerName(code: TrainingCode, act: Act): string {
  return code.makersOf(act.call.receiver)[0]?.name ?? 'The scheduler';
}

/** `optimizer.step()` or `scaler.step(optimizer)` of one of these. */
function stepsOne(code: TrainingCode, step: Act, optimizers: readonly Act[]): boolean {
  return [step.call.receiver, ...givenTo(step)].some((value) =>
    code.makersOf(value).some((maker) => maker.role === 'optimizer' && optimizers.includes(maker)),
  );
}

const schedulerNever: TrainingRule = {
  code: 'TRN-07',
  check: (code) => {
    if (!code.isWhole || code.steps.length === 0 || code.pipeline.style !== 'plain') return [];
    return code.ofRole('scheduler').flatMap((scheduler): Finding[] => {
      if (isOff(scheduler) || !scheduler.path.startsWith('torch.optim.lr_scheduler.')) return [];
      return isEverUsed(code, scheduler)
        ? []
        : [trainingFindings.schedulerNever({ scheduler: scheduler.name }, scheduler.place)];
    });
  },
};

/** It steps, or is given to something that may step it; or something steps of which it is not known what it is. */
function isEverUsed(code: TrainingCode, scheduler: Act): boolean {
  return (
    code.acts.some((act) => {
      if (act.name === 'step') {
        const makers = code.makersOf(act.call.receiver);
        if (makers.length === 0 || makers.includes(scheduler)) return true;
      }
      return act !== scheduler && givenTo(act).some((value) => code.makersOf(value).includes(scheduler));
    }) || code.says(/(?:scheduler|sched)\w*(?:\[\w+\])?\.step\(|lr_schedulers?\.step\(/)
  );
}

const noZeroGrad: TrainingRule = {
  code: 'TRN-08',
  check: (code) => {
    if (code.says(/zero_grad|\.grad\s*=|\.grad\.(?:zero_|data|fill_)|set_to_none/) || code.pipeline.style !== 'plain')
      return [];
    return code.steps.flatMap((loop): Finding[] => {
      const step = code.ofRole('optimizer-step').find((act) => isInLoop(act, loop) && !isOff(act));
      const made = [step?.call.receiver, ...(step ? givenTo(step) : [])]
        .flatMap((value) => code.makersOf(value))
        .find(({ role, path }) => role === 'optimizer' && path.startsWith('torch.optim.'));
      return step && made ? [trainingFindings.noZeroGrad({ optimizer: made.name }, step.place)] : [];
    });
  },
};

/** The names of a loss and of what is computed from it: only names that go backward in the same function are sure. */
const lossKept: TrainingRule = {
  code: 'TRN-13',
  check: (code) => {
    const seen = new Set<string>();
    return code.steps.flatMap((loop) => {
      const backward = code.acts.filter((act) => act.name === 'backward' && isInLoop(act, loop));
      return backward.flatMap(({ call: { site } }) => {
        const name = /^(\w+)\.backward\(/.exec(site.source.text.slice(site.start, site.end))?.[1];
        const own = code.syntax.functionAt(site) ?? { source: site.source, start: 0, end: site.source.text.length };
        const text = site.source.text.slice(own.start, own.end);
        if (name === undefined || isNumberLater(text, name)) return [];
        return code.syntax.keptIn(own).flatMap((kept): Finding[] => {
          const key = `${kept.place.file}:${kept.place.line}`;
          if (kept.value !== name || seen.has(key) || !isSum(text, kept.target, kept.how)) return [];
          if (
            !isInText(loop, kept.site) ||
            code.syntax.contextsOf(kept.site).some((context) => /grad|inference/.test(context))
          )
            return [];
          seen.add(key);
          return [trainingFindings.lossKept({ target: kept.target, loss: name, how: kept.how }, kept.place)];
        });
      });
    });
  },
};

/** The name is bound to a plain number somewhere: then it may be one where it is kept. */
function isNumberLater(text: string, name: string): boolean {
  return new RegExp(
    String.raw`\b${name}\s*=[^=\n]*(?:\.item\(|\.detach|float\(|\.data\b|\.tolist\(|reduce|gather)`,
  ).test(text);
}

/** It starts from a number or an empty list, and does not go backward itself. */
function isSum(text: string, target: string, how: '+=' | 'append'): boolean {
  const escaped = target.replaceAll(/[^\w]/g, String.raw`\$&`);
  const start = how === '+=' ? String.raw`(?:0|0\.0?|\.0)` : String.raw`(?:\[\]|list\(\))`;
  const isStarted = new RegExp(String.raw`(?:^|[\s,;])${escaped}\s*=\s*${start}\s*(?:#.*)?$`, 'm').test(text);
  return (
    isStarted &&
    !new RegExp(
      String.raw`\b${escaped}(?:\.backward|\.detach|\s*=\s*${escaped})|(?:stack|sum|cat|mean)\(${escaped}\)`,
    ).test(text)
  );
}

function isInText(
  { site }: LoopScope,
  place: { readonly source: unknown; readonly start: number; readonly end: number },
): boolean {
  if (!site || site.source !== place.source) return false;
  // The site of a loop is its head: what it holds follows.
  return place.start > site.start;
}

/** Calls that need the number, and so wait for whatever computes it. */
const WAITING: ReadonlySet<string> = new Set(['item', 'cpu']);

const waitsEachStep: TrainingRule = {
  code: 'TRN-14',
  check: (code) =>
    speaksOfGpu(code)
      ? code.steps.flatMap((loop): Finding[] => {
          if (!code.loaderOf(loop)) return [];
          const waiting = code.acts.filter(
            (act) => isWaiting(code, act) && isInLoop(act, loop) && isInEachRound(code, act, loop),
          );
          const unique = waiting.filter(
            (act, at) => waiting.findIndex((other) => other.place.line === act.place.line) === at,
          );
          const [first] = unique;
          if (!first) return [];
          const lines = unique
            .map(({ place }) => place.line)
            .slice(0, 6)
            .join(', ');
          const count = unique.length;
          return [trainingFindings.waitsEachStep({ call: `${first.name}()`, count, lines }, first.place)];
        })
      : [],
};

/** Of what a loss or a model gave; not of what lies on the CPU already. */
function isWaiting(code: TrainingCode, { name, call }: Act): boolean {
  return WAITING.has(name) && call.within.length === 0 && isOfModel(code, call.receiver);
}

const graphRetained: TrainingRule = {
  code: 'TRN-25',
  check: (code) =>
    code.steps.flatMap((loop): Finding[] => {
      const backward = code.acts.filter((act) => act.name === 'backward' && isInLoop(act, loop));
      const [only] = backward;
      if (!only || backward.length > 1 || isOff(only) || only.loops[0]?.id !== loop.id) return [];
      if (only.call.keywords?.get('retain_graph') !== true || code.says(/autograd\.grad|create_graph|\bgrad\(/))
        return [];
      return guardsOnTheWay(code, only).length > 0 ? [] : [trainingFindings.graphRetained({}, only.place)];
    }),
};

export const steppingRules: readonly TrainingRule[] = [
  schedulerFirst,
  schedulerNever,
  noZeroGrad,
  lossKept,
  waitsEachStep,
  graphRetained,
];
