import { makeGenerator } from '../compile/suspended.js';
import { placeArguments, raiseMissing } from '../signature.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Class, Instance, Keywords, Value } from '../values/value.js';
import { lookupClass } from './attributes.js';
import { doToEach } from './each-way.js';
import { typeName } from './operators.js';
import { BudgetEnd, type CompiledFunction, type Env, type Frame, Raised, RETURN, type Runtime } from './runtime.js';
import { dropPending, endCall, finish } from './ways.js';

/** `callee(*values, **keywords)` */
export function callValue(runtime: Runtime, callee: Value, values: readonly Value[], keywords: Keywords): Value {
  if (typeof callee !== 'object' || callee === null) return raiseNotCallable(runtime, callee);
  switch (callee.kind) {
    case 'function':
      return callFunction(runtime, callee as CompiledFunction, values, keywords);
    case 'native':
      runtime.spend(1);
      return callee.run(runtime, values, keywords);
    case 'bound':
      return callValue(runtime, callee.callee, [callee.self, ...values], keywords);
    case 'class':
      return construct(runtime, callee, values, keywords);
    case 'instance': {
      const own = lookupClass(callee.cls, '__call__');
      if (own === undefined) return callee.cls.unknownBase ?? raiseNotCallable(runtime, callee);
      return callBoundTo(runtime, own, callee, callee.cls, values, keywords);
    }
    case 'wrapped':
      return callValue(runtime, callee.callee, values, keywords);
    case 'unknown':
      runtime.natives.given?.(runtime, callee, values, keywords);
      return doToEach(runtime, callee, (item) => callValue(runtime, item, values, keywords));
    case 'external':
      runtime.natives.given?.(runtime, callee, values, keywords);
      return runtime.unknown(`${callee.path}() is not known here`);
    default:
      return raiseNotCallable(runtime, callee);
  }
}

function raiseNotCallable(runtime: Runtime, callee: Value): never {
  return runtime.raise('TypeError', `'${typeName(runtime, callee)}' object is not callable`);
}

/** Calls what was found on a class for an object, without making a bound method first. */
export function callBoundTo(
  runtime: Runtime,
  found: Value,
  self: Value,
  cls: Class,
  values: readonly Value[],
  keywords: Keywords,
): Value {
  if (isKind(found, 'function') || (isKind(found, 'native') && found.isMethod)) {
    return callValue(runtime, found, [self, ...values], keywords);
  }
  if (isKind(found, 'wrapped')) {
    return callValue(runtime, found.callee, found.how === 'classmethod' ? [cls, ...values] : values, keywords);
  }
  const bound = isKind(found, 'instance') ? runtime.callSpecial(found, '__get__', [self, cls]) : undefined;
  return callValue(runtime, bound ?? found, values, keywords);
}

/** Makes an object of a class: the metaclass's `__call__`, else `__new__` and `__init__`. */
function construct(runtime: Runtime, cls: Class, values: readonly Value[], keywords: Keywords): Value {
  const meta = cls.metaclass && lookupClass(cls.metaclass, '__call__');
  if (meta !== undefined && isKind(meta, 'function')) return callValue(runtime, meta, [cls, ...values], keywords);
  if (meta !== undefined && isKind(meta, 'native')) return callValue(runtime, meta, [cls, ...values], keywords);
  return constructPlain(runtime, cls, values, keywords);
}

/** `type.__call__` */
export function constructPlain(runtime: Runtime, cls: Class, values: readonly Value[], keywords: Keywords): Value {
  const make = lookupClass(cls, '__new__');
  const open = cls.mro.find(({ unknownBase }) => unknownBase)?.unknownBase;
  const object = make === undefined ? runtime.makeInstance(cls) : callNew(runtime, make, cls, values, keywords);
  const type = isKind(object, 'instance') ? object.cls : undefined;
  if (!type?.mro.includes(cls)) return object;
  const init = lookupClass(type, '__init__');
  if (init !== undefined) {
    const result = callBoundTo(runtime, init, object, type, values, keywords);
    if (isUnknown(result) && isKind(object, 'instance')) markPartial(runtime, object, result.reason);
  } else if (make === undefined && (values.length > 0 || (keywords && keywords.size > 0)) && !open) {
    runtime.raise('TypeError', `${cls.name}() takes no arguments`);
  }
  return object;
}

