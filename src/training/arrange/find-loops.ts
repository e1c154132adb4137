import { placeOf } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Loop, Phase, SettingValue } from '../pipeline.js';
import { type Program, type RecordedCall, type RecordedScope, walkScopes } from '../record/program.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import { conditionsOf } from './conditions.js';

type LoopScope = Extract<RecordedScope, { kind: 'loop' }> | Extract<RecordedScope, { kind: 'framework' }>;

export interface FoundLoops {
  readonly loops: readonly Loop[];
  /** The innermost loop that is worth telling of, for a scope. */
  readonly loopOf: (scope: RecordedScope) => Loop | undefined;
  readonly phaseOf: (call: RecordedCall) => Phase;
}

const BACKWARD: ReadonlySet<string> = new Set(['backward']);

/** Which loops are those of training: over steps, over epochs, over what is evaluated. */
export function findLoops(program: Program): FoundLoops {
  const scopes = new Map<number, LoopScope>();
  const kinds = new Map<number, Loop['kind']>();
  for (const call of program.calls) {
    const around = [...walkScopes(call.scope)].filter(isLoop);
    for (const scope of around) scopes.set(scope.id, scope);
    const [inner, ...outer] = around;
    if (!inner) continue;
    if (isStep(call)) {
      kinds.set(inner.id, 'step');
      for (const scope of outer) if (kinds.get(scope.id) !== 'step') kinds.set(scope.id, 'epoch');
    } else if (isEvaluation(call, inner) && !kinds.has(inner.id)) kinds.set(inner.id, 'evaluation');
  }
  const wanted = [...scopes.values()].filter(({ id }) => kinds.has(id)).sort((a, b) => a.id - b.id);
  const loops = new Map(wanted.map((scope) => [scope.id, loopOfScope(scope, kinds)]));
  const loopOf = (scope: RecordedScope): Loop | undefined => {
    for (const item of walkScopes(scope)) {
      const found = loops.get(item.id);
      if (found) return found;
    }
    return undefined;
  };
  return { loops: [...loops.values()], loopOf, phaseOf: createPhases(program, loopOf) };
}

function isLoop(scope: RecordedScope): scope is LoopScope {
  return scope.kind === 'loop' || scope.kind === 'framework';
}

function isStep(call: RecordedCall): boolean {
  return BACKWARD.has(call.name) && call.within.length === 0;
}

/** A model is called where no gradient is wanted. */
function isEvaluation(call: RecordedCall, loop: LoopScope): boolean {
  if (call.name !== '' || call.within.length > 0) return false;
  if (loop.kind === 'framework') return /validat|test|evaluat/.test(loop.name);
  return isWithoutGradient(call.scope);
}

export function isWithoutGradient(scope: RecordedScope): boolean {
  return [...walkScopes(scope)].some(
    (item) => item.kind === 'with' && managerName(item.manager).match(/^(?:no_grad|inference_mode)$/),
  );
}

export function managerName(manager: Value): string {
  if (isKind(manager, 'instance')) return manager.cls.name;
  const trace = traceOf(manager);
  return trace?.kind === 'call' ? trace.call.name : '';
}

function loopOfScope(scope: LoopScope, kinds: ReadonlyMap<number, Loop['kind']>): Loop {
  const kind = kinds.get(scope.id) ?? 'other';
  const parent = [...walkScopes(scope)].slice(1).find(({ id }) => kinds.has(id));
  const count = scope.kind === 'loop' ? countOf(scope.items) : undefined;
  const site = scope.site ?? { source: { path: '', text: '', lineStarts: [0] }, start: 0, end: 0 };
  return {
    id: `${kind}:${scope.id}`,
    kind,
    ...(parent ? { parent: `${kinds.get(parent.id)}:${parent.id}` } : {}),
    place: placeOf(site.source, site),
    ...(count ? { count } : {}),
    conditions: conditionsOf(scope),
  };
}

function countOf(items: Value | undefined): SettingValue | undefined {
  if (!isKind(items, 'range')) return undefined;
  const count = Math.max(0, Math.ceil((items.stop - items.start) / items.step));
  return { kind: 'known', value: count, text: String(count) };
}

/** The loader that a loop goes over, through `enumerate`, `tqdm` and whatever else is put around it. */
export function findSource(
  items: Value | undefined,
  isLoader: (value: Value) => boolean,
  depth = 0,
): Value | undefined {
  if (items === undefined || depth > 8) return undefined;
  for (const value of alternativesOf(items)) {
    if (isLoader(value)) return value;
    const trace = traceOf(value);
    const inner =
      trace?.kind === 'call'
        ? [...trace.call.values, ...(trace.call.keywords?.values() ?? [])]
        : trace?.kind === 'round' || trace?.kind === 'attribute' || trace?.kind === 'item'
          ? [trace.of]
          : [];
    for (const item of inner) {
      const found = findSource(item, isLoader, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Before the first loop, in one that steps or that evaluates, after the last. */
function createPhases(
  program: Program,
  loopOf: (scope: RecordedScope) => Loop | undefined,
): (call: RecordedCall) => Phase {
  const inLoops = program.calls.filter(({ scope }) => loopOf(scope) !== undefined).map(({ id }) => id);
  const first = inLoops[0] ?? Number.POSITIVE_INFINITY;
  return (call) => {
    const loop = loopOf(call.scope);
    if (loop?.kind === 'evaluation' || (loop && isWithoutGradient(call.scope) && call.name !== 'backward'))
      return 'evaluation';
    if (loop) return 'training';
    return call.id < first ? 'setup' : 'end';
  };
}
