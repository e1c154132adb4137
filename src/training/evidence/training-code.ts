import { placeOf, type SourceText } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Site, Value } from '../../python/values/value.js';
import type { Pipeline, Role } from '../pipeline.js';
import { recogniseCall } from '../recognise/recognise-call.js';
import { type Program, type RecordedCall, walkScopes } from '../record/program.js';
import type { Recorder } from '../record/recorder.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import type { Act, LoopScope } from './act.js';
import { createSyntax, type Syntax } from './syntax-of.js';

/** A training script as rules look at it: what it does, what it is put together to, and what its text says. */
export interface TrainingCode {
  readonly pipeline: Pipeline;
  readonly program: Program;
  readonly syntax: Syntax;
  /** In the order met; without what a library does by itself. */
  readonly acts: readonly Act[];
  readonly ofRole: (role: Role) => readonly Act[];
  readonly named: (name: string) => readonly Act[];
  /** Loops in which a loss goes backward and an optimizer steps, the innermost such. */
  readonly steps: readonly LoopScope[];
  /** Acts that may have made a value. */
  readonly makersOf: (value: Value | undefined) => readonly Act[];
  /** The loader that a loop goes over. */
  readonly loaderOf: (loop: LoopScope) => Act | undefined;
  /** The files in which anything was recorded. */
  readonly sources: readonly SourceText[];
  /** Whether any of these files says this, comments apart. */
  readonly says: (pattern: RegExp) => boolean;
  /** Nothing was given up on the way. */
  readonly isWhole: boolean;
}

export function readTrainingCode(program: Program, recorder: Recorder, pipeline: Pipeline): TrainingCode {
  const syntax = createSyntax();
  const acts = program.calls.filter(({ implied }) => implied === undefined).map(actOf);
  const byCall = new Map(acts.map((act) => [act.call.id, act]));
  const sources = [...new Set(program.calls.map(({ site }) => site.source))];
  const makersOf = (value: Value | undefined): readonly Act[] =>
    value === undefined
      ? []
      : alternativesOf(value).flatMap((item) => {
          const trace = traceOf(item);
          const call = trace?.kind === 'call' ? trace.call : recorder.originOf(item);
          return (call && byCall.get(call.id)) ?? [];
        });
  return {
    pipeline,
    program,
    syntax,
    acts,
    ofRole: (role) => acts.filter((act) => act.role === role),
    named: (name) => acts.filter((act) => act.name === name),
    steps: findSteps(acts),
    makersOf,
    loaderOf: (loop) => {
      if (loop.kind !== 'loop') return undefined;
      const direct = findLoader(loop.items, makersOf);
      if (direct || !isKind(loop.items, 'iterator')) return direct;
      // Behind a generator of the program only what it gives is known: look at what the models are given.
      const fed = acts.filter((act) => act.loops[0]?.id === loop.id && isModelCall(act)).flatMap(givenTo);
      const found = new Set(fed.flatMap((value) => findLoader(value, makersOf) ?? []));
      return found.size === 1 ? [...found][0] : undefined;
    },
    sources,
    says: (pattern) => sources.some((source) => pattern.test(syntax.textOf(source))),
    isWhole:
      program.ended === undefined && !program.problems.some(({ kind }) => kind === 'budget' || kind === 'syntax'),
  };
}

/** The loader behind what a loop goes over: through `enumerate`, `tqdm` and whatever else is put around it. */
function findLoader(
  items: Value | undefined,
  makersOf: TrainingCode['makersOf'],
  seen = new Set<Value>(),
): Act | undefined {
  if (items === undefined || seen.has(items) || seen.size > 200) return undefined;
  seen.add(items);
  const own = makersOf(items).find(({ role }) => role === 'loader');
  if (own) return own;
  for (const value of alternativesOf(items)) {
    const trace = traceOf(value);
    if (!trace || trace.kind === 'operation' || trace.kind === 'either') continue;
    const further =
      trace.kind === 'call'
        ? [trace.call.receiver, ...trace.call.values, ...(trace.call.keywords?.values() ?? [])]
        : [trace.of];
    for (const item of further) {
      const found = findLoader(item, makersOf, seen);
      if (found) return found;
    }
  }
  return undefined;
}

function actOf(call: RecordedCall): Act {
  const recognised = recogniseCall(call);
  const scopes = [...walkScopes(call.scope)];
  return {
    call,
    name: call.name,
    path: recognised?.path ?? call.path,
    role: recognised?.role,
    place: placeOf(call.site.source, call.site),
    entry: recognised?.entry,
    loops: scopes.filter((scope) => scope.kind === 'loop' || scope.kind === 'framework'),
    ways: scopes.filter((scope) => scope.kind === 'way'),
  };
}

