import { type Dimension, isSameDimension } from '../dimension.js';
import { showShape } from '../tensor.js';
import { broadcastShapes } from './broadcast.js';
import type { Judge } from './judge.js';

/** `torch.matmul`, with its rules for vectors and for leading dimensions. */
export function matmulShape(judge: Judge, a: readonly Dimension[], b: readonly Dimension[]): readonly Dimension[] {
  if (a.length === 0 || b.length === 0) {
    judge.fail(`both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`);
  }
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const inner = left.at(-1) ?? 1;
  const outer = right.at(-2) ?? 1;
  if (isSameDimension(inner, outer) === false) {
    judge.fail(`mat1 and mat2 shapes cannot be multiplied (${showShape(a)} and ${showShape(b)})`);
  }
  const lead = broadcastShapes(judge, left.slice(0, -2), right.slice(0, -2));
  const rows = a.length === 1 ? [] : [left.at(-2) ?? 1];
  const columns = b.length === 1 ? [] : [right.at(-1) ?? 1];
  return [...lead, ...rows, ...columns];
}
