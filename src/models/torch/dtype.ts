import type { Unknown } from '../../python/values/value.js';
import type { DtypeName } from './tensor.js';

export const DTYPE_ALIASES: Readonly<Record<string, DtypeName>> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  long: 'int64',
  int: 'int32',
  short: 'int16',
  cfloat: 'complex64',
  cdouble: 'complex128',
};

/** bool, whole, real, complex: what wins over what when tensors and numbers meet. */
export type Category = 0 | 1 | 2 | 3;

export function categoryOf(dtype: DtypeName): Category {
  if (dtype === 'bool') return 0;
  if (dtype.startsWith('complex')) return 3;
  if (dtype.startsWith('float') || dtype === 'bfloat16') return 2;
  return 1;
}

const REALS: readonly DtypeName[] = ['float16', 'float32', 'float64'];
const WHOLES: readonly DtypeName[] = ['int8', 'int16', 'int32', 'int64'];

/** `torch.promote_types`. */
export function promoteDtypes(a: DtypeName, b: DtypeName): DtypeName {
  if (a === b) return a;
  const [low, high] = categoryOf(a) <= categoryOf(b) ? [a, b] : [b, a];
  if (categoryOf(low) < categoryOf(high)) return high === 'complex64' && low === 'float64' ? 'complex128' : high;
  if (categoryOf(a) === 3) return 'complex128';
  if (categoryOf(a) === 2) return highest(REALS, widenHalf(a, b), widenHalf(b, a));
  if (a === 'uint8' || b === 'uint8') {
    const other = a === 'uint8' ? b : a;
    return other === 'int8' ? 'int16' : other;
  }
  return highest(WHOLES, a, b);
}

/** bfloat16 and float16 together make float32. */
function widenHalf(dtype: DtypeName, other: DtypeName): DtypeName {
  return dtype === 'bfloat16' || (dtype === 'float16' && other === 'bfloat16') ? 'float32' : dtype;
}

function highest(order: readonly DtypeName[], a: DtypeName, b: DtypeName): DtypeName {
  return order[Math.max(order.indexOf(a), order.indexOf(b))] ?? a;
}

export interface Operand {
  readonly dtype: DtypeName | Unknown;
  /** Numbers of Python count less than tensors without dimensions, those less than other tensors. */
  readonly priority: 0 | 1 | 2;
}

/** `torch.result_type`: an operand of less priority counts only if its category is higher. */
export function resultDtype(operands: readonly Operand[]): DtypeName | Unknown {
  let result: DtypeName | undefined;
  for (const priority of [2, 1, 0] as const) {
    let level: DtypeName | undefined;
    for (const operand of operands) {
      if (operand.priority !== priority) continue;
      if (typeof operand.dtype !== 'string') return operand.dtype;
      level = level === undefined ? operand.dtype : promoteDtypes(level, operand.dtype);
    }
    if (level === undefined) continue;
    if (result === undefined || categoryOf(level) > categoryOf(result)) result = level;
  }
  return result ?? 'float32';
}
