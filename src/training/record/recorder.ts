import type { Machine } from '../../python/machine.js';
import { isKind, isUnknown } from '../../python/values/make.js';
import type { External, Instance, Unknown, Value } from '../../python/values/value.js';
import type { WatchedCall, WatchedScope, Watcher } from '../../python/watcher.js';
import { describeCall, isModule } from './describe-call.js';
import { type Asked, isBrought, isFrameworkFunction, writtenOutside } from './outside.js';
import type { RecordedCall, RecordedScope } from './program.js';
import { createScopeStack, type ScopeStack } from './scopes.js';
import { createSwitchReads } from './switches.js';
import type { Trace } from './trace.js';

export interface Recorder {
  readonly watcher: Watcher;
  readonly calls: readonly RecordedCall[];
  readonly root: RecordedScope;
  /** Must be given before anything runs. */
  attach(machine: Machine): void;
  /** The call that gave this object or tensor. */
  originOf(value: Value): RecordedCall | undefined;
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
  machine: Machine | undefined;
}

/** Hears a program run and writes down the calls that may matter to training. */
export function createRecorder(): Recorder {
  const state: State = {
    calls: [],
    byKey: new Map(),
    origins: new Map(),
    answers: new Map(),
    asked: [],
    modules: [],
    scopes: createScopeStack(),
    machine: undefined,
  };
  const recorder: Recorder = {
    watcher: createWatcher(state, (call, result) => recorder.onCall?.(call, result)),
    calls: state.calls,
    root: state.scopes.root,
    onCall: undefined,
    attach: (machine) => {
      state.machine = machine;
    },
    originOf: (value) => (typeof value === 'object' && value !== null ? state.origins.get(value) : undefined),
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

function createWatcher(state: State, listen: Listen): Watcher {
  const { scopes } = state;
  const switches = createSwitchReads();
  return Object.assign(switches, {
    call: (watched: WatchedCall, run: () => Value): Value => {
      const call = note(state, watched);
      if (!call) return run();
      const { callee } = watched;
      if (isKind(callee, 'instance') && isModule(callee)) return callModule(state, callee, call, run, listen);
      if (isFrameworkFunction(callee)) return finish(state, call, ask(state, watched, run), listen);
      return finish(state, call, run(), listen);
    },
    attribute: (of: Unknown | External, name: string, result: Value) =>
      isUnknown(result) ? withTrace(result, { kind: 'attribute', of, name }) : result,
    item: (of: Unknown | External, key: Value, result: Value) =>
      isUnknown(result) ? withTrace(result, { kind: 'item', of, key }) : result,
    next: (of: Unknown | External) => withTrace(asUnknown(of), { kind: 'round', of }),
    computed: (...[operator, a, b, result]: Parameters<Watcher['computed']>) =>
      withTrace(result, { kind: 'operation', operator, values: [a, b] }),
    either: (a: Value, b: Value, merged: Unknown) => withTrace(merged, { kind: 'either', values: [a, b] }),
    enter: (scope: WatchedScope) => {
      const chain = state.machine?.chainNumber(true) ?? 0;
      scopes.push(keyOfScope(scope, chain), state.calls.length, (id, parent) => makeScope(state, scope, id, parent));
    },
    leave: scopes.pop,
    isSettled: () => scopes.endRound(state.calls.length),
  });
}

function ask({ asked }: State, watched: WatchedCall, run: () => Value): Value {
  asked.push(watched);
  try {
    return run();
  } finally {
    asked.pop();
  }
}

function makeScope({ machine }: State, scope: WatchedScope, id: number, parent: RecordedScope): RecordedScope {
  if (!isBrought(scope.site)) return { ...scope, id, parent };
  return { ...scope, site: machine?.site() ?? scope.site, implied: scope.site, id, parent };
}

/** The call as it is written down; undefined when it does not matter. */
function note(state: State, watched: WatchedCall): Call | undefined {
  const { calls, byKey, modules, scopes } = state;
  const described = describeCall(watched, modules.length > 0);
  if (!described) return undefined;
  const { machine } = state;
  const implied = machine?.broughtSite();
  if (implied && isFrameworkFunction(watched.callee)) return undefined;
  scopes.meet(described.name);
  const key = `${scopes.here().id}|${machine?.chainNumber(false)}|${described.name}`;
  const known = byKey.get(key);
  if (known || calls.length >= MOST_CALLS) return known;
  const [site, ...chain] = machine?.callChain() ?? [];
  if (!site) return undefined;
  const scope = scopes.here();
  const call: Call = {
    ...watched,
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
  };
  calls.push(call);
  byKey.set(key, call);
  return call;
}

function finish(state: State, call: Call, result: Value, listen: Listen): Value {
  const answered = listen(call, result) ?? result;
  // What a framework's function gives was made by something in it.
  const isMade = isUnknown(answered) && !(answered.trace && isFrameworkFunction(call.callee));
  const value = isMade ? withTrace(answered, { kind: 'call', call }) : answered;
  call.result ??= value;
  if (isKind(value, 'instance') && !state.origins.has(value)) state.origins.set(value, call);
  return value;
}

/** `model(x)` is followed once for each place: what it gives then is what it gives. */
function callModule(state: State, instance: Instance, call: Call, run: () => Value, listen: Listen): Value {
  const known = state.answers.get(call.id);
  if (known !== undefined) return known;
  state.modules.push(instance);
  try {
    const value = finish(state, call, run(), listen);
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
  const way = scope.kind === 'way' ? `:${scope.truth}:${scope.isTaken}` : '';
  return `${scope.kind}:${site.source.path}:${site.start}-${site.end}${way}<${chain}`;
}
