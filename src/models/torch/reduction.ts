import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';

/** As `torch.nn._reduction.legacy_get_string`: the two old arguments, where one is given, decide before `reduction`. */
export function chooseReduction(average: Value, reduce: Value, reduction: Value): Value {
  if (average === null && reduce === null) return reduction;
  for (const given of [average, reduce]) if (isKind(given, 'unknown')) return given;
  if (reduce === false) return 'none';
  return average === false ? 'sum' : 'mean';
}