function findSteps(acts: readonly Act[]): readonly LoopScope[] {
  const backward = acts.filter(({ name, call }) => name === 'backward' && call.within.length === 0);
  const steps = new Map<number, LoopScope>();
  for (const { role, loops } of acts) {
    if (role !== 'optimizer-step') continue;
    const loop = loops.find(({ id }) => backward.some((act) => act.loops.some((scope) => scope.id === id)));
    if (loop) steps.set(loop.id, loop);
  }
  return [...steps.values()];
}

/** A module is called: `model(x)`. Not what modules call, and no loss. */
export function isModelCall({ name, call, role }: Act): boolean {
  return name === '' && call.within.length === 0 && call.receiver !== undefined && role !== 'loss';
}

/** Whether gradients are switched off where it stands. */
export function isWithoutGradients({ call }: Act): boolean {
  return [...walkScopes(call.scope)].some(
    (scope) => scope.kind === 'with' && /^(?:no_grad|inference_mode)$/.test(nameOfManager(scope.manager)),
  );
}

function nameOfManager(manager: Value): string {
  if (isKind(manager, 'instance')) return manager.cls.name;
  const trace = traceOf(manager);
  return trace?.kind === 'call' ? trace.call.name : '';
}

/** The same object, as far as that is certain. */
export function isSame(code: TrainingCode, one: Value | undefined, other: Value | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  const [first, ...more] = code.makersOf(one);
  const [second, ...others] = code.makersOf(other);
  return first !== undefined && first === second && more.length === 0 && others.length === 0;
}

/** Conditions in the text of the way to a place: in its function, and in those that called it. */
export function guardsOnTheWay(code: TrainingCode, { call, ways }: Act): readonly string[] {
  const sites = [call.site, ...call.chain];
  const written = ways.map(({ site }) => site.source.text.slice(site.start, site.end));
  const texts = [...written, ...sites.flatMap((site) => code.syntax.guardsOf(site))];
  return texts.filter((text) => !text.includes('__name__'));
}

/** It happens in each round of a loop, whatever is known. */
export function isInEachRound(code: TrainingCode, act: Act, loop: LoopScope): boolean {
  for (const scope of walkScopes(act.call.scope)) {
    if (scope.id === loop.id) break;
    if (scope.kind !== 'with') return false;
  }
  const { site } = loop;
  if (!site) return false;
  const isInLoopText = (item: Site): boolean => item.source === site.source && loopTextHolds(code, site, item);
  const inner = [act.call.site, ...act.call.chain];
  const until = inner.findIndex(isInLoopText);
  const within = until < 0 ? inner : inner.slice(0, until + 1);
  const before = new Set(code.syntax.guardsOf(site));
  return within.every((item) => code.syntax.guardsOf(item).every((guard) => before.has(guard)));
}

function loopTextHolds(code: TrainingCode, loop: Site, item: Site): boolean {
  const own = code.syntax.functionAt(loop);
  return own === undefined || (item.start >= own.start && item.end <= own.end);
}

/** What a model or a loss gave, or what was computed of that: a tensor that lies where the model does. */
export function isOfModel(code: TrainingCode, value: Value | undefined, depth = 0): boolean {
  if (value === undefined || depth > 8) return false;
  if (isKind(value, 'instance')) return value.cls.name === 'Tensor' && code.makersOf(value).some(isGiving);
  const trace = traceOf(value);
  const further = (items: readonly (Value | undefined)[]): boolean =>
    items.some((item) => isOfModel(code, item, depth + 1));
  switch (trace?.kind) {
    case 'call':
      return code.makersOf(value).some(isGiving) || further([trace.call.receiver]);
    case 'operation':
    case 'either':
      return further(trace.values);
    case 'attribute':
    case 'item':
      return further([trace.of]);
    default:
      return false;
  }
}

function isGiving(act: Act): boolean {
  return isModelCall(act) || (act.role === 'loss' && !/^[A-Z]/.test(act.name));
}

/** A script that may use a GPU: it speaks of one. */
export function speaksOfGpu(code: TrainingCode): boolean {
  return code.says(/\bcuda\b/);
}

/** All that is given to a call. */
export function givenTo({ call }: Act): readonly Value[] {
  return [...call.values, ...(call.keywords?.values() ?? [])];
}

/** Keys of a dictionary, when all of them are known; undefined of anything else. */
export function keysOf(value: Value | undefined): readonly string[] | undefined {
  if (!isKind(value, 'dict') || value.rest) return undefined;
  const keys = [...value.entries.values()].map(([key]) => key);
  return keys.every((key) => typeof key === 'string') ? keys : undefined;
}

/** `optimizer` of `checkpoint['optimizer']`, and what it was read of. */
export function keyRead(value: Value | undefined): { readonly key: string; readonly of: Value } | undefined {
  const trace = traceOf(value);
  return trace?.kind === 'item' && typeof trace.key === 'string' ? { key: trace.key, of: trace.of } : undefined;
}
