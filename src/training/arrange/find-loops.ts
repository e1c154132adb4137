import { placeOf } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Loop, Phase, SettingValue } from '../pipeline.js';
import { type Program, type RecordedCall, type RecordedScope, walkScopes } from '../record/program.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import { conditionsOf } from './conditions.js';
import {
  isSameFunction,
  isWithoutGradient,
  kindsOfLoops,
  type LoopKind,
  type LoopScope,
  loopsAround,
} from './loop-kinds.js';

export interface FoundLoop {
  readonly scope: LoopScope;
  readonly loop: Loop;
}

export interface FoundLoops {
  /** Parents before children. */
  readonly loops: readonly FoundLoop[];
  /** The innermost loop that is worth telling of, for a scope. */
  readonly loopOf: (scope: RecordedScope) => Loop | undefined;
  readonly phaseOf: (call: RecordedCall) => Phase;
}

/** Which loops are those of training: over steps, over epochs, over what is evaluated. Their ids are given by `nameLoops`. */
export function findLoops(program: Program): FoundLoops {
  const kinds = kindsOfLoops(program);
  const scopes = new Map<number, LoopScope>();
  for (const call of program.calls)
    for (const scope of loopsAround(call.scope)) if (kinds.has(scope.id)) scopes.set(scope.id, scope);
  const wanted = [...scopes.values()].sort((a, b) => a.id - b.id);
  const found = wanted.map((scope) => ({ scope, loop: loopOfScope(scope, kinds) }));
  const byScope = new Map(found.map(({ scope, loop }) => [scope.id, loop]));
  const loopOf = (scope: RecordedScope): Loop | undefined => {
    for (const item of walkScopes(scope)) {
      const loop = byScope.get(item.id);
      if (loop) return loop;
    }
    return undefined;
  };
  return { loops: found, loopOf, phaseOf: createPhases(program, loopOf) };
}

function loopOfScope(scope: LoopScope, kinds: ReadonlyMap<number, LoopKind>): Loop {
  const kind = kinds.get(scope.id) ?? 'other';
  const parent = [...walkScopes(scope)].slice(1).find(({ id }) => kinds.has(id));
  const known = scope.kind === 'loop' ? countOf(scope.items) : undefined;
  const count = known ?? (kind === 'accumulation' ? unknownCount(scope) : undefined);
  const site = scope.site ?? { source: { path: '', text: '', lineStarts: [0] }, start: 0, end: 0 };
  return {
    id: `#${scope.id}`,
    kind,
    ...(parent ? { parent: `#${parent.id}` } : {}),
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

/** Of steps that are gathered it matters how many; that nobody knows it is said. */
function unknownCount({ site }: LoopScope): SettingValue {
  const [line = ''] = site?.source.text.slice(site.start, site.end).split('\n') ?? [];
  const text = /\bin\s+(.+):/.exec(line)?.[1] ?? line;
  return { kind: 'unknown', text, reason: 'it is not known how often the loop runs' };
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
    for (const item of partsOf(value)) {
      const found = findSource(item, isLoader, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function partsOf(value: Value): readonly Value[] {
  const trace = traceOf(value);
  switch (trace?.kind) {
    case 'call': {
      const { receiver, values, keywords } = trace.call;
      return [...(receiver === undefined ? [] : [receiver]), ...values, ...(keywords?.values() ?? [])];
    }
    case 'round':
    case 'attribute':
    case 'item':
      return [trace.of];
    default:
      return isKind(value, 'instance') && value.attributes.size < 30 ? [...value.attributes.values()] : [];
  }
}

/** Before the first loop, in one that steps or that evaluates, after the last. */
function createPhases(
  program: Program,
  loopOf: (scope: RecordedScope) => Loop | undefined,
): (call: RecordedCall) => Phase {
  const inLoops = program.calls.filter(({ scope }) => loopOf(scope) !== undefined);
  const first = inLoops[0]?.id ?? Number.POSITIVE_INFINITY;
  const evaluations = inLoops.filter(({ scope }) => loopOf(scope)?.kind === 'evaluation');
  return (call) => {
    const loop = loopOf(call.scope);
    if (loop?.kind === 'evaluation') return 'evaluation';
    if (loop && isWithoutGradient(call.scope) && call.name !== 'backward') return 'evaluation';
    if (call.chain.length > 0 && evaluations.some((item) => isSameFunction(item, call))) {
      const trains = inLoops.some((item) => item.name === 'backward' && isSameFunction(item, call));
      if (!trains) return 'evaluation';
    }
    if (loop) return 'training';
    return call.id < first ? 'setup' : 'end';
  };
}
