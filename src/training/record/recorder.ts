import type { ModuleTree } from '../../models/module-tree.js';
import { isTensor } from '../../models/torch/tensor.js';
import type { Machine } from '../../python/machine.js';
import { isKind, isUnknown } from '../../python/values/make.js';
import type { External, Instance, Site, Unknown, Value } from '../../python/values/value.js';
import type { WatchedCall, WatchedScope, Watcher } from '../../python/watcher.js';
import { createOptionBook, type OptionBook } from '../options/option-book.js';
import { noteChanges } from './changing-values.js';
import { traceOfItem } from './chosen-items.js';
import { describeCall, isLayer, isModule } from './describe-call.js';
import { readTree, treeOf } from './module-trees.js';
import { makeOpaque } from './opaque-results.js';
import { type Asked, isBrought, isFrameworkFunction, withMore, writtenOutside } from './outside.js';
import { textOfPath } from './paths.js';
import { placesOf } from './places-of.js';
import type { RecordedCall, RecordedScope } from './program.js';
import { createRecursionGuard } from './recursion.js';
import { lengthOf, moduleAmong, runModule, runWithCallbacks } from './run-with-callbacks.js';
import { createScopeStack, type ScopeStack } from './scopes.js';
import { createSwitchReads } from './switches.js';
import { alternativesOf, pathOfValue, type Trace, traceOf } from './trace.js';
import { createVariants, sourceKey } from './variants.js';

export interface Recorder {
  readonly watcher: Watcher;
  readonly calls: readonly RecordedCall[];
  readonly root: RecordedScope;
  /** Must be given before anything runs. */
  attach(machine: Machine): void;
  /** The switches of the program, filled while it is gone through. */
  readonly options: OptionBook;
  /** The call that gave this object or tensor. */
  originOf(value: Value): RecordedCall | undefined;
  /** Keys that are read of what a call gave: `checkpoint['epoch']`. */
  keysOf(call: RecordedCall): readonly string[];
  /** What a module consists of: as it is in the end, or as it was when it was made, where it was made in a way that is taken back. */
  treeOf(call: RecordedCall): ModuleTree | undefined;
  /** What `len()` says of an object of the program, if that is known. */
  lengthOf(value: Value): number | undefined;
  /** Runs what a library would run, as the body of a scope of its own. */
  within<T>(name: string, run: () => T): T;
  /** Asked after each call; what it gives is taken as its result. */
  onCall: ((call: RecordedCall, result: Value) => Value | undefined) | undefined;
}

type Call = { -readonly [K in keyof RecordedCall]: RecordedCall[K] };

/** More calls than any script has that a person reads. */
const MOST_CALLS = 20_000;

interface State {
  readonly calls: Call[];
  readonly byKey: Map<string, Call>;
  /** Strong on purpose: most of what is made lives as long as the recorder, and a weak map of that many is slow. */
  readonly origins: Map<object, RecordedCall>;
  /** What calls of modules gave, by the call. */
  readonly answers: Map<number, Value>;
  /** What the program asked of frameworks and is not done yet. */
  readonly asked: Asked[];
  /** The modules whose `forward` runs, outermost first. */
  readonly modules: Instance[];
  readonly scopes: ScopeStack;
  /** Of modules when they were made, by the call. */
  readonly trees: Map<number, ModuleTree>;
  /** Keys that were read of what calls gave, by the call. */
  readonly keys: Map<number, Set<string>>;
  readonly variantOf: ReturnType<typeof createVariants>;
  readonly options: OptionBook;
  machine: Machine | undefined;
}

/** Hears a program run and writes down the calls that may matter to training. */
export function createRecorder(): Recorder {
  const options = createOptionBook();
  const state: State = {
    calls: [],
    byKey: new Map(),
    origins: new Map(),
    answers: new Map(),
    asked: [],
    modules: [],
    scopes: createScopeStack(),
    keys: new Map(),
    trees: new Map(),
    variantOf: createVariants(),
    machine: undefined,
    options,
  };
  const recorder: Recorder = {
    options,
    watcher: createWatcher(state, options, (call, result) => recorder.onCall?.(call, result)),
    calls: state.calls,
    root: state.scopes.root,
    onCall: undefined,
    attach: (machine) => {
      state.machine = machine;
    },
    originOf: (value) => (typeof value === 'object' && value !== null ? state.origins.get(value) : undefined),
    keysOf: ({ id }) => [...(state.keys.get(id) ?? [])],
    treeOf: (call) => treeOf(state.trees, call),
    lengthOf: (value) => lengthOf(state.machine, value),
    within: (name, run) => {
      state.scopes.push(`framework:${name}`, state.calls.length, (id, parent) => ({
        id,
        kind: 'framework',
        name,
        parent,
        site: state.machine?.site(),
      }));
      try {
        return run();
      } finally {
        state.scopes.pop();
      }
    },
  };
  return recorder;
}

