import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Loop } from '../pipeline.js';
import { functionAround } from '../recognise/source-names.js';
import { frameworkOf } from '../record/outside.js';
import { type Program, type RecordedCall, type RecordedScope, walkScopes } from '../record/program.js';
import { traceOf } from '../record/trace.js';
import { sourceKey } from '../record/variants.js';
import { splitOfText } from './splits.js';

export type LoopScope = Extract<RecordedScope, { kind: 'loop' }> | Extract<RecordedScope, { kind: 'framework' }>;
export type LoopKind = Loop['kind'];

/** What each loop is to the training, by the number of its scope; loops that have nothing to do with it are absent. */
export function kindsOfLoops(program: Program): ReadonlyMap<number, LoopKind> {
  const kinds = new Map<number, LoopKind>();
  const calls = program.calls.filter(({ within }) => within.length === 0);
  const steps = calls.filter(isOptimizerStep).map((call) => loopsAround(call.scope));
  const withBackward = new Set<number>();
  for (const call of calls.filter(({ name }) => name === 'backward')) {
    const around = loopsAround(call.scope);
    for (const { id } of around) withBackward.add(id);
    nameTraining(kinds, around, steps);
  }
  for (const call of calls) {
    const [inner] = loopsAround(call.scope);
    if (!inner || withBackward.has(inner.id) || kinds.has(inner.id)) continue;
    if (isModelCall(call) && isEvaluation(call, inner, calls)) kinds.set(inner.id, 'evaluation');
  }
  return kinds;
}

function isLoop(scope: RecordedScope): scope is LoopScope {
  if (scope.kind === 'framework') return true;
  if (scope.kind !== 'loop') return false;
  // What Python's library goes over while it works is nobody's loop, nor are the handlers and callbacks of a framework.
  return scope.implied === undefined || (frameworkOf(scope.implied) !== undefined && !isKind(scope.items, 'list'));
}

/** From the innermost outwards. */
export function loopsAround(scope: RecordedScope): readonly LoopScope[] {
  return [...walkScopes(scope)].filter(isLoop);
}

/** `model(x)`, of whatever is called itself. */
export function isModelCall({ name, within }: RecordedCall): boolean {
  return name === '' && within.length === 0;
}

function isOptimizerStep({ name, path, values, receiver }: RecordedCall): boolean {
  return (
    name === 'step' && receiver !== undefined && !/lr_scheduler|[Ss]cheduler|profil/.test(path) && values.length < 2
  );
}

/** A loop with `backward` whose optimizer steps in a loop around it gathers gradients. */
function nameTraining(
  kinds: Map<number, LoopKind>,
  around: readonly LoopScope[],
  steps: readonly (readonly LoopScope[])[],
): void {
  const [inner, ...outer] = around;
  if (!inner) return;
  const isSteppedIn = (scope: LoopScope): boolean => steps.some((loops) => loops.some(({ id }) => id === scope.id));
  const stepsAt = isSteppedIn(inner) ? 0 : around.findIndex(isSteppedIn);
  const stepped = around[stepsAt];
  const isPerEpoch = stepsAt > 0 && isOverData(inner) && dataOf(inner) !== (stepped && dataOf(stepped));
  const step = stepsAt > 0 && !isPerEpoch ? stepsAt : 0;
  for (const { id } of around.slice(0, step)) kinds.set(id, 'accumulation');
  const stepLoop = around[step];
  if (stepLoop && kinds.get(stepLoop.id) !== 'accumulation') kinds.set(stepLoop.id, 'step');
  const rest = step === 0 ? outer : around.slice(step + 1);
  const epoch = rest.find((scope) => !isWritten(scope));
  for (const { id } of rest)
    if (kinds.get(id) === undefined || kinds.get(id) === 'other') kinds.set(id, id === epoch?.id ? 'epoch' : 'other');
}

/** `for phase in ['train', 'val']` */
function isWritten(scope: LoopScope): boolean {
  if (scope.kind !== 'loop') return false;
  const { items } = scope;
  const list = isKind(items, 'list') || isKind(items, 'tuple') ? items.items : [];
  return list.length > 0 && list.every((item) => typeof item === 'string');
}

function isOverData(scope: LoopScope): boolean {
  return dataOf(scope) !== '';
}

/** What it goes over: the parts of a batch are of the loader that the batch came from. */
function dataOf(scope: LoopScope): string {
  return scope.kind === 'loop' ? sourceKey(scope.items) : '';
}

function isEvaluation(call: RecordedCall, loop: LoopScope, calls: readonly RecordedCall[]): boolean {
  if (loop.kind === 'framework') return /validat|test|evaluat/.test(loop.name);
  if (isWithoutGradient(call.scope)) return true;
  if (/^(?:\w*_)?(?:eval|valid|test|infer|predict)/i.test(functionAround(call))) return true;
  const before = calls.filter(
    (item) => item.id < call.id && isSameFunction(item, call) && (item.name === 'eval' || item.name === 'train'),
  );
  if (before.at(-1)?.name === 'eval') return true;
  const line = loop.site.source.text.slice(loop.site.start, loop.site.start + 200).split('\n')[0] ?? '';
  const split = splitOfText(/\bin\b(.*)/.exec(line)?.[1] ?? '');
  return split === 'val' || split === 'test';
}

export function isSameFunction(a: RecordedCall, b: RecordedCall): boolean {
  return (
    a.chain.length === b.chain.length &&
    a.chain.every((site, at) => site.source.path === b.chain[at]?.source.path && site.start === b.chain[at]?.start)
  );
}

export function isWithoutGradient(scope: RecordedScope): boolean {
  return [...walkScopes(scope)].some((item) => item.kind === 'with' && isGradientOff(item.manager));
}

function isGradientOff(manager: Value): boolean {
  const trace = traceOf(manager);
  const name = managerName(manager);
  if (name === 'set_grad_enabled') return trace?.kind === 'call' && trace.call.values[0] === false;
  return name === 'no_grad' || name === 'inference_mode';
}

function managerName(manager: Value): string {
  if (isKind(manager, 'instance')) return manager.cls.name;
  const trace = traceOf(manager);
  return trace?.kind === 'call' ? trace.call.name : '';
}
