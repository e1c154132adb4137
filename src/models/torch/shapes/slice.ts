import {
  addDimensions,
  boundsOf,
  type Dimension,
  floorDivide,
  isSameDimension,
  isUnknownDimension,
  makeSymbol,
  showDimension,
  subtractDimensions,
} from '../dimension.js';
import type { Judge } from './judge.js';

/** The lesser of two lengths: a symbol of its own, `(min(3,T))`, where that is open. */
export function lesserDimension(judge: Judge, a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return Math.min(a, b);
  const difference = subtractDimensions(a, b);
  const { lowest, highest } = boundsOf(difference);
  if (highest <= 0) return a;
  if (lowest >= 0) return b;
  if (isUnknownDimension(a)) return a;
  if (isUnknownDimension(b)) return b;
  if (typeof a === 'number' && a > 0) return makeSymbol(`(min(${a},${showDimension(b)}))`);
  if (typeof b === 'number' && b > 0) return makeSymbol(`(min(${b},${showDimension(a)}))`);
  return judge.unknown(`the lesser of ${showDimension(a)} and ${showDimension(b)}`);
}

/** How many elements `[start:stop:step]` takes; undefined bounds are open. Steps are at least 1 in torch. */
export function sliceLength(
  judge: Judge,
  length: Dimension,
  start: Dimension | undefined,
  stop: Dimension | undefined,
  step: number,
): Dimension {
  const first = start === undefined ? 0 : placeBound(judge, length, start);
  const last = stop === undefined ? length : placeBound(judge, length, stop);
  const span = subtractDimensions(last, first);
  if (isUnknownDimension(span)) return span;
  const { lowest, highest } = boundsOf(span);
  if (highest <= 0) return 0;
  if (lowest < 0) return judge.unknown(`a slice of ${showDimension(length)} may be empty`);
  return step === 1 ? span : floorDivide(addDimensions(span, step - 1), step);
}

function placeBound(judge: Judge, length: Dimension, bound: Dimension): Dimension {
  if (isSameDimension(bound, length) === true) return length;
  const { lowest, highest } = boundsOf(bound);
  if (highest < 0) {
    const placed = addDimensions(length, bound);
    if (boundsOf(placed).lowest >= 0) return placed;
    if (typeof placed === 'number') return Math.max(0, placed);
    return judge.unknown(`a slice from ${showDimension(placed)}`);
  }
  if (lowest >= 0) return lesserDimension(judge, bound, length);
  return judge.unknown(`a slice to ${showDimension(bound)}, which may count from the end`);
}