type Listen = (call: RecordedCall, result: Value) => Value | undefined;

function createWatcher(state: State, options: OptionBook, listen: Listen): Watcher {
  const { scopes } = state;
  const switches = createSwitchReads(options);
  const guard = createRecursionGuard();
  return Object.assign(switches, {
    call: (asWritten: WatchedCall, run: () => Value): Value => {
      const watched = switches.expand(asWritten);
      const call = note(state, watched);
      if (!call) return derived(state, watched, guard(watched, run));
      const { callee } = watched;
      const module = moduleAmong(callee);
      if (module) return callModule(state, module, call, () => runModule(state.machine, module, watched, run), listen);
      const open = withMore(watched, state.machine);
      if (open !== undefined) return finish(state, call, open, listen);
      if (isFrameworkFunction(callee)) return finish(state, call, ask(state, watched, run), listen);
      return finish(state, call, runWithCallbacks(state.machine, call, run), listen);
    },
    stored: (of: Value, name: Value, value: Value, site: Site, from: Site) =>
      noteStore(state, of, name, value, site, from),
    attribute: (of: Unknown | External, name: string, result: Value) =>
      isUnknown(result) ? withTrace(result, { kind: 'attribute', of, name }) : result,
    item: (of: Value, key: Value, result: Value) => {
      if (typeof key === 'string') noteKey(state.keys, of, key);
      return isUnknown(result) ? withTrace(result, traceOfItem(of, key, result)) : result;
    },
    next: (of: Unknown | External) => withTrace(asUnknown(of), { kind: 'round', of }),
    computed: (...[operator, a, b, result]: Parameters<Watcher['computed']>) =>
      withTrace(result, { kind: 'operation', operator, values: [a, b] }),
    either: (a: Value, b: Value, merged: Unknown) => withTrace(merged, { kind: 'either', values: [a, b] }),
    enter: (scope: WatchedScope) => {
      const chain = state.machine?.chainNumber(true) ?? 0;
      scopes.push(keyOfScope(scope, chain), state.calls.length, (id, parent) => makeScope(state, scope, id, parent));
    },
    wasEntered: (scope: WatchedScope) => scopes.isKnown(keyOfScope(scope, state.machine?.chainNumber(true) ?? 0)),
    leave: scopes.pop,
    isSettled: () => scopes.endRound(state.calls.length),
  });
}

/** What a function that nobody asks for makes of something that is not known comes from there: `list(data)`, `torch.cat(outputs)`. */
function derived({ modules }: State, { callee, values }: WatchedCall, result: Value): Value {
  if (!isKind(callee, 'native') && !(isKind(callee, 'class') && callee.isNative)) return result;
  const isLost = isUnknown(result) ? !result.trace : modules.length === 0 && isTensor(result);
  if (!isLost) return result;
  const of = values
    .flatMap((value) => (isKind(value, 'list') || isKind(value, 'tuple') ? value.items : [value]))
    .find((value) => traceOf(value));
  if (of === undefined) return result;
  const unknown = isUnknown(result)
    ? result
    : ({ kind: 'unknown', reason: `what ${callee.name}() gives`, site: undefined } as const);
  return withTrace(unknown, { kind: 'attribute', of, name: `${callee.name}()` });
}

function ask({ asked }: State, watched: WatchedCall, run: () => Value): Value {
  asked.push(watched);
  try {
    return run();
  } finally {
    asked.pop();
  }
}

function makeScope({ machine, options }: State, scope: WatchedScope, id: number, parent: RecordedScope): RecordedScope {
  if (!isBrought(scope.site)) return { ...scope, id, parent };
  return { ...scope, site: options.standing ?? machine?.site() ?? scope.site, implied: scope.site, id, parent };
}

