import type { Unknown } from '../../../python/values/value.js';
import { type Dimension, isSameDimension } from '../dimension.js';

/** Who is asked when a shape cannot be, or cannot be known. */
export interface Judge {
  unknown(reason: string): Unknown;
  /** Raises what torch raises: RuntimeError with the message. */
  fail(message: string): never;
  /** IndexError. */
  failIndex(message: string): never;
}

/** Counts from the end when negative; raises as torch does when it is out of range. */
export function normalizeDim(judge: Judge, dim: number, rank: number): number {
  const span = Math.max(rank, 1);
  if (dim < -span || dim >= span) {
    judge.failIndex(`Dimension out of range (expected to be in range of [${-span}, ${span - 1}], but got ${dim})`);
  }
  return dim < 0 ? dim + span : dim;
}

/** The one length of two that must be equal. */
export function unify(judge: Judge, a: Dimension, b: Dimension, message: () => string): Dimension {
  const same = isSameDimension(a, b);
  if (same === false) return judge.fail(message());
  if (same === true) return a;
  return typeof a === 'number' ? a : typeof b === 'number' ? b : isKnown(a) ? a : b;
}

function isKnown(dimension: Dimension): boolean {
  return typeof dimension === 'number' || dimension.kind === 'symbolic';
}
