import { isKind, isUnknown, makeTuple } from '../../python/values/make.js';
import type { Unknown, Value } from '../../python/values/value.js';
import type { RecordedCall } from './program.js';

/**
 * What a call gave, of which only is wanted where it comes from: no tensor is followed further, but everything that is computed
 * from it is known to be. The items of a tuple stay apart.
 */
export function makeOpaque(value: Value, call: RecordedCall): Value {
  if (isUnknown(value)) return { ...value, trace: { kind: 'call', call } };
  const isPlain = typeof value !== 'object' || value === null;
  if (isPlain || isKind(value, 'float')) return value;
  const whole: Unknown = {
    kind: 'unknown',
    reason: `what ${call.path || 'a model'} gives`,
    site: call.site,
    trace: { kind: 'call', call },
  };
  if (isKind(value, 'tuple')) {
    return makeTuple(
      value.items.map((item, key) => (item === null ? item : { ...whole, trace: { kind: 'item', of: whole, key } })),
    );
  }
  return whole;
}
