import type { Machine } from '../machine.js';
import { withAmong } from '../values/among.js';
import { isKind } from '../values/make.js';
import type { Instance, Unknown, Value } from '../values/value.js';
import { doubt } from './each-way.js';

/** Something was set on an object under a name that is not known: it may have more, and any of what it has may be another. */
export function blurAttributes(machine: Machine, object: Instance, value: Value, reason: Unknown): void {
  doubt(machine, object, reason);
  // A layer under a new name leaves the sizes as they were; what is set from a table of settings may be any of them.
  if (isKind(value, 'instance')) return;
  for (const [name, old] of object.attributes)
    if (!name.startsWith('_')) object.attributes.set(name, withAmong(reason, [old]));
  for (const cls of object.cls.mro) {
    if (cls.isNative) continue;
    for (const [name, old] of cls.attributes)
      if (!name.startsWith('__') && isPlain(old) && !object.attributes.has(name)) object.attributes.set(name, reason);
  }
}

const PLAIN: ReadonlySet<string> = new Set([
  'float',
  'complex',
  'bytes',
  'list',
  'tuple',
  'dict',
  'set',
  'range',
  'unknown',
]);

function isPlain(value: Value): boolean {
  return typeof value !== 'object' || value === null || PLAIN.has(value.kind);
}