function callNew(runtime: Runtime, make: Value, cls: Class, values: readonly Value[], keywords: Keywords): Value {
  const callee = isKind(make, 'wrapped') ? make.callee : make;
  return callValue(runtime, callee, [cls, ...values], keywords);
}

function markPartial(runtime: Runtime, object: Instance, reason: string): void {
  runtime.touch(object);
  object.partial = [...(object.partial ?? []), { kind: 'undecided', reason, site: runtime.site() }];
}

export function callFunction(
  runtime: Runtime,
  callee: CompiledFunction,
  values: readonly Value[],
  keywords: Keywords,
): Value {
  const { code } = callee;
  if (runtime.depth >= runtime.budget.depth) {
    throw new BudgetEnd({ kind: 'budget', reason: 'calls within calls are nested too deeply', site: runtime.site() });
  }
  runtime.spend(1);
  const slots = bindParameters(runtime, callee, values, keywords);
  if (code.isAsync) return runtime.unknown(`${callee.qualifiedName}() is async`);
  const env: Env = { slots, parent: callee.env };
  const frame = createFrame(runtime, callee, env);
  if (code.isGenerator) return makeGenerator({ runtime }, frame, code.suspendedBody());
  return run(runtime, callee, frame);
}

function createFrame(runtime: Runtime, callee: CompiledFunction, env: Env): Frame {
  return {
    env,
    source: callee.code.source,
    module: callee.module,
    callee,
    namespace: NO_NAMES,
    owner: callee.owner,
    caller: runtime.frame,
    first: env.slots[0],
    at: callee.code.node,
    returned: null,
    pending: undefined,
    loops: 0,
    isGenerator: callee.code.isGenerator,
    sent: undefined,
    rest: undefined,
  };
}

const NO_NAMES: Map<string, Value> = new Map();

function run(runtime: Runtime, callee: CompiledFunction, frame: Frame): Value {
  const { caller } = frame;
  runtime.frame = frame;
  runtime.depth += 1;
  try {
    const completion = callee.code.body()(frame);
    if (completion !== RETURN) frame.returned = null;
    if (frame.pending) finish(endCall(runtime, frame, RETURN));
    return frame.returned;
  } catch (error) {
    if (!(error instanceof Raised) || !frame.pending) throw stackEnd(runtime, error);
    runtime.frame = frame;
    finish(endCall(runtime, frame, error));
    return frame.returned;
  } finally {
    if (frame.pending) dropPending(runtime, frame);
    runtime.depth -= 1;
    runtime.frame = caller;
  }
}

function stackEnd(runtime: Runtime, error: unknown): unknown {
  if (!(error instanceof RangeError) || !/call stack/i.test(error.message)) return error;
  return new BudgetEnd({ kind: 'budget', reason: 'calls within calls are nested too deeply', site: runtime.site() });
}

function bindParameters(
  runtime: Runtime,
  callee: CompiledFunction,
  values: readonly Value[],
  keywords: Keywords,
): (Value | undefined)[] {
  const { signature, slotCount } = callee.code;
  const placed = placeArguments(runtime, callee.qualifiedName, signature, values, keywords);
  const { parameters } = signature;
  for (let at = 0; at < parameters.length; at += 1) {
    if (placed[at] !== undefined) continue;
    const fallback = callee.defaults[at];
    if (fallback === undefined) {
      const missing = parameters.filter(
        ({ kind }, index) =>
          placed[index] === undefined && callee.defaults[index] === undefined && kind !== 'rest' && kind !== 'keywords',
      );
      if (missing.length > 0) raiseMissing(runtime, callee.qualifiedName, missing);
    }
    placed[at] = fallback;
  }
  const count = slotCount();
  for (let at = parameters.length; at < count; at += 1) placed.push(undefined);
  return placed;
}
