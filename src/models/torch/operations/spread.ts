import type { Value } from '../../../python/values/value.js';
import { type Call, isSequence } from '../call.js';
import type { Dimension } from '../dimension.js';
import { showShape } from '../tensor.js';

/** One number for all dimensions, or one each. */
export function spreadInts(call: Call, name: string, count: number): readonly number[] {
  const values = call.ints(name) ?? [];
  const [only = 0] = values;
  if (values.length === 1) return Array.from<number>({ length: count }).fill(only);
  if (values.length !== count)
    call.fail(
      `expected ${name} to be a single integer value or a list of ${count} values, but got ${showShape(values)}`,
    );
  return values;
}

/** One length for all dimensions, or one each; undefined where it is None. */
export function spreadLengths(call: Call, value: Value, count: number): readonly (Dimension | undefined)[] {
  const items = isSequence(value) ? call.machine.listItems(value) : undefined;
  if (items && 'kind' in items) return call.refuse(items.reason);
  const list = items ?? Array.from<Value>({ length: count }).fill(value);
  const spread = list.length === 1 && count > 1 ? Array.from<Value>({ length: count }).fill(list[0] ?? null) : list;
  return spread.map((item) => (item === null ? undefined : call.dimension(item)));
}
