import { boundsOf, type Dimension, isSameDimension, isUnknownDimension, showDimension } from '../dimension.js';
import { showShape } from '../tensor.js';
import type { Judge } from './judge.js';

/** As torch broadcasts: from the last dimension, equal or 1. */
export function broadcastShapes(judge: Judge, ...shapes: readonly (readonly Dimension[])[]): readonly Dimension[] {
  let result: readonly Dimension[] = [];
  for (const shape of shapes) result = broadcastTwo(judge, result, shape);
  return result;
}

function broadcastTwo(judge: Judge, a: readonly Dimension[], b: readonly Dimension[]): readonly Dimension[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let at = 0; at < rank; at += 1) {
    const left = a[a.length - rank + at] ?? 1;
    const right = b[b.length - rank + at] ?? 1;
    const met = broadcastDimensions(judge, left, right);
    if (met === undefined) {
      judge.fail(
        `The size of tensor a (${showDimension(left)}) must match the size of tensor b (${showDimension(right)}) at non-singleton dimension ${at}: ${showShape(a)} and ${showShape(b)}`,
      );
    }
    result.push(met);
  }
  return result;
}

/** undefined: they cannot meet. */
export function broadcastDimensions(judge: Judge, a: Dimension, b: Dimension): Dimension | undefined {
  if (a === b && typeof a === 'number') return a;
  if (a === 1) return b;
  if (b === 1) return a;
  if (typeof a === 'number' && typeof b === 'number') return undefined;
  if (typeof a === 'number') return broadcastNumber(a, b);
  if (typeof b === 'number') return broadcastNumber(b, a);
  if (isUnknownDimension(a)) return a;
  if (isUnknownDimension(b)) return b;
  const same = isSameDimension(a, b);
  if (same === true) return a;
  if (isLesserOf(a, b)) return b;
  if (isLesserOf(b, a)) return a;
  const aIsMore = boundsOf(a).lowest > 1;
  const bIsMore = boundsOf(b).lowest > 1;
  if (aIsMore && bIsMore && same === false) return undefined;
  if (aIsMore) return a;
  if (bIsMore) return b;
  return judge.unknown(`${showDimension(a)} and ${showDimension(b)} meet only if they are equal or one is 1`);
}

function broadcastNumber(known: number, other: Dimension): Dimension | undefined {
  return boundsOf(other).lowest > Math.max(known, 1) ? undefined : known;
}

/** `a` is `min(n, b)` with n > 1: where they can meet, the result is b. */
function isLesserOf(a: Dimension, b: Dimension): boolean {
  const match = /^\(min\((\d+),(.*)\)\)$/.exec(showDimension(a));
  return match !== null && Number(match[1]) > 1 && match[2] === showDimension(b);
}
