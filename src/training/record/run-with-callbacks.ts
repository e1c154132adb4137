import type { Machine } from '../../python/machine.js';
import { Raised } from '../../python/run/runtime.js';
import { tryWay } from '../../python/run/try-way.js';
import { isKind, isUnknown, makeUnknown } from '../../python/values/make.js';
import type { Instance, Value } from '../../python/values/value.js';
import type { WatchedCall } from '../../python/watcher.js';
import { isModule } from './describe-call.js';
import type { RecordedCall } from './program.js';
import { alternativesOf, traceOf } from './trace.js';

/** `optimizer.step(closure)` calls what it is given, `mp.spawn(worker, args=(...))` in processes of their own. */
export function runWithCallbacks(machine: Machine | undefined, call: RecordedCall, run: () => Value): Value {
  const value = run();
  const [callback] = call.values;
  if (!machine || !isUnknown(value) || !isKind(callback, 'function')) return value;
  if (call.name === 'step') machine.call(callback, []);
  if (call.name === 'spawn')
    machine.call(callback, [makeUnknown('the rank of the process', call.site), ...argumentsOf(call)]);
  return value;
}

function argumentsOf({ values, keywords }: RecordedCall): readonly Value[] {
  const given = values[1] ?? keywords?.get('args');
  return isKind(given, 'tuple') || isKind(given, 'list') ? given.items : [];
}

/** What `len()` says of an object of the program. */
export function lengthOf(machine: Machine | undefined, value: Value): number | undefined {
  if (!machine || !isKind(value, 'instance')) return undefined;
  const length = tryWay(() => machine.length(value));
  return typeof length === 'number' ? length : undefined;
}

/** What is put around a model to call it: the call goes on to the model. */
const WRAPPERS =
  /^(?:DistributedDataParallel|DataParallel|FullyShardedDataParallel|DDP|compile|to|cuda|prepare_model)$/;

/** The model that is called, also where it is wrapped, or may be: `DDP(model) if distributed else model`. */
export function moduleAmong(callee: Value, depth = 0): Instance | undefined {
  for (const item of alternativesOf(callee)) {
    if (isKind(item, 'instance') && isModule(item)) return item;
    const trace = traceOf(item);
    if (trace?.kind !== 'call' || !WRAPPERS.test(trace.call.name) || depth > 4) continue;
    const inner = trace.call.values[0] ?? trace.call.receiver;
    const module = inner === undefined ? undefined : moduleAmong(inner, depth + 1);
    if (module) return module;
  }
  return undefined;
}

/** Follows what a wrapped model does. */
export function runModule(
  machine: Machine | undefined,
  module: Instance,
  watched: WatchedCall,
  run: () => Value,
): Value {
  const { callee, values, keywords } = watched;
  if (callee === module || !machine) return run();
  const result = tryWay(() => machine.call(module, values, keywords));
  return result instanceof Raised ? machine.unknown('what a wrapped model gives') : result;
}
