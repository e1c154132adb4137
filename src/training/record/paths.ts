import { isKind } from '../../python/values/make.js';
import type { Instance, Value } from '../../python/values/value.js';

/** A path of Python's `pathlib` as its text: the object may forget it when the way it is made in ends. */
export function textOfPath(value: Value): Value {
  if (!isKind(value, 'instance') || !isPath(value)) return value;
  const text = value.attributes.get('_text');
  return typeof text === 'string' ? text : value;
}

function isPath({ cls }: Instance): boolean {
  return cls.mro.some(({ name, module }) => name === 'PurePath' && module === 'pathlib');
}
