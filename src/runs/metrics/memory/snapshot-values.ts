import { isPickleNode, type PickleValue } from '../../../syntax/pickle/pickle-value.js';

/** A dict with texts for keys, as a map; of equal keys the last. Empty for anything else. */
export function fieldsOf(value: PickleValue | undefined): ReadonlyMap<string, PickleValue> {
  const fields = new Map<string, PickleValue>();
  if (isPickleNode(value) && value.kind === 'dict')
    for (const [key, item] of value.pairs) if (typeof key === 'string') fields.set(key, item);
  return fields;
}

export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] {
  return isPickleNode(value) && (value.kind === 'list' || value.kind === 'tuple') ? value.items : [];
}

/** Finite, and exact as far as a number can be; undefined of anything else. */
export function numberOf(value: PickleValue | undefined): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textOf(value: PickleValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