/** The call as it is written down; undefined when it does not matter. */
function note(state: State, watched: WatchedCall): Call | undefined {
  const { calls, byKey, modules, scopes } = state;
  const described = describeCall(watched, modules.length > 0);
  if (!described) return undefined;
  const { machine } = state;
  const implied = machine?.broughtSite();
  if (implied && isFrameworkFunction(watched.callee)) return undefined;
  const { callee } = watched;
  if (isKind(callee, 'class') && isLayer(callee) && machine?.selfChain().some(isModule)) return undefined;
  scopes.meet(described.name);
  const place = `${scopes.here().id}|${machine?.chainNumber(false)}|${described.name}`;
  const key = `${place}|${state.variantOf(described.name, place, watched)}`;
  const known = byKey.get(key);
  if (known) noteChanges(known, watched);
  if (known || calls.length >= MOST_CALLS) return known;
  const [site, ...chain] = placesOf(machine, implied && state.options.standing);
  if (!site) return undefined;
  const scope = scopes.here();
  const call: Call = {
    ...watched,
    values: watched.values.map(textOfPath),
    name: described.name,
    path: described.path(),
    receiver: described.receiver,
    id: calls.length + 1,
    result: undefined,
    site,
    chain,
    ...(implied ? { implied, arguments: writtenOutside(watched.arguments, calls, state.asked.at(-1)) } : {}),
    scope,
    within: [...modules],
    isInMaking: machine?.selfChain().some(isModule) === true,
  };
  calls.push(call);
  byKey.set(key, call);
  return call;
}

/** `cudnn.benchmark = True` and `group['lr'] = lr`: written down as calls without a result, their path ending in `=`. */
function noteStore(state: State, of: Value, name: Value, value: Value, site: Site, from: Site): void {
  const { calls, byKey, scopes, machine } = state;
  const owner = pathOfValue(of);
  if (owner === '' || typeof name !== 'string') return;
  const key = `${scopes.here().id}|${machine?.chainNumber(false)}|${name}=`;
  if (byKey.has(key) || calls.length >= MOST_CALLS) return;
  const call: Call = {
    id: calls.length + 1,
    name,
    path: `${owner}.${name}=`,
    receiver: of,
    callee: of,
    values: [value],
    keywords: undefined,
    arguments: [{ name: undefined, isSpread: false, site: from, switches: [] }],
    more: undefined,
    result: undefined,
    site,
    chain: machine?.callChain().slice(1) ?? [],
    scope: scopes.here(),
    within: [...state.modules],
    isInMaking: false,
  };
  calls.push(call);
  byKey.set(key, call);
}

function noteKey(keys: Map<number, Set<string>>, of: Value, key: string): void {
  for (const item of alternativesOf(of)) {
    const trace = traceOf(item);
    if (trace?.kind !== 'call') continue;
    const own = keys.get(trace.call.id) ?? new Set<string>();
    keys.set(trace.call.id, own.add(key));
  }
}

/** What these give is what is in the model. */
const OF_MODELS: ReadonlySet<string> = new Set(['state_dict', 'parameters', 'named_parameters']);

function finish(state: State, call: Call, result: Value, listen: Listen): Value {
  const answered = listen(call, result) ?? result;
  // What a function of a framework or of the program gives was made by something in it.
  const isFunction = isKind(call.callee, 'function') || isFrameworkFunction(call.callee);
  const isMade = isUnknown(answered) && !(answered.trace && isFunction);
  const isLost =
    isKind(call.callee, 'native') && call.within.length === 0 && isKind(answered, 'instance') && isTensor(answered);
  const value = isMade ? withTrace(answered, { kind: 'call', call }) : isLost ? makeOpaque(answered, call) : answered;
  call.result ??= value;
  if (call.result === value) readTree(state.trees, call);
  const isState = typeof value === 'object' && value !== null && OF_MODELS.has(call.name);
  if ((isKind(value, 'instance') || isState) && !state.origins.has(value)) state.origins.set(value, call);
  return value;
}

/** `model(x)` is followed once for each place: what it gives then is what it gives. */
function callModule(state: State, instance: Instance, call: Call, run: () => Value, listen: Listen): Value {
  const known = state.answers.get(call.id);
  if (known !== undefined) return known;
  state.modules.push(instance);
  try {
    const value =
      call.within.length > 0
        ? finish(state, call, run(), listen)
        : makeOpaque(finish(state, call, run(), listen), call);
    state.answers.set(call.id, value);
    return value;
  } finally {
    state.modules.pop();
  }
}

function asUnknown(value: Unknown | External): Unknown {
  return isUnknown(value) ? value : { kind: 'unknown', reason: `an item of ${value.path}`, site: value.site };
}

function withTrace(value: Unknown, trace: Trace): Unknown {
  return { kind: 'unknown', reason: value.reason, site: value.site, among: value.among, trace };
}

function keyOfScope(scope: WatchedScope, chain: number): string {
  const { site } = scope;
  const way =
    scope.kind === 'way'
      ? `:${scope.truth}:${scope.isTaken}`
      : scope.kind === 'loop'
        ? `:${sourceKey(scope.items)}`
        : '';
  return `${scope.kind}:${site.source.path}:${site.start}-${site.end}${way}<${chain}`;
}
