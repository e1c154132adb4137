import type { Machine } from '../../python/machine.js';
import { tryWay } from '../../python/run/try-way.js';
import { isKind, isUnknown, makeUnknown } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { RecordedCall } from './program.js';

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
